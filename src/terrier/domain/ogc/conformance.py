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

_FILTERING = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"

FILTERING = (
    f"{_FILTERING}/queryables",
    f"{_FILTERING}/queryables-query-parameters",
    f"{_FILTERING}/filter",
    f"{_FILTERING}/features-filter",
    f"{_CQL2}/cql2-text",
    f"{_CQL2}/cql2-json",
    f"{_CQL2}/basic-cql2",
    f"{_CQL2}/advanced-comparison-operators",
    f"{_CQL2}/case-insensitive-comparison",
    f"{_CQL2}/accent-insensitive-comparison",
    f"{_CQL2}/basic-spatial-functions",
    f"{_CQL2}/basic-spatial-functions-plus",
    f"{_CQL2}/spatial-functions",
    f"{_CQL2}/temporal-functions",
    f"{_CQL2}/property-property",
    f"{_CQL2}/arithmetic",
)
"""OGC API – Features, Part 3 (19-079r2), and CQL2 (21-065r2)."""

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

CONFORMS_TO = FEATURES + FILTERING + TILES
