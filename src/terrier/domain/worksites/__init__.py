"""Worksites: their words, where they are, when two of them should be one trench."""
