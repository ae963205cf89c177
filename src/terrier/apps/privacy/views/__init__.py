"""Screens about persons in the data."""
