"""Networks read from the tables of a version, in the one vocabulary of `domain.topology`."""
