"""Django's commands that this app does its own way."""
