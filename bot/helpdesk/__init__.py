"""Messages between supporters and organisers, neither seeing the other's account; complaints about data."""
