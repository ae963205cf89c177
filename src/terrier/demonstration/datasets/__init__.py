"""One module per dataset: each draws plausible values and writes the nasty file of real life."""
