"""Checks of a network: they report, and never repair."""
