"""The doors, one module per standard."""
