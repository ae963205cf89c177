"""Screens about people, organisations and what was done."""
