"""What is kept, in SQLite. This package holds the only SQL of the project, one module a table."""
