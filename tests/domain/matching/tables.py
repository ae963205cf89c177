"""Facts of tables made from plain values, as the lake would sketch them."""

from __future__ import annotations

import hashlib
import itertools

from terrier.domain.matching.columns import ColumnFacts, forms_of
from terrier.domain.matching.definition import Rewrite, Side
from terrier.domain.matching.proposal import TableFacts
from terrier.domain.matching.sketch import KEPT, KEPT_OF_CODES, ColumnSketch, Digest, PlacesSketch
from terrier.domain.tabular.concepts import concepts_of_labels

_ids = itertools.count(1)


def hashed(value: str) -> int:
    """Hash a text as the lake does: 32 bits, the same everywhere."""
    return int.from_bytes(hashlib.sha256(value.encode()).digest()[:4], "big")


def digest(values, kept: int = KEPT) -> Digest:
    """Keep the smallest hashes of different values."""
    different = {hashed(v) for v in values}
    return Digest.of(len(different), sorted(different)[:kept])


def table(title: str, columns: dict[str, list], *, places=None, together=None) -> TableFacts:
    """Make the facts of a table of these columns, whose concepts are those of their headers."""
    number = next(_ids)
    labels = tuple(columns)
    rows = max((len(v) for v in columns.values()), default=0)
    concepts = concepts_of_labels(labels)
    made = tuple(
        ColumnFacts(
            label.lower(), label, c.id if c else None, None, rows, _sketch(label, values, c, number)
        )
        for (label, values), c in zip(columns.items(), concepts, strict=True)
    )
    ids = {c.label: c.id for c in made}
    couples = {f"{ids[a]}|{ids[b]}|{period}": n for (a, b, period), n in (together or {}).items()}
    return TableFacts(Side(number, "t"), title, rows, made, places, couples)


def _sketch(label, values, concept, number) -> ColumnSketch:
    filled = [v for v in values if v is not None]
    family = {int: "integer", float: "double", bool: "boolean"}.get(type(filled[0]), "text")
    if family == "text" and all(len(str(v)) == 10 and str(v)[4] == "-" for v in filled):
        family = "date"
    texts = [str(v) for v in filled]
    whole = family == "integer" or all(t.lstrip("-").isdigit() for t in texts)
    ends = sorted(int(t) for t in texts) if whole else sorted(texts)
    kept = KEPT_OF_CODES if concept else KEPT
    digests = {}
    if family in {"text", "integer"}:
        digests = {
            form.name: digest((rewritten(t, form.rewrites) for t in texts), kept)
            for form in forms_of(label, concept.id if concept else None, family)
        }
    known = whole or family == "date"
    return ColumnSketch(
        f"{number}.{label}",
        family,
        len(filled),
        len(set(texts)),
        str(ends[0]) if known else None,
        str(ends[-1]) if known else None,
        whole,
        digests,
    )


def rewritten(text: str, rewrites) -> str:
    """Rewrite a text as crossings do, near enough."""
    if Rewrite.LETTERS in rewrites:
        text = text.casefold().replace("é", "e").replace("è", "e").replace("'", " ")
    if Rewrite.SPACES in rewrites:
        text = text.replace(" ", "").replace("-", "").replace(".", "")
    if Rewrite.ZEROS in rewrites:
        text = text.lstrip("0") or "0"
    return text


def points(*where, located=None) -> PlacesSketch:
    """Sketch points."""
    lons, lats = zip(*where, strict=True)
    box = (min(lons), min(lats), max(lons), max(lats))
    return PlacesSketch("Point", box, located or len(where), tuple(where))


def areas(west, south, east, north, cells=None) -> PlacesSketch:
    """Sketch areas that cover a box, or some cells of it."""
    sample = (((west + east) / 2, (south + north) / 2),)
    covered = PlacesSketch.pack(list(range(64 * 64)) if cells is None else cells)
    return PlacesSketch("Polygon", (west, south, east, north), 10, sample, covered)


def lines(west, south, east, north) -> PlacesSketch:
    """Sketch lines in a box."""
    sample = (((west + east) / 2, (south + north) / 2),)
    return PlacesSketch("LineString", (west, south, east, north), 10, sample)
