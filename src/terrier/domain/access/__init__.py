"""Who may see what: readers, policies and what follows from them."""
