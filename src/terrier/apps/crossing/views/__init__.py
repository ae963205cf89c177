"""Pages about crossings."""
