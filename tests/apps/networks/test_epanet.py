"""Ten networks of EPANET through the door: recognised, checked, drawn where placed, traced."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from terrier.apps.catalog import authority
from terrier.apps.networks.reading import NO_TOLERANCE_M
from terrier.domain.access.policy import Sight
from terrier.domain.topology.checks.running import run
from terrier.domain.topology.checks.survey import Survey, Territory
from terrier.domain.topology.graph import build
from terrier.domain.topology.models import recognise
from terrier.domain.topology.tracing import connected
from terrier.lake.networks.reading import read_elements
from terrier.lake.networks.tiles import network_tile
from tests.apps.imports.conftest import door  # noqa: F401

PACKAGES = ("epyt", "wntr")
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        any(find_spec(package) is None for package in PACKAGES),
        reason="needs the networks of epyt and wntr",
    ),
]
NAMES = (
    "Net1.inp", "Net2.inp", "Net3.inp", "Anytown.inp", "Hanoi.inp", "nytun.inp",
    "Richmond_skeleton.inp", "ky1.inp", "Balerma.inp", "Todini_Fig2_solA_CMH.inp",
)  # fmt: skip


def paths() -> dict[str, Path]:
    folders = [Path(find_spec(package).origin).parent for package in PACKAGES]
    return {path.name: path for folder in folders for path in sorted(folder.rglob("*.inp"))}


def reached(elements, begin: int) -> set[str]:
    """Walk from link to link by the nodes that they name, one at a time."""
    ends = list(
        zip(elements.pipes.texts("start_node"), elements.pipes.texts("end_node"), strict=True)
    )
    at: dict[str, list[int]] = {}
    for link, pair in enumerate(ends):
        for node in pair:
            at.setdefault(node, []).append(link)
    seen, waiting = {begin}, [begin]
    while waiting:
        for node in ends[waiting.pop()]:
            fresh = set(at[node]) - seen
            seen |= fresh
            waiting += fresh
    return {str(elements.pipes.refs[link]) for link in seen}


@pytest.mark.parametrize("name", NAMES)
def test_it_comes_in_is_checked_and_traced(door, name):  # noqa: F811
    importing = door.bring(paths()[name].read_bytes(), name)
    version = importing.version
    relations = {
        t.table.name: authority.relation(Sight(visible=True), version.dataset, t)
        for t in version.tables.select_related("table")
    }
    mapping = recognise({n: [c.name for c in r.columns] for n, r in relations.items()})
    assert mapping is not None
    assert mapping.model == "epanet"
    elements = read_elements(relations, mapping, "EPSG:2154")
    rows = dict(version.tables.values_list("table__name", "records"))
    assert len(elements.pipes) == sum(rows.get(n, 0) for n in ("pipes", "pumps", "valves"))
    today = version.created_at.date()
    nowhere = Territory((), (), ())
    found = list(run(Survey(elements, today, mapping, rows, nowhere)))
    # A calculation knows neither date nor class: that much is always told.
    assert found
    assert all(finding.message for finding in found)
    graph = build(elements, tolerance_m=NO_TOLERANCE_M)
    first = next(r for r in elements.pipes.refs if len(graph.edges_of(r)))
    trace = connected(graph, graph.edges_of(first).tolist(), through_closed=True)
    serving = {r for r in elements.pipes.refs if len(graph.edges_of(r))}
    begin = list(elements.pipes.refs).index(first)
    assert set(trace.refs) & set(elements.pipes.refs) == reached(elements, begin) & serving
    # Without coordinates on earth nothing is drawn, and nothing fails.
    assert network_tile(relations, mapping, (0, 0, 0)).shown == 0
