"""Map tiles of a network, in its own vocabulary: pipes and nodes of all its tables together."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from terrier.domain.tabular.plan import ROW_COLUMN
from terrier.domain.topology.elements import NodeKind, Role
from terrier.domain.topology.mapping import NetworkMapping
from terrier.lake.engine import cursor
from terrier.lake.kept import Kept
from terrier.lake.relation import Relation, RelationColumn
from terrier.lake.tiles.encoding import COMPLETE_ZOOM, MARGIN, UNITS, encode, feature_sql
from terrier.lake.tiles.grid import TileAddress
from terrier.lake.tiles.live import EMPTY, SECONDS, Tile

from .canonical import select

CONNECTIONS_FROM = 15
"""Zoom from which service connections are drawn: before, they would hide the mains."""
NODES_FROM = 14
"""Zoom from which every node is drawn; before, only what feeds or receives."""
KEPT_BYTES = 16_000_000
WEIGHT = 2_000
"""Of a kept tile beside its content: its key, above all."""
_tiles: Kept[Tile] = Kept(KEPT_BYTES)
GREAT = (NodeKind.SOURCE, NodeKind.TANK, NodeKind.TREATMENT, NodeKind.PUMP, NodeKind.OUTFALL)
ATTRIBUTES = tuple(
    RelationColumn(name, name, type)
    for name, type in (
        ("ref", "TEXT"), ("role", "TEXT"), ("commodity", "TEXT"), ("kind", "TEXT"),
        ("status", "TEXT"),
        ("precision", "TEXT"), ("material", "TEXT"), ("operator", "TEXT"), ("state", "TEXT"),
        ("year", "DOUBLE"), ("diameter", "DOUBLE"), ("label", "TEXT"),
    )
)  # fmt: skip


def network_tile(
    relations: Mapping[str, Relation], mapping: NetworkMapping, address: tuple[int, int, int]
) -> Tile:
    """Build one tile (zoom, column, row) of a network.

    Parameters
    ----------
    relations
        Table name → authorised relation.
    mapping
        How the tables are read.
    address
        In the web mercator grid.

    Returns
    -------
    Tile
        Layer `data`, with `ATTRIBUTES`; the reference of an element is `ref`.
    """
    files = tuple((name, str(r.path), r.fingerprint) for name, r in sorted(relations.items()))
    key = (files, repr(mapping), address)
    found = _tiles.get(key)
    if found is None:
        found = _made(relations, mapping, address)
        _tiles.put(key, found, len(found.data) + WEIGHT)
    return found


def _made(
    relations: Mapping[str, Relation], mapping: NetworkMapping, address: tuple[int, int, int]
) -> Tile:
    z, x, y = address
    window = TileAddress(z, x, y).box(margin=MARGIN / UNITS)
    selects: list[str] = []
    bound: list[object] = []
    for role in (Role.PIPES, Role.NODES):
        for name, table in mapping.of_role(role).items():
            relation = relations.get(name)
            if relation is None or not relation.has_geometry:
                continue
            rendered = select(relation, name, table)
            shown = _pipes(mapping) if role is Role.PIPES else _nodes(mapping)
            selects.append(
                f"SELECT {shown} FROM {rendered.sql} "
                f"WHERE geom && ST_MakeEnvelope(?, ?, ?, ?) AND {_drawn(role, z)}"
            )
            bound += [*rendered.bound, window.west, window.south, window.east, window.north]
    if not selects:
        return EMPTY
    numbered = f"row_number() OVER () AS {ROW_COLUMN}"
    near = f"(SELECT *, {numbered} FROM ({' UNION ALL '.join(selects)}))"
    with cursor(seconds=SECONDS) as db:
        prepared = feature_sql(near, ATTRIBUTES, projected=False)
        db.execute(f"CREATE TEMP TABLE _features AS {prepared}", bound)
        names = [c.name for c in ATTRIBUTES]
        complete = z >= COMPLETE_ZOOM
        tiles = encode(db, "_features", names, z, complete=complete, projected=False, only=(x, y))
        tile = next(tiles, None)
    if tile is None:
        return EMPTY
    return Tile(gzip.compress(tile.data, compresslevel=5, mtime=0), tile.shown, tile.total)


def _pipes(mapping: NetworkMapping) -> str:
    year = "coalesce(laid_to, laid_from)"
    return (
        f"ref, geom, 'pipe' AS role, "
        f"coalesce(commodity, '{mapping.commodity.value}') AS commodity, device AS kind, status, "
        f"coalesce(precision_xy, 'C') AS precision, material, operator, state, {year} AS year, "
        f"diameter_mm AS diameter, coalesce(name, identifier) AS label"
    )


def _nodes(mapping: NetworkMapping) -> str:
    return (
        f"ref, geom, 'node' AS role, "
        f"coalesce(commodity, '{mapping.commodity.value}') AS commodity, "
        f"coalesce(kind, 'unknown') AS kind, status, coalesce(precision_xy, 'C') AS precision, "
        f"material, operator, state, coalesce(laid_to, laid_from) AS year, "
        f"diameter_mm AS diameter, coalesce(name, identifier) AS label"
    )


def _drawn(role: Role, z: int) -> str:
    if role is Role.PIPES:
        return "true" if z >= CONNECTIONS_FROM else "coalesce(connection, false) = false"
    kinds = ", ".join(f"'{kind.value}'" for kind in GREAT)
    return "true" if z >= NODES_FROM else f"kind IN ({kinds})"
