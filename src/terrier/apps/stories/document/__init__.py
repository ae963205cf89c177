"""Pages on paper: accessible PDF."""
