"""The public catalogue for harvesters (DCAT-AP), and the files of national schemas."""
