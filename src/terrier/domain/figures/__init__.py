"""Answers drawn: the form that suits, the drawing, its sentence, its words for the ear."""
