"""What the service declares to conform to; every line is held by a test of the doors."""

_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"

FEATURES = (
    "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/core",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{_FEATURES}/core",
    f"{_FEATURES}/oas30",
    f"{_FEATURES}/html",
    f"{_FEATURES}/geojson",
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
)
"""OGC API – Features, Parts 1 (17-069r4) and 2 (18-058r1)."""

_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"

TILES = (
    f"{_TILES}/core",
    f"{_TILES}/tileset",
    f"{_TILES}/tilesets-list",
    f"{_TILES}/geodata-tilesets",
    f"{_TILES}/mvt",
    f"{_TILES}/oas30",
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
    "http://www.opengis.net/spec/tms/2.0/conf/json-tilematrixset",
)
"""OGC API – Tiles, Part 1 (20-057), and tile matrix sets (17-083r4)."""

CONFORMS_TO = FEATURES + TILES
