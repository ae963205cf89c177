"""What the checks of a network found, as one file of the store for each time they ran."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import pyarrow as pa

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, LINE_COLUMN, ROW_COLUMN
from terrier.domain.topology.checks.findings import SEVERITY_LABELS, Change, Finding, Severity
from terrier.domain.topology.checks.running import CHECKS
from terrier.lake.engine import cursor
from terrier.lake.filters import Filter, Filters, Operator, select_from
from terrier.lake.relation import Relation, RelationColumn, literal
from terrier.lake.snapshot import write_sorted

SECONDS = 30.0


class Evolution(StrEnum):
    """How a finding stands to the check before; the values are read by people who download."""

    NEW = "nouveau"
    STILL = "toujours là"
    GONE = "disparu"


LABELS = {
    "code": "contrôle",
    "gravite": "gravité",
    "constat": "constat",
    "evolution": "évolution",
    "commune": "commune",
    "element": "élément",
    "autres_elements": "autres éléments",
    "message": "message",
    "reparation": "réparation proposée",
    "identite": "identité",
}
"""Columns of the file, and what they are called: it is downloaded as it stands."""
PRESENT = Filters((Filter("evolution", Operator.NE, Evolution.GONE.value),))
"""What the last check found; what has gone since the one before is told apart."""


@dataclass(frozen=True)
class Tally:
    """How many findings are alike."""

    code: str
    evolution: Evolution
    commune: str
    count: int


def write_findings(
    findings: Sequence[Finding],
    communes: Sequence[str],
    out: Path,
    *,
    crs: str,
    previous: Path | None = None,
) -> int:
    """Write what was found, the gravest first, and what has gone since the check before.

    Parameters
    ----------
    findings
        In any order.
    communes
        Name of the commune of each; empty: not known.
    out
        Parquet file to make.
    crs
        Projection of the places (`EPSG:2154`).
    previous
        File of the check before; None: nothing to compare with, nothing is new.

    Returns
    -------
    int
        Rows written, those that have gone included.
    """
    rank = {severity: at for at, severity in enumerate(Severity)}
    order = sorted(
        range(len(findings)),
        key=lambda at: (rank[CHECKS[findings[at].code].severity], findings[at].code),
    )
    found = _table([findings[at] for at in order], [communes[at] for at in order])
    place = f"ST_Transform(ST_Point(x, y), {literal(crs)}, 'EPSG:4326')"
    fresh = f"SELECT * EXCLUDE (x, y), {place} AS {GEOMETRY_COLUMN} FROM found"
    with cursor() as db:
        db.register("found", found)
        select = _compared(fresh, previous)
        numbered = (
            f"SELECT row_number() OVER (ORDER BY evolution = '{Evolution.GONE}', place, identite)"
            f" AS {LINE_COLUMN}, {LINE_COLUMN} AS {ROW_COLUMN}, * EXCLUDE (place) FROM ({select})"
        )
        return write_sorted(db, numbered, [], out, geometry=True)


def findings_relation(path: Path, fingerprint: str) -> Relation:
    """Give a file of findings as what pages, exports and tiles read.

    It is no table of a dataset: whoever asks for it has been held to be allowed the whole network.
    """
    columns = tuple(RelationColumn(name, name, "TEXT", label) for name, label in LABELS.items())
    return Relation(path, columns, has_geometry=True, fingerprint=fingerprint)


def tallies(relation: Relation) -> list[Tally]:
    """Count the findings by check, evolution and commune: a hundred lines at most, or so."""
    source, params = relation.sql()
    text = f"SELECT code, evolution, commune, count(*) FROM {source} GROUP BY ALL ORDER BY ALL"
    with cursor(seconds=SECONDS) as db:
        found = db.execute(text, params).fetchall()
    return [Tally(code, Evolution(evolution), town, n) for code, evolution, town, n in found]


@dataclass(frozen=True)
class Proposal:
    """A repair that a check proposes."""

    row: int
    code: str
    changes: tuple[Change, ...]


def proposals(relation: Relation, rows: Iterable[int]) -> list[Proposal]:
    """Give the repairs that the findings of some rows propose; others have none."""
    asked = [int(row) for row in rows]
    wanted = Filters((Filter("reparation", Operator.FILLED),))
    source, params = select_from(relation, PRESENT.with_(*wanted.items))
    text = (
        f"SELECT {ROW_COLUMN}, code, reparation FROM {source}"
        f" WHERE list_contains(?, {ROW_COLUMN}) ORDER BY {ROW_COLUMN}"
    )
    with cursor(seconds=SECONDS) as db:
        found = db.execute(text, [*params, asked]).fetchall()
    return [Proposal(row, code, read_repair(kept)) for row, code, kept in found]


def read_repair(kept: str | None) -> tuple[Change, ...]:
    """Read a repair as the file keeps it."""
    return tuple(Change(**change) for change in json.loads(kept)) if kept else ()


def _table(findings: Sequence[Finding], communes: Sequence[str]) -> pa.Table:
    checks = [CHECKS[finding.code] for finding in findings]
    texts: dict[str, list[str | None]] = {
        "code": [finding.code for finding in findings],
        "gravite": [SEVERITY_LABELS[check.severity] for check in checks],
        "constat": [check.title for check in checks],
        "commune": list(communes),
        "element": [finding.refs[0] if finding.refs else "" for finding in findings],
        "autres_elements": [", ".join(finding.refs[1:]) for finding in findings],
        "message": [finding.message for finding in findings],
        "reparation": [_kept(finding.repair) for finding in findings],
        "identite": [finding.identity for finding in findings],
    }
    arrays = {name: pa.array(values, pa.string()) for name, values in texts.items()}
    for axis in ("x", "y"):
        values = [getattr(finding, axis) for finding in findings]
        arrays[axis] = pa.array([None if math.isnan(v) else v for v in values], pa.float64())
    arrays["place"] = pa.array(range(len(findings)), pa.int64())
    return pa.table(arrays)


def _kept(repair: tuple[Change, ...]) -> str | None:
    if not repair:
        return None
    return json.dumps([change._asdict() for change in repair], ensure_ascii=False)


def _compared(fresh: str, previous: Path | None) -> str:
    """Render what was found now with how it stands to the check before, and what has gone."""
    names = [name for name in LABELS if name != "evolution"]
    shown = ", ".join([*names, GEOMETRY_COLUMN])
    if previous is None:
        return f"SELECT '{Evolution.STILL}' AS evolution, {shown}, place FROM ({fresh})"
    before = (
        f"(SELECT {shown} FROM read_parquet({literal(str(previous))})"
        f" WHERE evolution <> '{Evolution.GONE}')"
    )
    return (
        f"SELECT CASE WHEN identite IN (SELECT identite FROM {before}) THEN '{Evolution.STILL}'"
        f" ELSE '{Evolution.NEW}' END AS evolution, {shown}, place FROM ({fresh})"
        f" UNION ALL SELECT '{Evolution.GONE}', {shown}, 0 FROM {before}"
        " WHERE identite NOT IN (SELECT identite FROM found)"
    )
