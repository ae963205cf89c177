"""Codes, units, errors: the words that every domain shares. Imports nothing of ours."""
