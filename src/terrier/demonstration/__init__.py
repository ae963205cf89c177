"""The fictional demonstration territory: an invented country at sea, and the files it would have."""
