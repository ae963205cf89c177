"""Terrier: the open, self-hosted data platform of a territory."""

__version__ = "0.2.0"
