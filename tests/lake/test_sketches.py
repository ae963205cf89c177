"""Sketches of real files, held against exact counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from terrier.domain.matching.by_keys import by_keys
from terrier.domain.matching.columns import ColumnFacts
from terrier.domain.matching.definition import Period, Side
from terrier.domain.matching.proposal import TableFacts
from terrier.domain.matching.sketch import contained, inside
from terrier.domain.tabular.concepts import concept_of_label
from terrier.domain.tabular.names import lake_names
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, RelationColumn, quote
from terrier.lake.sketches import sketch

SHARED = Path(__file__).resolve().parents[3] / "shared/data"


def written(folder: Path, name: str, select: str, *, geometry: bool = False) -> Relation:
    """Write a query as a version file."""
    path = folder / f"{name}.parquet"
    with cursor() as db:
        labels = [r[0] for r in db.execute(f"DESCRIBE {select}").fetchall() if r[0] != "geom"]
        names = lake_names(labels)
        renamed = ", ".join(f"{quote(a)} AS {quote(b)}" for a, b in zip(labels, names, strict=True))
        db.execute(
            f"COPY (SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, {renamed}"
            f"{', geom' if geometry else ''} FROM ({select})) TO '{path}' "
            "(FORMAT parquet, geoparquet_version 'BOTH')"
        )
        types = {r[0]: r[1] for r in db.execute(f"DESCRIBE FROM '{path}'").fetchall()}
    columns = tuple(
        RelationColumn(f"{name}.{n}", n, types[n], label, None, c.id if c else None)
        for n, label, c in zip(names, labels, map(concept_of_label, labels), strict=True)
    )
    return Relation(path, columns, has_geometry=geometry)


def facts(number: int, title: str, relation: Relation) -> TableFacts:
    """Give the facts of a relation, as the app does."""
    kept = sketch(relation, {})
    by_id = {c.id: c for c in kept.columns}
    columns = tuple(
        ColumnFacts(c.name, c.label, c.concept, c.unit, kept.rows, by_id[c.id])
        for c in relation.columns
    )
    return TableFacts(Side(number, "t"), title, kept.rows, columns, kept.places, kept.together)


def test_values_are_counted_and_their_part_elsewhere_is_estimated(tmp_path):
    """Ten thousand codes, of which 92 in 100 are over there, with nulls and blanks."""
    one = written(
        tmp_path,
        "one",
        "SELECT CASE WHEN i % 10 = 0 THEN NULL WHEN i % 100 < 92 THEN 'REF ' || (i % 5000) "
        "ELSE 'X' || i END AS \"Référence\", i % 7 AS n, ' ' AS vide FROM range(10000) t(i)",
    )
    other = written(tmp_path, "other", "SELECT 'ref-' || i AS ref FROM range(5000) t(i)")
    mine, theirs = sketch(one, {}), sketch(other, {})
    reference = mine.columns[0]
    assert (mine.rows, reference.filled) == (10_000, 9_000)
    with cursor() as db:
        exact = db.execute(
            f"SELECT count(DISTINCT r), count(DISTINCT CASE WHEN r LIKE 'REF%' THEN r END) "
            f"FROM (SELECT reference AS r FROM '{one.path}')"
        ).fetchone()
    assert reference.distinct == exact[0]
    assert mine.columns[1].low == "0"
    assert mine.columns[1].whole_numbers
    assert mine.columns[2].digests[""].distinct == 0
    form = next(f for f in reference.digests if "spaces" in f)
    found = contained(reference.digests[form], theirs.columns[0].digests[form])
    truth = exact[1] / exact[0]
    assert found.low - 0.05 <= truth <= found.high + 0.05
    assert contained(reference.digests[""], theirs.columns[0].digests[""]).share == 0


def test_old_codes_of_communes_are_those_of_today(tmp_path):
    relation = written(tmp_path, "old", "SELECT '01004' AS code_insee UNION ALL SELECT '1033'")
    kept = sketch(relation, {"01033": "01500"}).columns[0].digests
    new = written(tmp_path, "new", "SELECT '01004' AS code_insee UNION ALL SELECT '01500'")
    form = next(f for f in kept if "communes" in f)
    assert contained(kept[form], sketch(new, {}).columns[0].digests[form]).share == 1


def test_persons_and_prose_leave_no_hash(tmp_path):
    relation = written(
        tmp_path,
        "persons",
        "SELECT '0385000000' AS telephone, 'a@b.fr' AS courriel, '3 rue du Port' AS adresse, "
        "repeat('Une longue phrase. ', 20) AS observations, 4.9 AS longitude",
    )
    assert all(not c.digests for c in sketch(relation, {}).columns)


def test_codes_and_periods_are_counted_together(tmp_path):
    """A monthly series of three communes: each couple once."""
    relation = written(
        tmp_path,
        "series",
        "SELECT lpad((71000 + i % 3)::TEXT, 5, '0') AS code_insee, "
        "DATE '2023-01-15' + INTERVAL (i // 3) MONTH AS le, 2023 + i // 36 AS annee "
        "FROM range(72) t(i)",
    )
    kept = sketch(relation, {}).together
    assert kept[f"series.code_insee|series.le|{Period.MONTH}"] == 72
    assert kept[f"series.code_insee|series.annee|{Period.YEAR}"] == 6


def test_places_are_sampled_and_what_areas_cover_is_drawn(tmp_path):
    """Two areas with a gap: points of the gap are outside."""
    zones = written(
        tmp_path,
        "zones",
        "SELECT 'a' AS nom, ST_MakeEnvelope(4.0, 46.0, 4.4, 47.0) AS geom UNION ALL "
        "SELECT 'b', ST_MakeEnvelope(4.6, 46.0, 5.0, 47.0)",
        geometry=True,
    )
    spots = written(
        tmp_path,
        "spots",
        "SELECT i AS n, CASE WHEN i % 50 > 0 THEN ST_Point(4.005 + i * 0.001, 46.5) END AS geom "
        "FROM range(1000) t(i)",
        geometry=True,
    )
    covered, points = sketch(zones, {}).places, sketch(spots, {}).places
    assert (covered.family, points.family) == ("Polygon", "Point")
    assert points.located == 980
    assert len(points.sample) == 128
    found = inside(points, covered)
    assert 0.68 <= found.share <= 0.92
    assert covered.covers(4.2, 46.5)
    assert not covered.covers(4.5, 46.5)


def test_an_empty_table_is_sketched(tmp_path):
    relation = written(
        tmp_path, "empty", "SELECT 'x' AS nom, NULL::GEOMETRY AS geom WHERE false", geometry=True
    )
    kept = sketch(relation, {})
    assert (kept.rows, kept.places, kept.columns[0].distinct) == (0, None, 0)


@pytest.mark.shared
def test_the_breaks_of_kitchener_find_their_mains(tmp_path):
    """Real headers: ASSETID is WATMAINID, and none of the other numbers means anything."""
    read = "SELECT * FROM read_csv('{}', sample_size=-1)"
    folder = SHARED / "conduites-casses"
    mains = facts(1, "Mains", written(tmp_path, "m", read.format(folder / "Water_Mains.csv")))
    breaks = facts(
        2, "Breaks", written(tmp_path, "b", read.format(folder / "Water_Main_Breaks.csv"))
    )
    found = by_keys(breaks, mains)
    assert [c.label for c in found.keys] == ["ASSETID", "WATMAINID"]
    reverse = by_keys(mains, breaks)
    assert reverse is None or [c.label for c in reverse.keys] == ["WATMAINID", "ASSETID"]
