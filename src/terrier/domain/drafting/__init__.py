"""Plans on paper: sheets at a true scale, what is drawn on them, where words find room."""
