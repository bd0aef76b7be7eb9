"""Exports: what is needed and no more, with a note of who took it, when and why."""
