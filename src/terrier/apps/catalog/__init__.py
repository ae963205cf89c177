"""Datasets, tables, columns, versions, and the one authority on who sees them."""
