"""New versions told: Atom feeds, and signed messages to programs."""
