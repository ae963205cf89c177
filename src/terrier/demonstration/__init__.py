"""The fictional demonstration territory: an invented country at sea, and its files."""
