"""The home page and its three doors."""
