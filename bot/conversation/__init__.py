"""Who listens to a message, in one visible order."""
