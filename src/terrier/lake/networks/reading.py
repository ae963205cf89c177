"""All the elements of a version of a network, brought into memory."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import shapely

from terrier.domain.topology.elements import FIELDS, Elements, FieldType, Frame, Role, empty_frame
from terrier.domain.topology.mapping import NetworkMapping
from terrier.lake.engine import cursor
from terrier.lake.relation import Relation, literal

from .canonical import KEPT_RAW, NUMERIC, RAW, select

WGS84 = "'EPSG:4326'"


def read_elements(relations: Mapping[str, Relation], mapping: NetworkMapping, crs: str) -> Elements:
    """Read the pipes, nodes and customers of a network.

    Parameters
    ----------
    relations
        Table name → authorised relation, of one version.
    mapping
        How the tables are read; tables that the version does not have are left aside.
    crs
        Projection of the territory (`EPSG:2154`): metres.
    """
    return Elements(
        pipes=_frame(relations, mapping, Role.PIPES, crs),
        nodes=_frame(relations, mapping, Role.NODES, crs),
        customers=_frame(relations, mapping, Role.CUSTOMERS, crs),
    )


def _frame(
    relations: Mapping[str, Relation], mapping: NetworkMapping, role: Role, crs: str
) -> Frame:
    selects, bound = [], []
    for name, table in mapping.of_role(role).items():
        if name in relations:
            rendered = select(relations[name], name, table)
            selects.append(f"SELECT * FROM {rendered.sql}")
            bound += rendered.bound
    if not selects:
        return empty_frame()
    shape = f"ST_AsWKB(ST_Transform(geom, {WGS84}, {literal(crs)})) AS geom"
    question = f"SELECT * REPLACE ({shape}) FROM ({' UNION ALL '.join(selects)})"
    with cursor() as db:
        found: pa.Table = db.execute(question, bound).to_arrow_table()
    return to_frame(found, role, mapping)


def to_frame(found: pa.Table, role: Role, mapping: NetworkMapping) -> Frame:
    """Give rows of the canonical SQL, their places projected, as a frame of the domain."""
    columns = {}
    raw = {}
    for name, type in FIELDS[role].items():
        column = found.column(name)
        if column.null_count < len(column):
            columns[name] = _array(column, type)
        # What no code was made of is told apart from what is not there.
        if type in KEPT_RAW and found.column(RAW + name).null_count < len(column):
            raw[name] = _array(found.column(RAW + name), FieldType.TEXT)
    if "commodity" in FIELDS[role]:
        columns["commodity"] = _default(columns.get("commodity"), len(found), mapping)
    wkb = _array(found.column("geom"), FieldType.TEXT)
    return Frame(_array(found.column("ref"), FieldType.TEXT), shapely.from_wkb(wkb), columns, raw)


def _array(column: pa.ChunkedArray, type: FieldType) -> np.ndarray:
    if type in NUMERIC:
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
    made = np.empty(len(column), dtype=object)
    made[:] = column.to_pylist()
    return made


def _default(declared: np.ndarray | None, rows: int, mapping: NetworkMapping) -> np.ndarray:
    """Give each element its commodity: what its row says, else what the network carries."""
    made = np.full(rows, mapping.commodity.value, dtype=object)
    if declared is not None:
        known = declared != None  # noqa: E711 -- element by element
        made[known] = declared[known]
    return made
