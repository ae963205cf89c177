"""The elements of a network around a place, without reading the rest of it."""

from __future__ import annotations

from collections.abc import Mapping
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


def placeless(relations: Mapping[str, Relation], mapping: NetworkMapping) -> int:
    """Count the elements that have no place: nobody can say that they are not here."""
    tables = [*mapping.of_role(Role.PIPES), *mapping.of_role(Role.NODES)]
    return sum(_placeless(relations[name]) for name in tables if name in relations)


@lru_cache(maxsize=512)
def _placeless(relation: Relation) -> int:
    source, bound = relation.sql()
    lacking = "geom IS NULL OR ST_IsEmpty(geom)" if relation.has_geometry else "true"
    with cursor(seconds=SECONDS) as db:
        counted = db.execute(f"SELECT count(*) FROM {source} WHERE {lacking}", bound).fetchone()
    return int(counted[0]) if counted else 0
