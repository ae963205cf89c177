"""Every write of the catalogue, one module per kind of act."""
