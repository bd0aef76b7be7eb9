"""The form of the database: its tables, what their columns may hold, and how older files come to it."""
