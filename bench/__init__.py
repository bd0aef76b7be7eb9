"""Measurements that people run by hand; none is part of the tests' time."""
