"""Composed reads about persons."""
