"""Joining, pledging, consent, and a person's own data."""
