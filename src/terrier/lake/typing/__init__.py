"""Typing of text columns: proposed on all rows, then applied row by row."""
