"""Two relations put side by side."""
