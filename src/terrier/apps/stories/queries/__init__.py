"""Composed reads of pages."""
