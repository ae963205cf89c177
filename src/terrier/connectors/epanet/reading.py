"""EPANET files probed, and their sections written as Parquet."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from terrier.connectors.contract import Evidence, PartProbe, Probe, Reject, Staged
from terrier.connectors.epanet.document import Line, lines
from terrier.connectors.staging import StagedWriter, check_rejects
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.encodings import LABELS, guess_encoding
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.domain.topology.models.epanet_tables import (
    LINKS,
    NODES,
    NUMBER,
    OTHERS,
    TABLES,
    TEXT,
    Field,
    Units,
    aligned,
    fields,
    units,
)

_SAMPLE = 2 << 20
_HEAD_ROWS = 50
_SHOWN = 5
_KINDS = {TEXT: pa.string(), NUMBER: pa.float64()}
Row = dict[str, Any]
Position = tuple[float, float]


def probe(path: Path, hints: dict[str, Any]) -> Probe:
    """Describe the tables that an EPANET file holds.

    Parameters
    ----------
    path
        The .inp file.
    hints
        `encoding`, where the person chose it.

    Raises
    ------
    Unreadable
        Where the file has neither junction nor pipe, or is the model of another program.
    """
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    guess = guess_encoding([sample])
    encoding = hints.get("encoding") or guess.encoding
    document = list(lines(path, encoding))
    seen = Counter(line.section for line in document)
    if not seen["PIPES"] and not seen["JUNCTIONS"]:
        raise Unreadable(
            "Ce fichier ne contient ni nœud ni tuyau : ce n'est pas un réseau EPANET. Enregistrez "
            "le réseau depuis EPANET (Fichier › Exporter › Réseau), puis renvoyez le .inp."
        )
    network = _Network.of(document)
    reading = {"encoding": encoding, "local": network.local}
    told = (Evidence("encoding", LABELS.get(encoding, encoding), guess.proof),)
    parts = [_part(network, s, reading) for s in (*TABLES, OTHERS) if network.rows(s)[0]]
    return Probe("epanet", tuple(parts), (*told, _units_told(network.units)))


def _units_told(unit: Units) -> Evidence:
    system = "métriques" if unit.length == "m" else "anglo-saxonnes (pieds, pouces)"
    said = (
        f"Débits en {unit.flow.upper()} : les autres mesures sont {system}, gardées telles quelles."
    )
    return Evidence("units", unit.flow.upper(), said)


def stage(path: Path, part: str, reading: dict[str, Any], out: Path) -> Staged:
    """Write a section to `out` as Parquet, its lines without an essential word rejected."""
    network = _Network.of(list(lines(path, reading["encoding"])))
    rows, rejects = network.rows(part)
    check_rejects(len(rejects))
    columns = network.columns(part)
    names = [c.name for c in columns]
    schema = [pa.field(c.name, _KINDS[c.kind]) for c in columns]
    if part in NODES | LINKS:
        schema.append(pa.field(GEOMETRY_COLUMN, pa.binary()))
    with StagedWriter(out, schema) as writer:
        numbers = pa.array([r["_line"] for r in rows], pa.int64())
        cells = [
            pa.array([r.get(n) for r in rows], _KINDS[c.kind])
            for n, c in zip(names, columns, strict=True)
        ]
        if part in NODES | LINKS:
            cells.append(pa.array([network.shape(part, r) for r in rows], pa.binary()))
        writer.write(numbers, cells)
    broken = sum(v.count("\ufffd") for r in rows for v in r.values() if isinstance(v, str))
    return Staged(out, len(rows), tuple(rejects), broken, network.notes(part))


@dataclass(frozen=True)
class _Network:
    """A file with what its sections say of each other."""

    document: Sequence[Line]
    units: Units
    local: bool
    """Whether the coordinates may be those of a drawing: only degrees are told by the file."""
    positions: dict[str, Position]
    vertices: dict[str, list[Position]]
    states: dict[str, str]
    """Link → its last word in `[STATUS]`."""

    @classmethod
    def of(cls, document: Sequence[Line]) -> _Network:
        positions: dict[str, Position] = {}
        vertices: dict[str, list[Position]] = {}
        states: dict[str, str] = {}
        degrees = False
        for line in document:
            words = line.words
            if line.section in ("COORDINATES", "VERTICES") and (at := _position(words)):
                if line.section == "COORDINATES":
                    positions[words[0]] = at
                else:
                    vertices.setdefault(words[0], []).append(at)
            elif line.section == "STATUS" and len(words) > 1:
                states[words[0]] = words[1].upper()
            elif line.section == "BACKDROP" and len(words) > 1 and words[0].upper() == "UNITS":
                degrees = words[1].upper() == "DEGREES"
        return cls(
            document,
            units(line.words for line in document if line.section == "OPTIONS"),
            not degrees,
            positions,
            vertices,
            states,
        )

    def columns(self, part: str) -> tuple[Field, ...]:
        """Give the columns of a part, in order."""
        if part == OTHERS:
            return (Field("section", TEXT), Field("text", TEXT))
        own = fields(part, self.units)
        extra = (Field("extra", TEXT),) if self._overfull(part) else ()
        place = (Field("x"), Field("y")) if part in NODES else ()
        state = (Field("state", TEXT),) if part in LINKS else ()
        return (*own, *extra, *state, *place, Field("comment", TEXT))

    def _overfull(self, part: str) -> bool:
        own = fields(part, self.units)
        return not own[-1].rest and any(
            len(aligned(part, line.words)) > len(own) for line in self._data(part)
        )

    def _data(self, part: str) -> list[Line]:
        return [line for line in self.document if line.section == part and line.words]

    def rows(self, part: str) -> tuple[list[Row], list[Reject]]:
        """Read the lines of a part; those that say too little are rejected."""
        if part == OTHERS:
            return [
                {"_line": line.number, "section": line.section, "text": line.text}
                for line in self.document
                if line.section not in TABLES or not line.words
            ], []
        rows, rejects = [], []
        for line in self._data(part):
            row = _row(line, fields(part, self.units))
            if isinstance(row, Reject):
                rejects.append(row)
                continue
            if part in NODES:
                row["x"], row["y"] = self.positions.get(row["id"], (None, None))
            if part in LINKS:
                row["state"] = self._state(row)
            rows.append(row)
        return rows, rejects

    def _state(self, row: Row) -> str | None:
        said = self.states.get(row["id"], "")
        status = row.get("status")
        if said in ("OPEN", "CLOSED"):
            return said
        return str(status).upper() if status else None

    def shape(self, part: str, row: Row) -> bytes | None:
        """Give the geometry of an element as WKB, None where its coordinates are not there."""
        if part in NODES:
            return (
                shapely.to_wkb(shapely.Point(row["x"], row["y"])) if row["x"] is not None else None
            )
        first, last = (self.positions.get(row[end]) for end in ("node1", "node2"))
        if first is None or last is None:
            return None
        return shapely.to_wkb(shapely.LineString([first, *self.vertices.get(row["id"], []), last]))

    def notes(self, part: str) -> tuple[str, ...]:
        """Say which names stand twice."""
        if part not in NODES | LINKS:
            return ()
        family = NODES if part in NODES else LINKS
        named = Counter(
            line.words[0] for line in self.document if line.section in family and line.words
        )
        own = {line.words[0] for line in self._data(part)}
        twice = [name for name, times in named.items() if times > 1 and name in own]
        if not twice:
            return ()
        shown = ", ".join(f"« {name} »" for name in twice[:_SHOWN])
        what = counted(len(twice), "identifiant est donné", "identifiants sont donnés")
        return (f"{what} plusieurs fois : {shown}{' …' if len(twice) > _SHOWN else ''}.",)


def _position(words: Sequence[str]) -> Position | None:
    if len(words) < 3:
        return None
    x, y = _number(words[1]), _number(words[2])
    return None if x is None or y is None else (x, y)


def _number(word: str) -> float | None:
    try:
        number = float(word)
    except ValueError:
        return None
    return number if math.isfinite(number) and "_" not in word else None


def _row(line: Line, wanted: Sequence[Field]) -> Row | Reject:
    words = aligned(line.section, line.words)
    row: Row = {"_line": line.number, "comment": line.comment}
    for at, field in enumerate(wanted):
        word = " ".join(words[at:]) if field.rest else words[at] if at < len(words) else ""
        if not word or word == "*":
            if field.needed:
                return _reject(
                    line, field.name, "", "la ligne est trop courte, cette valeur manque"
                )
            row[field.name] = None if not word or field.kind == NUMBER else word
            continue
        row[field.name] = word if field.kind == TEXT else _number(word)
        if row[field.name] is None:
            return _reject(line, field.name, word, "ce n'est pas un nombre")
    if not wanted[-1].rest and len(words) > len(wanted):
        row["extra"] = " ".join(words[len(wanted) :])
    return row


def _reject(line: Line, column: str, value: str, why: str) -> Reject:
    rule = f"Section [{line.section}], « {column} » : {why}. Corrigez la ligne dans EPANET."
    return Reject(line.number, column, value, rule, line.text)


def _part(network: _Network, part: str, reading: dict[str, Any]) -> PartProbe:
    columns = network.columns(part)
    rows, _ = network.rows(part)
    names = tuple(c.name for c in columns)
    geometry = "Point" if part in NODES else "LineString" if part in LINKS else None
    head = tuple(tuple(_shown(r.get(n)) for n in names) for r in rows[:_HEAD_ROWS])
    notes = (
        ("Les autres lignes du fichier, gardées telles quelles pour le rendre entier.",)
        if part == OTHERS
        else ()
    )
    return PartProbe(
        source=part,
        title=part.lower(),
        columns=names,
        labels=names,
        head=head,
        rows_estimate=len(rows),
        reading=reading,
        types=tuple(c.kind for c in columns),
        geometry_type=geometry,
        evidence=(Evidence("crs", "", _COORDINATES),) if geometry else (),
        notes=notes,
    )


_COORDINATES = "Un fichier EPANET ne dit pas dans quel système sont ses coordonnées."


def _shown(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return f"{value:.15g}"
