"""Photographs as telephones send them."""
