"""Lists that organisers take out, the least that is needed, each logged."""
