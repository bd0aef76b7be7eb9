"""What organisers press and type to write, approve, stop and correct an update."""
