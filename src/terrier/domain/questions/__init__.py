"""Questions that people put to a table, read as a French sentence, and their answers."""
