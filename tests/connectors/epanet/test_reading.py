"""EPANET files: every line accounted for, values as WNTR reads them, hostile files refused."""

from __future__ import annotations

from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
import shapely
import wntr

from terrier.connectors.epanet import Epanet
from terrier.connectors.recognise import recognise
from terrier.connectors.sources import probe as probe_in_child
from terrier.domain.kernel.errors import Unreadable

FOLDERS = [Path(find_spec(name).origin).parent for name in ("wntr", "epyt")]
NETWORKS = {p.name: p for folder in FOLDERS for p in sorted(folder.rglob("*.inp"))}
COMPARED = (
    "Net1.inp", "Net2.inp", "Net3.inp", "L-TOWN.inp", "ky1.inp", "Balerma.inp",
    "Anytown.inp", "Hanoi.inp", "nytun.inp", "Richmond_skeleton.inp",
    "Todini_Fig2_solA_CMH.inp", "latin1.inp", "io.inp",
)  # fmt: skip
Tables = dict[str, list[dict[str, Any]]]


def read(path: Path, folder: Path) -> tuple[Tables, dict[str, Any]]:
    """Stage every part, its lines counted twice; give the rows and the rejects."""
    connector = Epanet()
    assert recognise(path).format == "epanet"
    tables, rejects, lines = {}, {}, 0
    for part in connector.probe(path, "epanet", {}).parts:
        out = folder / f"{part.title}.parquet"
        staged = connector.stage(path, "epanet", part.source, part.reading, out, lambda *_: None)
        counted = connector.count(path, "epanet", part.source, part.reading)
        assert counted.records == staged.records + len(staged.rejects), part.title
        assert counted.lines == counted.preamble + counted.blank + counted.records
        tables[part.title] = pq.read_table(out).to_pylist()
        rejects[part.title] = staged
        lines += counted.lines
    return tables, rejects


@pytest.mark.filterwarnings("ignore::UserWarning:wntr")
@pytest.mark.parametrize("name", COMPARED)
def test_what_wntr_reads(name: str, tmp_path: Path) -> None:
    path = NETWORKS[name]
    tables, _ = read(path, tmp_path)
    model = wntr.network.WaterNetworkModel(str(path))
    for title in ("junctions", "reservoirs", "tanks", "pipes", "pumps", "valves"):
        assert [r["id"] for r in tables.get(title, [])] == list(
            getattr(model, f"{title[:-1]}_name_list")
        )
    metric = "length_m" in tables["pipes"][0]
    foot, inch = (1.0, 0.001) if metric else (0.3048, 0.0254)
    for row in tables["pipes"]:
        pipe = model.get_link(row["id"])
        assert (pipe.start_node_name, pipe.end_node_name) == (row["node1"], row["node2"])
        assert pipe.length == pytest.approx(foot * row["length_m" if metric else "length_ft"])
        assert pipe.diameter == pytest.approx(
            inch * row["diameter_mm" if metric else "diameter_in"]
        )
        drawn = shapely.from_wkb(row["geom"])
        ends = [model.get_node(n).coordinates for n in (row["node1"], row["node2"])]
        assert list(drawn.coords) == [ends[0], *pipe.vertices, ends[1]]
    for row in tables["junctions"]:
        node = model.get_node(row["id"])
        height = row["elevation_m" if metric else "elevation_ft"]
        assert node.elevation == pytest.approx(foot * (height or 0.0))
        assert (row["x"], row["y"]) == node.coordinates


def test_every_network_of_two_packages_is_read_whole(tmp_path: Path) -> None:
    found = defaultdict(int)
    small = [p for p in NETWORKS.values() if p.stat().st_size < 60_000]
    for path in small:
        tables, staged = read(path, tmp_path)
        found["pipes"] += len(tables.get("pipes", []))
        assert not any(s.rejects for s in staged.values()), path.name
    assert len(small) > 40
    assert found["pipes"] > 1000


MESSY = (
    "; a network, tabs, CRLF, no [END]\r\n[options]\r\nUnits\tLPS\r\n"
    "[PIPE]\r\n;ID\tNode1\r\n p1\ta\tb\t1.0E2\t150\t100\topen\t; acier\r\n"
    'p2 a "b b" .5 1e2 100 0 CV\r\n; kept\r\np3 a\r\np4 a b 1,5 100 100\r\n\r\n'
    '[JUNCTIONS]\r\na 10\r\nb 12 1 pat extra words\r\n"b b" 3\r\n a 4 ;again\r\n'
    "[status]\r\np1 Closed\r\n[COORD]\r\na 0 0\r\nb 10 0\r\n"
    "[VERT]\r\np1 5 5\r\n[RULES]\r\nRULE 1\r\n"
)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8-sig", "utf-16"])
def test_a_messy_file(encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "réseau.inp"
    path.write_bytes(MESSY.replace("acier", "en acier gainé").encode(encoding))
    tables, staged = read(path, tmp_path)
    first, second = tables["pipes"]
    assert (first["length_m"], first["diameter_mm"], first["minor_loss"]) == (100.0, 150.0, None)
    assert (first["status"], first["state"], first["comment"]) == (
        "open",
        "CLOSED",
        "en acier gainé",
    )
    assert list(shapely.from_wkb(first["geom"]).coords) == [(0, 0), (5, 5), (10, 0)]
    assert (second["node2"], second["length_m"], second["status"]) == ("b b", 0.5, "CV")
    assert second["geom"] is None
    rejected = staged["pipes"].rejects
    assert [(r.column, r.value) for r in rejected] == [("node2", ""), ("length_m", "1,5")]
    assert rejected[0].line == 9
    assert [r["extra"] for r in tables["junctions"]] == [None, "extra words", None, None]
    assert "« a »" in staged["junctions"].notes[0]
    kept = [(r["section"], r["text"]) for r in tables["sections"]]
    assert ("PIPES", "; kept") in kept
    assert ("RULES", "RULE 1") in kept
    assert kept[0] == ("", "; a network, tabs, CRLF, no [END]")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"[TITLE]\nx\n[RAINGAGES]\n[CONDUITS]\na b c\n", "SWMM"),
        (b"[TITLE]\nrien\n[OPTIONS]\nUNITS LPS\n", "ni nœud ni tuyau"),
        (b"[JUNCTIONS]\n" + b"a " * 100_000, "caractères"),
        (b"[JUNCTIONS]\n" + bytes(range(32)) * 3000, "format connu"),
    ],
)
def test_what_is_refused(content: bytes, said: str, tmp_path: Path) -> None:
    path = tmp_path / "n.inp"
    path.write_bytes(content)
    with pytest.raises(Unreadable) as refused:
        probe_in_child(path)
    assert said in refused.value.user_message
