"""Composed reads about crossings."""
