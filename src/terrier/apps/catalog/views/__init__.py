"""Pages and files of the catalogue: each asks `authority` through `queries`."""
