"""How long data about persons are kept, and what is left where they were."""
