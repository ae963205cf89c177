"""The catalogue as DCAT-AP 3 (SEMIC, release 3.0.1), for portals that harvest it."""
