"""The elements of a network around a place, without reading the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from terrier.domain.topology.elements import Elements, Frame, Role, empty_frame
from terrier.domain.topology.mapping import NetworkMapping
from terrier.lake.engine import cursor
from terrier.lake.filters import Box
from terrier.lake.relation import Relation, literal

from .canonical import select
from .reading import WGS84, to_frame

SECONDS = 20.0


def near(
    relations: Mapping[str, Relation], mapping: NetworkMapping, crs: str, window: Box
) -> Elements:
    """Read the pipes and nodes that meet a window; the statistics of row groups prune the rest.

    Parameters
    ----------
    relations
        Table name → authorised relation, of one version.
    mapping
        How the tables are read; tables that the version does not have are left aside.
    crs
        Projection of the answer (`EPSG:2154`): metres.
    window
        WGS84 degrees.
    """
    return Elements(
        pipes=_within(relations, mapping, Role.PIPES, crs, window),
        nodes=_within(relations, mapping, Role.NODES, crs, window),
    )


def _within(
    relations: Mapping[str, Relation], mapping: NetworkMapping, role: Role, crs: str, window: Box
) -> Frame:
    selects: list[str] = []
    bound: list[object] = []
    corners = [window.west, window.south, window.east, window.north]
    for name, table in mapping.of_role(role).items():
        if name in relations and relations[name].has_geometry:
            rendered = select(relations[name], name, table)
            # `&&` alone prunes row groups, and only where it stands on the table itself.
            selects.append(
                f"SELECT * FROM {rendered.sql} WHERE geom && ST_MakeEnvelope(?, ?, ?, ?) "
                "AND ST_Intersects(geom, ST_MakeEnvelope(?, ?, ?, ?))"
            )
            bound += [*rendered.bound, *corners, *corners]
    if not selects:
        return empty_frame()
    shape = f"ST_AsWKB(ST_Transform(geom, {WGS84}, {literal(crs)})) AS geom"
    question = f"SELECT * REPLACE ({shape}) FROM ({' UNION ALL '.join(selects)})"
    with cursor(seconds=SECONDS) as db:
        found = db.execute(question, bound).to_arrow_table()
    return to_frame(found, role, mapping)


@dataclass(frozen=True)
class Lost:
    """Elements that nobody can say are not somewhere."""

    placeless: int
    """Without a place."""
    elsewhere: int
    """Drawn where no network of the territory can be."""


def lost(relations: Mapping[str, Relation], mapping: NetworkMapping, lands: Box | None) -> Lost:
    """Count the elements that may be anywhere.

    Parameters
    ----------
    relations, mapping
        As `near`.
    lands
        Where elements may be drawn (WGS84 degrees); None: anywhere.
    """
    tables = [*mapping.of_role(Role.PIPES), *mapping.of_role(Role.NODES)]
    counted = [_lost(relations[name], lands) for name in tables if name in relations]
    return Lost(sum(one.placeless for one in counted), sum(one.elsewhere for one in counted))


@lru_cache(maxsize=512)
def _lost(relation: Relation, lands: Box | None) -> Lost:
    source, bound = relation.sql()
    nowhere = "geom IS NULL OR ST_IsEmpty(geom)" if relation.has_geometry else "true"
    far, corners = "false", []
    if relation.has_geometry and lands is not None:
        far = f"NOT ({nowhere}) AND NOT geom && ST_MakeEnvelope(?, ?, ?, ?)"
        corners = [lands.west, lands.south, lands.east, lands.north]
    question = f"SELECT count_if({nowhere}), count_if({far}) FROM {source}"
    with cursor(seconds=SECONDS) as db:
        counted = db.execute(question, [*corners, *bound]).fetchone()
    return Lost(*counted) if counted else Lost(0, 0)
