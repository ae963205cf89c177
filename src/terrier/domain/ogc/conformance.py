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

CONFORMS_TO = FEATURES
