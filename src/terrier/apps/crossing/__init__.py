"""Crossing: two datasets put side by side, proposed, measured before they are saved, kept live."""
