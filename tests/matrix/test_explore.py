"""Nothing hidden gets out by a question in ODSQL, a facet, a group or an export of Explore."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from tests.matrix.leaks import body_of, forbidden, leaked
from tests.matrix.readers import ASKED
from tests.matrix.world import MASKED

ROOT = "/api/explore/v2.1/catalog"
QUESTIONS = (
    {"limit": 100, "include_app_metas": "true", "include_links": "true"},
    {"where": "not 'introuvable'", "limit": 100},
    {"where": "'zq*'", "limit": 100},
    {"select": "*, exclude(nom)", "limit": 100},
    {"group_by": "nom", "select": "count(*)", "limit": 100},
    {"order_by": f"{MASKED[0]} desc", "limit": 100},
    {"where": f"{MASKED[0]} is not null", "limit": 100},
    {"refine": f"{MASKED[0]}:1"},
    {"select": f"max({MASKED[0]}), count(distinct {MASKED[0]})"},
)
EXPORTS = ("csv", "json", "jsonl", "geojson", "xlsx", "parquet", "shp", "gpkg")


def addresses(world) -> list[str]:
    """List what is asked of every dataset, and of the catalogue."""
    asked = [urlencode(question) for question in QUESTIONS]
    found = [f"{ROOT}/datasets?limit=100", f"{ROOT}/facets", f"{ROOT}/exports/csv"]
    found += [f"{ROOT}/exports/json", f"{ROOT}/datasets?where='zq*'"]
    for name in world.datasets:
        dataset = f"{ROOT}/datasets/jeu-{name}"
        found += [f"{dataset}/records?{question}" for question in asked]
        found += [f"{dataset}/facets", f"{dataset}/facets?facet=nom&facet={MASKED[0]}"]
        found += [f"{dataset}/exports/{format}" for format in EXPORTS]
    return found


@pytest.mark.parametrize("name", ASKED)
def test_nothing_hidden_is_told(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    told = []
    for address in addresses(world):
        response = client.get(address)
        assert response.status_code < 500, address
        found = leaked(body_of(response), hidden)
        # What was asked may be said again.
        told += [f"{address}: « {m} »" for m in found if m not in address]
    assert not told, "\n".join(["", *told])
