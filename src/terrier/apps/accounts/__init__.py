"""People, what they did, and how they sign in."""
