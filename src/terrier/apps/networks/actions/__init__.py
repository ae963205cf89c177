"""Every write about networks and services."""
