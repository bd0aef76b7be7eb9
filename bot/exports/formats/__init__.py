"""How rows become CSV, JSON and XLSX files that are safe to open."""
