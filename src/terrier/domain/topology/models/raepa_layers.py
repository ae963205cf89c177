"""Elements as the layers of RAEPA 1.2, under the names of its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import shapely

from terrier.domain.topology.codes import CodeList
from terrier.domain.topology.elements import Elements, Frame, NodeKind, Status, empty_frame
from terrier.domain.topology.models import raepa
from terrier.domain.topology.models.writing import (
    NO_EXTRAS,
    Column,
    Extras,
    Kind,
    Layer,
    Losses,
    Translation,
    by_flow,
    layer,
    sides,
    unheld,
)

_ID, _WHO = 254, 100
_OUT_OF_SERVICE: dict[str, str] = dict.fromkeys(
    (Status.ABANDONED, Status.REMOVED, Status.PLANNED), "N"
)
_WHOSE = (
    Column("mouvrage", field="owner", width=_WHO),
    Column("gexploit", field="operator", width=_WHO),
)
_YEARS = (
    Column("anfinpose", field="laid_to", width=4),
    Column("andebpose", field="laid_from", width=4),
)
_ABOUT = (
    Column("qualglocxy", field="precision_xy", codes=raepa.PRECISION, default="03"),
    Column("qualglocz", field="precision_z", codes=raepa.PRECISION, default="03"),
    Column("datemaj", Kind.DATE, field="updated_on"),
    Column("sourmaj", field="source", width=_WHO),
    Column("qualannee", field="year_quality", codes=raepa.YEAR_QUALITY, default="00"),
    Column("dategeoloc", Kind.DATE),
    Column("sourgeoloc", width=_WHO),
    Column("sourattrib", width=_WHO),
)


def _pipes(sewer: bool) -> tuple[Column, ...]:
    content, function = (
        (raepa.SEWER_CONTENT, raepa.SEWER_FUNCTION)
        if sewer
        else (raepa.WATER_CONTENT, raepa.WATER_FUNCTION)
    )
    network = (Column("typreseau", field="commodity", codes=raepa.SEWER_TYPE),) if sewer else ()
    depth = (
        (
            Column("zamont", Kind.NUMBER, field="z_start_m"),
            Column("zaval", Kind.NUMBER, field="z_end_m"),
            Column("sensecoul", field="against", codes=raepa.AGAINST),
        )
        if sewer
        else (Column("profgen", Kind.NUMBER, field="depth_m"),)
    )
    return (
        Column("idcana", field="identifier", width=_ID),
        *_WHOSE,
        Column("enservice", field="status", codes=raepa.IN_SERVICE, near=_OUT_OF_SERVICE),
        Column("branchemnt", field="connection", codes=raepa.YES_NO),
        *network,
        Column("materiau", field="material", codes=raepa.MATERIAL, fallback="99", default="00"),
        Column("diametre", Kind.INTEGER, field="diameter_mm"),
        *_YEARS,
        Column("modecirc", field="circulation", codes=raepa.CIRCULATION, default="00"),
        Column(content.name, field="commodity", codes=content, default="00", kept=sewer),
        Column(function.name, field="function", codes=function, fallback="99", default="00"),
        Column("idnini", field="start_node", width=_ID),
        Column("idnterm", field="end_node", width=_ID),
        Column("idcanppale", width=_ID),
        *depth,
        Column("longcana", Kind.INTEGER, field="length_m"),
        Column("nbranche", Kind.INTEGER, field="connections"),
        *_ABOUT,
    )


def _nodes(sewer: bool, structure: bool) -> tuple[Column, ...]:
    kinds = _KINDS[sewer, structure]
    own = Column("idouvrage" if structure else "idappareil", field="identifier", width=_ID)
    host = () if structure else (Column("idouvrage", field="structure", width=_ID),)
    size = () if structure else (Column("diametre", Kind.INTEGER, field="diameter_mm"),)
    network = (Column("typreseau", field="commodity", codes=raepa.SEWER_TYPE),) if sewer else ()
    return (
        own,
        Column("x", Kind.NUMBER),
        Column("y", Kind.NUMBER),
        *_WHOSE,
        *network,
        Column(kinds.name, field="kind", codes=kinds, fallback="99", default="00"),
        *_YEARS,
        *size,
        Column("idcanamont", field="upstream_pipe", width=_ID),
        Column("idcanaval", field="downstream_pipe", width=_ID),
        Column("idcanppale", field="pipe", width=_ID),
        *host,
        Column("z", Kind.NUMBER, field="z_m"),
        *_ABOUT,
    )


_KINDS: dict[tuple[bool, bool], CodeList] = {
    (False, False): raepa.WATER_FITTING,
    (False, True): raepa.WATER_STRUCTURE,
    (True, False): raepa.SEWER_FITTING,
    (True, True): raepa.SEWER_STRUCTURE,
}
_REPAIRS = (
    Column("idrepar", field="identifier", width=_ID),
    Column("x", Kind.NUMBER),
    Column("y", Kind.NUMBER),
    Column("supprepare"),
    Column("defreparee", field="failure", codes=raepa.FAILURE, fallback="99", default="00"),
    Column("idsuprepar", field="repaired", width=_ID),
    Column("daterepar", Kind.DATE, field="date"),
    Column("mouvrage", field="owner", width=_WHO),
)
_SHARED = {"commodity"}
_ON_BOTH = {NodeKind.OTHER, NodeKind.UNKNOWN}


def to_raepa(
    elements: Elements, extras: Extras = NO_EXTRAS, repairs: Frame | None = None
) -> Translation:
    """Translate a network into RAEPA 1.2.

    Parameters
    ----------
    elements
        Pipes and nodes, in metres.
    extras
        Rows of the elements that came from RAEPA, whose other columns are given back.
    repairs
        Past repairs (`Role.REPAIRS`).

    Returns
    -------
    Translation
        The layers that hold something, in the order of the standard.
    """
    losses = Losses()
    of_pipes, of_nodes = sides(elements, losses)
    layers = []
    for sewer in (False, True):
        suffix = "ass" if sewer else "aep"
        at = [i for i, side in enumerate(of_pipes) if side is sewer]
        pipes = by_flow(elements.pipes) if sewer else elements.pipes
        layers.append(_made(f"raepa_canal{suffix}_l", _pipes(sewer), pipes, at, extras, losses))
        here = [i for i, side in enumerate(of_nodes) if side is sewer]
        structures = [i for i in here if _is_structure(elements.nodes, i, sewer, extras)]
        fittings = sorted(set(here) - set(structures))
        for name, structure, some in (("appar", False, fittings), ("ouvr", True, structures)):
            columns = _nodes(sewer, structure)
            made = _made(f"raepa_{name}{suffix}_p", columns, elements.nodes, some, extras, losses)
            layers.append(_with_coordinates(made))
        layers.append(_repairs(repairs or empty_frame(), sewer, extras, losses))
    if len(elements.customers):
        losses.add("Abonnés : RAEPA ne les décrit pas", len(elements.customers))
    return Translation(tuple(made for made in layers if made.geometry), losses.sentences())


def _made(
    name: str, columns: Sequence[Column], frame: Frame, at: Sequence[int], extras: Extras,
    losses: Losses,
) -> Layer:  # fmt: skip
    unheld(frame, at, {c.field for c in columns} | _SHARED, name, losses)
    return layer(name, columns, frame, at, extras, losses)


def _is_structure(nodes: Frame, i: int, sewer: bool, extras: Extras) -> bool:
    """Tell a structure from a fitting: by the row that it came from, else by its kind."""
    row = extras.get(str(nodes.refs[i]), {})
    for structure in (True, False):
        if _KINDS[sewer, structure].name in row:
            return structure
    kinds, raw = nodes.columns.get("kind"), nodes.raw.get("kind")
    kind = None if kinds is None else kinds[i]
    fitting, structure_kinds = _KINDS[sewer, False], _KINDS[sewer, True]
    if kind in _ON_BOTH or kind not in structure_kinds.writing:
        return False
    said = None if raw is None else raw[i]
    return kind not in fitting.writing or structure_kinds.written(kind, said) == said


def _repairs(repairs: Frame, sewer: bool, extras: Extras, losses: Losses) -> Layer:
    """Sort repairs by the layer that they came from; those of no layer are of water."""
    at = [i for i, ref in enumerate(repairs.refs) if ("ass" in str(ref).partition("/")[0]) is sewer]
    name = f"raepa_repar{'ass' if sewer else 'aep'}_p"
    return _with_coordinates(layer(name, _REPAIRS, repairs, at, extras, losses))


def _with_coordinates(made: Layer) -> Layer:
    """Write the coordinates of points as columns too."""
    x: list[object] = [
        None if p is None else round(float(shapely.get_x(p)), 3) for p in made.geometry
    ]
    y: list[object] = [
        None if p is None else round(float(shapely.get_y(p)), 3) for p in made.geometry
    ]
    return replace(made, values=made.values | {"x": x, "y": y})
