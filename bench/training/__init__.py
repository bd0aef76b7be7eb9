"""Trains what faq/data holds: word vectors, the matcher's confidence, the guards."""
