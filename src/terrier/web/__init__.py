"""The shell that every screen shares."""
