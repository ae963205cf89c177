"""How much two objects share, and how much of one others cover: overlaps counted once.

Two surfaces share an area, in square metres; a line shares a length with a line or a surface, in
metres. A line covers nothing of a surface.
"""

from __future__ import annotations

import duckdb

from terrier.domain.matching.definition import Kind, Summary

from .plan import Plan, Taken

_SURFACE = "ST_Dimension(l.g) = 2 AND ST_Dimension(r.g) = 2"
_SHARED = "ST_Intersection(l.g, r.g)"
MEASURES = (
    f"NULL::DOUBLE AS distance, {_SURFACE} AS surface, "
    f"CASE WHEN {_SURFACE} THEN ST_Area({_SHARED}) ELSE ST_Length({_SHARED}) END AS extent, "
    + ", ".join(
        f"CASE WHEN {_SURFACE} THEN ST_Area({side}.g) "
        f"WHEN ST_Dimension({side}.g) = 1 THEN ST_Length({side}.g) END AS whole_{side}"
        for side in "lr"
    )
)
"""Of a left row `l` and a right row `r`: `extent`, and what each has in all, in the same unit."""


def part(side: str, of: str = "") -> str:
    """Render the part of one of two objects (`l`, `r`) that they share, from 0 to 1.

    Parameters
    ----------
    of
        Prefix of the meeting's columns.
    """
    whole = f"{of}whole_{side}"
    return f"CASE WHEN {whole} > 0 THEN least(1, {of}extent / {whole}) ELSE 0 END"


def covers(plan: Plan, taken: Taken) -> bool:
    """Say whether a brought column is the part of the left object that is covered."""
    return plan.kind is Kind.OVERLAP and taken.summary is Summary.SHARE and taken.column is None


def write_covered(cur: duckdb.DuckDBPyConnection) -> None:
    """Make `covered`: for each left row that meets something, the share of it that is covered."""
    cur.execute(
        f"CREATE TEMP TABLE covered AS SELECT grp, min({part('l')}) AS share, count(*) AS n "
        "FROM meetings GROUP BY grp"
    )
    # Pieces of a line are not quite on it, and would not melt together: it is cut once by all.
    surface = "ST_Dimension(l.g) = 2"
    piece = f"CASE WHEN {surface} THEN ST_CollectionExtract({_SHARED}, 3) ELSE r.g END"
    together = (
        f"SELECT m.grp, any_value(m.whole_l) AS whole, any_value(l.g) AS own, "
        f"ST_Union_Agg({piece}) AS g FROM meetings m JOIN covered c ON c.grp = m.grp AND c.n > 1 "
        "JOIN lefts l ON l.row = m.grp JOIN rights r ON r.row = m.r WHERE m.whole_l > 0 "
        "GROUP BY m.grp"
    )
    length = "ST_Length(ST_Intersection(own, g))"
    shared = f"CASE WHEN ST_Dimension(own) = 2 THEN ST_Area(g) ELSE {length} END"
    cur.execute(
        f"UPDATE covered SET share = least(1, {shared} / whole) FROM ({together}) u "
        "WHERE u.grp = covered.grp"
    )
