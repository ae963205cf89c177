"""What is drawn of an answer on one sheet, from the ground up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import shapely
from django.utils.translation import gettext as _

from terrier.domain.drafting.canvas import Canvas, Ink
from terrier.domain.drafting.labels import Room, along
from terrier.domain.drafting.sheets import Sheet, Spot
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.footprint import Piece
from terrier.domain.topology.precision import MARGINS_M, PrecisionClass

from .. import words
from ..content import Findings, Told
from . import symbols

LABEL_MM = 2.1
PIPE_MM, CONNECTION_MM = 0.55, 0.3
MISSING_MM = 1.6
"""Between the lines of a zone where knowledge is missing."""
GREY, FAINT, INK = "#8a8a8a", "#c9c9c9", "#1b1b1b"
GROUND = {
    "building": Ink(stroke="#9c9c9c", width=0.12, fill="#e4e4e4"),
    "street": Ink(stroke="#b8b8b8", width=0.25),
    "stream": Ink(stroke="#9fb4c0", width=0.3),
    "water": Ink(stroke="#9fb4c0", width=0.15, fill="#e7eef2"),
    "parcel": Ink(stroke="#c4c4c4", width=0.1, dash=(1.2, 0.6)),
}
"""Kept pale: the networks are what must be read."""


@dataclass(frozen=True)
class Ground:
    """One layer under the networks."""

    kind: str
    shapes: Sequence[shapely.Geometry]
    complete: bool = True


@dataclass
class Drawn:
    """A sheet that was drawn, and what its notes must say."""

    svg: str
    commodities: set[Commodity] = field(default_factory=set)
    unlabelled: int = 0
    margin: bool = False
    """The outline of the margin passes here."""
    missing: bool = False
    corridors: bool = False
    stopped: bool = False
    worksites: bool = False
    partial: bool = False
    """Something of the ground is left out."""
    connections: bool = False
    kinds: set[str] = field(default_factory=set)


def draw(
    findings: Findings,
    sheet: Sheet,
    ground: Iterable[Ground],
    *,
    title: str,
    lettered: bool = True,
) -> Drawn:
    """Draw the frame of a sheet; without letters where only the signs are wanted."""
    canvas = Canvas(sheet)
    drawn = Drawn("")
    drawn.partial = _ground(canvas, ground)
    _missing(canvas, findings, drawn)
    _corridors(canvas, findings, drawn)
    _footprint(canvas, findings, drawn)
    _worksites(canvas, findings, drawn)
    room = Room(sheet.width_mm, sheet.height_mm)
    _points(canvas, sheet, room)
    for told in findings.networks:
        _pipes(canvas, told, drawn)
    for told in findings.networks:
        _devices(canvas, told, drawn, room)
    for told in findings.networks if lettered else ():
        _labels(canvas, told, drawn, room)
    _frame(canvas, sheet)
    drawn.svg = canvas.svg(title=title, above=symbols.EDGE_MM, beside=symbols.EDGE_MM)
    return drawn


def _ground(canvas: Canvas, ground: Iterable[Ground]) -> bool:
    """Draw what lies under the networks; say whether some of it is left out."""
    partial = False
    for layer in ground:
        partial |= not layer.complete
        for shape in canvas.on_paper(layer.shapes):
            canvas.shapes([shape], GROUND[layer.kind])
    return partial


def _missing(canvas: Canvas, findings: Findings, drawn: Drawn) -> None:
    zones = [u.zone for u in findings.unknowns if u.zone is not None]
    shapes = canvas.on_paper(zones)
    if shapes:
        drawn.missing = True
        canvas.hatch(shapes, Ink(stroke=GREY, width=0.14), MISSING_MM)
        canvas.shapes(shapes, Ink(stroke=GREY, width=0.3, dash=(0.9, 0.7)))


def _corridors(canvas: Canvas, findings: Findings, drawn: Drawn) -> None:
    """Show how far a stretch of class B or C may lie from its line."""
    for told in findings.networks:
        for precision in (PrecisionClass.C, PrecisionClass.B):
            near = shapely.buffer(canvas.sheet.box, MARGINS_M[precision], join_style="mitre")
            lines = [
                p.geometry
                for p in told.lines
                if p.precision is precision and p.serves and p.geometry.intersects(near)
            ]
            wide = shapely.buffer(lines, MARGINS_M[precision], quad_segs=6)
            shapes = canvas.on_paper([shapely.union_all(wide)]) if lines else []
            if shapes:
                drawn.corridors = True
                colour = told.commodity.look.colour
                canvas.shapes(shapes, Ink(fill=colour, opacity=0.07))
                canvas.shapes(shapes, Ink(stroke=colour, width=0.12, dash=(0.5, 0.9)))


def _footprint(canvas: Canvas, findings: Findings, drawn: Drawn) -> None:
    # Its outline, not its surface: that would be drawn along the edge of the sheet that cuts it.
    outline = canvas.on_paper([findings.around.boundary]) if findings.margin_m else []
    drawn.margin = bool(outline)
    canvas.shapes(outline, Ink(stroke=GREY, width=0.25, dash=(3, 1, 0.5, 1)))
    zone = canvas.on_paper([findings.zone])
    canvas.shapes(zone, Ink(stroke="#ffffff", width=1.6))
    canvas.shapes(zone, Ink(stroke=INK, width=0.6, dash=(4, 1.2)))


def _worksites(canvas: Canvas, findings: Findings, drawn: Drawn) -> None:
    places = [shapely.buffer(w.geometry, 1.0) for w in findings.worksites if w.geometry is not None]
    shapes = canvas.on_paper(places)
    if shapes:
        drawn.worksites = True
        canvas.hatch(shapes, Ink(stroke="#b06a00", width=0.2), 2.4, -45.0)
        canvas.shapes(shapes, Ink(stroke="#b06a00", width=0.4, dash=(1.6, 0.6)))


def ink_of(commodity: Commodity, *, serves: bool = True, connection: bool = False) -> Ink:
    """Give how a stretch is drawn: colour and dash by what it carries, grey where it is dead."""
    look = commodity.look
    width = CONNECTION_MM if connection else PIPE_MM
    dash = tuple(d * width * 1.6 for d in look.dash)
    return Ink(stroke=look.colour if serves else GREY, width=width, dash=dash)


def _pipes(canvas: Canvas, told: Told, drawn: Drawn) -> None:
    groups: dict[tuple[Commodity, bool, bool], list[shapely.Geometry]] = {}
    for piece in told.lines:
        key = (piece.commodity, piece.serves, piece.connection)
        groups.setdefault(key, []).append(piece.geometry)
    for (commodity, serves, connection), lines in groups.items():
        shapes = canvas.on_paper(lines)
        if not shapes:
            continue
        drawn.commodities.add(commodity)
        drawn.stopped |= not serves
        drawn.connections |= connection
        halo = CONNECTION_MM if connection else PIPE_MM
        canvas.shapes(shapes, Ink(stroke="#ffffff", width=halo + 0.5, opacity=0.8))
        canvas.shapes(shapes, ink_of(commodity, serves=serves, connection=connection))
        if not serves:
            canvas.shapes(symbols.crossed(shapes), Ink(stroke=GREY, width=0.35))


def _devices(canvas: Canvas, told: Told, drawn: Drawn, room: Room) -> None:
    for piece in told.devices:
        for point in canvas.on_paper([piece.geometry]):
            x, y = point.centroid.coords[0]
            kind = piece.kind
            if kind is None or not symbols.is_drawn(kind):
                continue
            colour = piece.commodity.look.colour if piece.serves else GREY
            canvas.add(symbols.device(kind, (x, y), colour))
            drawn.kinds.add(kind)
            room.take(shapely.box(x - 1.3, y - 1.3, x + 1.3, y + 1.3))


def _labels(canvas: Canvas, told: Told, drawn: Drawn, room: Room) -> None:
    """Write what each stretch is, and its class; neighbours that say the same share the words."""
    groups: dict[tuple[str, ...], list[Piece]] = {}
    for piece in told.lines:
        groups.setdefault(choices(piece), []).append(piece)
    for said, pieces in groups.items():
        shapes = canvas.on_paper([p.geometry for p in pieces])
        # Merged end to end, not cut where they cross: the words need straight stretches.
        parts = shapely.get_parts(shapely.get_parts(shapes))
        lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
        joined = shapely.line_merge(shapely.multilinestrings(lines))
        colour = pieces[0].commodity.look.colour if pieces[0].serves else "#5a5a5a"
        for line in shapely.get_parts(joined):
            if line.length < 1:
                continue
            placed = along(room, line, said, LABEL_MM)
            drawn.unlabelled += not placed
            for label in placed:
                canvas.text(
                    label.words, label.base(LABEL_MM), LABEL_MM, anchor="middle", bold=True,
                    colour=colour, degrees=label.degrees, ground="#ffffff",
                )  # fmt: skip


def choices(piece: Piece) -> tuple[str, ...]:
    """Give the words along a stretch, then shorter ones; the class is in each of them."""
    letters = piece.commodity.look.letters
    name = str(piece.precision) if piece.declared else _("%(name)s ?") % {"name": "C"}
    if not piece.serves:
        return (_("%(what)s HORS SERVICE %(name)s") % {"what": letters, "name": name}, name)
    size = words.size_of(piece)
    full = " ".join(part for part in (letters, size, "·", name) if part)
    return tuple(dict.fromkeys((full, f"{letters} · {name}", name)))


def _points(canvas: Canvas, sheet: Sheet, room: Room) -> None:
    """Draw the crosses of the grid, and name the four whose coordinates are listed."""
    for x, y in sheet.grid():
        canvas.add(symbols.cross(sheet.at(x, y)))
    for rank, place in enumerate(sheet.points(), start=1):
        x, y = sheet.at(*place)
        canvas.add(symbols.target((x, y)))
        name = point_name(sheet, rank)
        for anchor, left in (("start", x + 1.6), ("end", x - 1.6)):
            side = left if anchor == "start" else left - 6
            if room.take(shapely.box(side - 0.3, y - 4, side + 6.3, y - 0.9)):
                at = (left, y - 1.4)
                canvas.text(name, at, 2.2, anchor=anchor, bold=True, ground="#ffffff")
                break


def point_name(sheet: Sheet, rank: int) -> str:
    """Name a georeferenced point."""
    return f"P{sheet.number}.{rank}"


def _frame(canvas: Canvas, sheet: Sheet) -> None:
    canvas.shapes(
        [shapely.box(0, 0, sheet.width_mm, sheet.height_mm).exterior], Ink(stroke=INK, width=0.35)
    )
    for figure, at, degrees in _coordinates(sheet):
        canvas.text(figure, at, 1.7, anchor="middle", degrees=degrees, colour="#4a4a4a")


def _coordinates(sheet: Sheet) -> Iterable[tuple[str, Spot, float]]:
    """Write the coordinates of the grid on the edge of the frame, as maps do."""
    easts = sorted({x for x, _y in sheet.grid()})
    norths = sorted({y for _x, y in sheet.grid()})
    for east in easts:
        x, _y = sheet.at(east, 0)
        yield f"{east:,.0f}".replace(",", "\u202f"), (x, sheet.height_mm + 2.4), 0.0
    for north in norths:
        _x, y = sheet.at(0, north)
        yield f"{north:,.0f}".replace(",", "\u202f"), (-1.0, y), -90.0


def beside_the_sheets(findings: Findings, sheets: Iterable[Sheet]) -> int:
    """Count the elements that are listed and stand on no sheet."""
    ground = shapely.union_all([sheet.box for sheet in sheets])
    shapes = [p.geometry for told in findings.networks for p in told.pieces]
    return int((~shapely.intersects(shapes, ground)).sum()) if shapes else 0
