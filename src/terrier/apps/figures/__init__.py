"""Figures: a question put to a table, drawn as a chart or a map, with its table and its sentence."""
