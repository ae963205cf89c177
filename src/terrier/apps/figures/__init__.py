"""Figures: a question put to a table, drawn, with its table and its sentence."""
