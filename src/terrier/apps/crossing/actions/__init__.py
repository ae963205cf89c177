"""Every write about crossings."""
