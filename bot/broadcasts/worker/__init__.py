"""Starts updates on time and sends them, each at most once."""
