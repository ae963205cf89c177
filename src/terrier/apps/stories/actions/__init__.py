"""Every write of pages."""
