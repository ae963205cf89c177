"""What is run once more on PostgreSQL: what a server may do otherwise than SQLite.

Everything is proved on SQLite. Run again is what writes, what happens at once, what is locked,
constrained, sorted, searched in JSON or in accents, kept in a table of cache, moved from one
database to the other, backed up, restored, upgraded. `ONCE` names what is not, and why; of a
parametrised test the first case is run, whose SQL is that of the others, unless it is in
`EACH_CASE`. `pytest --whole` leaves nothing out.
"""

from __future__ import annotations

import pytest

OF_A_DATABASE = {"db", "transactional_db", "instance", "original", "furnished_once"}
"""Fixtures of the tests that touch a database."""
OF_FILES = ("tests/shared/", "tests/apps/opening/rest/test_rest_described.py")
"""Hundreds of files, thousands of requests: what they ask of a database, others ask of each.
Not even `--whole` runs them again."""
ONCE = (
    # The matrix asks every address of PostgreSQL, as one who may do everything: what these prove
    # is the words of the answer, or that another reader is refused, which Python decides.
    "tests/apps/catalog/test_pages.py",
    "tests/apps/catalog_editing/test_pages.py",
    "tests/apps/crossing/test_pages.py",
    "tests/apps/digging/test_map.py",
    "tests/apps/figures/test_pages.py",
    "tests/apps/obligations/test_accessibility.py",
    "tests/apps/obligations/test_site_pages.py",
    "tests/apps/portal/",
    "tests/apps/privacy/test_screens.py",
    "tests/apps/sign_on/test_doors.py",
    "tests/apps/stories/test_pages.py",
    "tests/apps/stories/test_reading.py",
    "tests/config/",
    "tests/web/",
    # Rows, geometries and files are read and written by DuckDB, which knows no database.
    "tests/apps/catalog/test_charts.py",
    "tests/apps/catalog/test_downloads.py",
    "tests/apps/catalog/test_map.py",
    "tests/apps/catalog/test_standalone.py",
    "tests/apps/crossing/test_live.py",
    "tests/apps/digging/test_areas.py",
    "tests/apps/digging/test_plan.py",
    "tests/apps/imports/test_conformity.py",
    "tests/apps/imports/test_hostile.py",
    "tests/apps/imports/test_networks.py",
    "tests/apps/imports/test_standalone.py",
    "tests/apps/interventions/test_labels.py",
    "tests/apps/networks/",
    "tests/apps/privacy/test_standalone.py",
    "tests/apps/stories/test_sheets.py",
    # Programs of others read the same answers, whatever kept what they say.
    "tests/apps/opening/explore/",
    "tests/apps/opening/test_clients.py",
    "tests/apps/opening/test_dcat.py",
    "tests/apps/opening/test_example_tools.py",
    "tests/apps/opening/test_features.py",
    "tests/apps/opening/test_harvester.py",
    "tests/apps/opening/test_national.py",
    "tests/apps/opening/test_qgis.py",
    "tests/apps/opening/test_tiles.py",
    "tests/apps/sign_on/test_live.py",
    # A whole territory is made by the actions that others call one by one.
    "tests/demonstration/",
)
EACH_CASE = (
    # The cases are what the database is given: characters, lengths, numbers out of range.
    "tests/apps/imports/test_storable.py",
    "tests/apps/opening/rest/test_rest_problems.py",
    "tests/apps/test_alike.py",
    # From one database to the other and back; killed in the middle of a transaction.
    "tests/apps/imports/test_killed.py",
    "tests/apps/operations/test_moving.py",
    "tests/apps/operations/test_side_by_side.py",
    "tests/apps/privacy/test_killed.py",
)


def not_again(items: list[pytest.Item], *, whole: bool) -> list[pytest.Item]:
    """List the tests that are not run once more."""
    seen: set[str] = set()
    return [item for item in items if not _again(item, seen, whole=whole)]


def _again(item: pytest.Item, seen: set[str], *, whole: bool) -> bool:
    if item.nodeid.startswith(OF_FILES) or not _touches_a_database(item):
        return False
    if whole or item.nodeid.startswith(EACH_CASE):
        return True
    function = item.nodeid.partition("[")[0]
    first = function not in seen
    seen.add(function)
    return first and not item.nodeid.startswith(ONCE)


def _touches_a_database(item: pytest.Item) -> bool:
    marked = item.get_closest_marker("django_db") is not None
    return marked or not OF_A_DATABASE.isdisjoint(item.fixturenames)
