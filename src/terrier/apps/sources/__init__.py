"""Addresses fetched again at regular times, and what owners are told of late or failing data."""
