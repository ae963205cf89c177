"""Pages that change a dataset: each reads a form and calls one action."""
