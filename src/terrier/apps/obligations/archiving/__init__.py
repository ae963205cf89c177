"""Archives: what goes into a bag, for a dataset or for everything."""
