"""Every write of the log."""
