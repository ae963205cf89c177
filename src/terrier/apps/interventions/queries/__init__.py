"""Every composed read of the log."""
