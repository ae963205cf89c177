"""The plan on paper: true scale, readable in black and white, with what is not known."""
