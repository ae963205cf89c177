"""Backups: how one is made, read again, trusted, and put back."""
