"""What is kept, in SQLite. The only SQL of the project stands in this package."""
