"""Screens of the door."""
