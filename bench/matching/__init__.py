"""How well and how fast questions find their answers."""
