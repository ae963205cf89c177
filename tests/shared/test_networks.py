"""Real networks read in the vocabulary: RAEPA, StaR-DT and PCRS files, each as one dataset."""

from __future__ import annotations

import math
from collections import Counter, defaultdict

import pyarrow.parquet as pq
import pyproj
import pytest
import shapely

from terrier.apps.catalog import authority
from terrier.domain.access.policy import Sight
from terrier.domain.topology.checks.running import run
from terrier.domain.topology.checks.survey import Survey, Territory
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Role
from terrier.domain.topology.graph import build
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.models import recognise, stardt
from terrier.domain.topology.tracing import connected
from terrier.lake.networks.reading import read_elements
from terrier.lake.networks.tiles import network_tile
from terrier.lake.networks.values import few_values
from tests.conftest import SHARED
from tests.shared.test_whole_door import begin, deciding, drain

pytestmark = [pytest.mark.shared, pytest.mark.django_db]
PIECES = (".shp", ".shx", ".dbf", ".prj", ".cpg")


def network(door, files, crs="EPSG:2154", mapping=None):
    """Bring files in as one dataset, and read it as said, else as its tables say."""
    importing = begin(door, files)
    deciding.launch(importing, door.reader, door.actor)
    drain()
    importing.refresh_from_db()
    version = importing.version
    relations = {
        t.table.name: authority.relation(Sight(visible=True), version.dataset, t)
        for t in version.tables.select_related("table")
    }
    mapping = mapping or recognise({n: [c.name for c in r.columns] for n, r in relations.items()})
    for told in version.receipt["tables"]:
        assert told["equation"]["records"] == told["equation"]["inserted"]
    elements = read_elements(relations, mapping, crs)
    assert network_tile(relations, mapping, tile_of(elements, crs)).shown > 0
    today = version.created_at.date()
    survey = Survey(elements, today, mapping, {}, Territory((), (), ()))
    assert all(finding.message for finding in run(survey))
    return relations, mapping, elements


def tile_of(elements, crs, zoom=16):
    """Give the address of the tile that holds an element."""
    shapes = [*elements.pipes.geometry, *elements.nodes.geometry]
    first = next(shape for shape in shapes if shape is not None)
    somewhere = shapely.Point(shapely.get_coordinates(first)[0])
    to_degrees = pyproj.Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    lon, lat = to_degrees.transform(somewhere.x, somewhere.y)
    side = 2**zoom
    row = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2
    return zoom, int((lon + 180) / 360 * side), int(row * side)


def counts(frame, field):
    return Counter(frame.texts(field))


def test_three_raepa_shapefiles_are_one_network(door):
    files = [p for p in (SHARED / "reseaux").iterdir() if p.suffix in PIECES]
    relations, mapping, elements = network(door, files)
    assert mapping.model == "raepa"
    assert set(relations) == {"raepa_app_test", "raepa_cana_test", "raepa_ouv_test"}
    assert (len(elements.pipes), len(elements.nodes)) == (53, 27 + 56)
    assert counts(elements.pipes, "commodity") == {"wastewater": 53}
    assert counts(elements.pipes, "material")["pvcu"] > 0
    nodes = dict(zip(elements.nodes.texts("identifier"), elements.nodes.geometry, strict=True))
    # Pipes end at the node that they name, but for one that the file has wrong: nothing was bent.
    gaps = [
        nodes[name].distance(shapely.Point(line.coords[-1]))
        for name, line in zip(
            elements.pipes.texts("end_node"), elements.pipes.geometry, strict=True
        )
        if name in nodes
    ]
    assert sorted(gaps)[-2] < 0.01 < 100 < max(gaps)
    kinds = counts(elements.nodes, "kind")
    assert kinds["manhole"] + kinds["connection"] > 20
    # « _2 » is in no list: nothing is made of it, and the value is still there to be told.
    raw = elements.nodes.raw["kind"]
    assert kinds[None] == sum(r == "_2" for r in raw) > 0


def test_star_dt_keeps_what_objects_say_of_each_other(door):
    relations, mapping, elements = network(door, [SHARED / "stardt/dlva.gml"])
    assert mapping.model == "stardt"
    assert counts(elements.pipes, "commodity") == {
        "electricity": 9, "drinking_water": 82, "unknown": 72,
    }  # fmt: skip
    assert counts(elements.pipes, "status") == {"in_service": 163}
    assert counts(elements.nodes, "kind") == {"other": 53, "manhole": 78}
    assert set(counts(elements.pipes, "precision_xy")) <= {"A", "B", "C"}
    # The file says « 60 » in metres: read as it is said, never mended, and reported (R47).
    assert set(counts(elements.pipes, "depth_min_m")) == {20.0, 30.0, 40.0, 60.0}
    # The network is said to be electric: its sewers are not.
    assert stardt.carried({n: few_values(r) for n, r in relations.items()}).commodity == "unknown"
    rows = pq.read_table(relations["canalisation_eau"].path).to_pylist()
    assert {r["reseau_href"] for r in rows} == {"#Reseau"}
    assert pq.read_table(relations["reseau_utilite"].path).to_pylist()[0]["gml_id"] == "Reseau"


def test_gas_of_another_operator(door):
    relations, mapping, elements = network(door, [SHARED / "stardt/GRDF.gml"])
    assert (len(elements.pipes), len(elements.nodes)) == (15, 18)
    assert mapping.commodity == "unknown"
    # No row says gas: the network that the file describes does.
    said = {n: few_values(r) for n, r in relations.items()}
    assert stardt.carried(said).commodity == "gas"
    # Nothing is said of precision: no class here, hence C wherever it is asked.
    assert set(elements.pipes.texts("precision_xy")) == {None}
    assert counts(elements.pipes, "material")["pe"] > 0
    assert counts(elements.nodes, "kind") == {"junction": 8, "cabinet": 10}


def test_marks_at_the_surface_stand_where_they_are_drawn(door):
    _, mapping, elements = network(door, list((SHARED / "pcrs").glob("*.gml")), "EPSG:3946")
    assert mapping.model == "pcrs"
    assert len(elements.nodes) == 28
    assert all(p is not None for p in elements.nodes.geometry)
    assert shapely.box(1848000, 5181000, 1849000, 5182000).contains(
        shapely.union_all(list(elements.nodes.geometry))
    )
    assert counts(elements.nodes, "precision_xy") == {"A": 28}
    assert set(counts(elements.nodes, "kind")) <= {"manhole", "valve", "other", "cabinet", "inlet"}


def test_any_table_of_lines_is_read_by_a_guided_mapping(door):
    """Roads stand for a plan that follows no model: a trace goes wherever an end meets a line."""
    files = [p for p in (SHARED / "routes").iterdir() if p.stem == "ROUTE" and p.suffix in PIECES]
    fields = {"identifier": FieldSource("id"), "z_start_m": FieldSource("z_ini")}
    guided = NetworkMapping(
        "guided", Commodity.TELECOM, {"route": TableMapping(Role.PIPES, fields)}
    )
    _relations, _mapping, elements = network(door, files, mapping=guided)
    lines = elements.pipes.geometry
    assert len(lines) == 1070
    assert set(elements.pipes.texts("precision_xy")) == {None}, "nobody said: class C"
    meets = defaultdict(set)
    tree = shapely.STRtree(lines)
    for at, line in enumerate(lines):
        for end in (line.coords[0], line.coords[-1]):
            for other in tree.query(shapely.Point(end), predicate="dwithin", distance=0.1):
                meets[at].add(int(other))
                meets[int(other)].add(at)
    reached, waiting = {0}, [0]
    while waiting:
        new = meets[waiting.pop()] - reached
        reached |= new
        waiting += new
    graph = build(elements)
    found = connected(graph, graph.edges_of(elements.pipes.refs[0]), through_closed=True)
    assert set(found.refs) == {elements.pipes.refs[at] for at in reached}
    assert len(reached) > 300
