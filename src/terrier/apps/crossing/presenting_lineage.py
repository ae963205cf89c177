"""The lineage of a dataset as a small graph, drawn on the server, and as sentences."""

from __future__ import annotations

from dataclasses import dataclass

from .queries.lineage import Lineage, Node

COLUMN, ROW = 270.0, 74.0
BOX_WIDTH, BOX_HEIGHT = 220.0, 52.0
MARGIN, GUTTER = 8.0, 40.0
"""Room around a drawing, and beside the boxes of the one for a telephone."""
LONGEST_LINE = 26
"""Characters of a title on one line of a box."""


@dataclass(frozen=True)
class Box:
    """A dataset, placed."""

    node: Node
    x: float
    y: float
    lines: tuple[str, ...]

    @property
    def middle(self) -> float:
        """Give the height at which edges arrive."""
        return self.y + BOX_HEIGHT / 2


@dataclass(frozen=True)
class Drawing:
    """Boxes, and the curves between them."""

    shape: str
    """`wide`: from left (sources) to right; `tall`: from top to bottom, for a telephone."""
    width: float
    height: float
    boxes: tuple[Box, ...]
    curves: tuple[str, ...]


@dataclass(frozen=True)
class Graph:
    """A lineage drawn twice, and told."""

    drawings: tuple[Drawing, ...]
    told: tuple[tuple[Node, tuple[Node, ...]], ...]
    """The same in words: each computed dataset, with what it comes from."""


def graph_of(lineage: Lineage) -> Graph:
    """Place the datasets of a lineage, from what they come from to what comes from them."""
    depths = sorted({n.depth for n in lineage.nodes}, reverse=True)
    steps = [[n for n in lineage.nodes if n.depth == depth] for depth in depths]
    return Graph((_wide(steps, lineage), _tall(steps, lineage)), _told(lineage))


def _wide(steps: list[list[Node]], lineage: Lineage) -> Drawing:
    """Put one column for each step."""
    tallest = max(len(column) for column in steps)
    height = tallest * ROW - (ROW - BOX_HEIGHT) + 2 * MARGIN
    boxes: dict[int, Box] = {}
    for rank, column in enumerate(steps):
        top = (height - (len(column) * ROW - (ROW - BOX_HEIGHT))) / 2
        for place, node in enumerate(column):
            x, y = MARGIN + rank * COLUMN, top + place * ROW
            boxes[node.pk] = Box(node, x, y, _lines(node.title))
    curves = tuple(_across(boxes[source], boxes[made]) for source, made in lineage.edges)
    width = (len(steps) - 1) * COLUMN + BOX_WIDTH + 2 * MARGIN
    return Drawing("wide", width, height, tuple(boxes.values()), curves)


def _tall(steps: list[list[Node]], lineage: Lineage) -> Drawing:
    """Put one box under the other, those of the last steps at the bottom."""
    nodes = [node for step in steps for node in step]
    boxes = {
        node.pk: Box(node, GUTTER, MARGIN + rank * ROW, _lines(node.title))
        for rank, node in enumerate(nodes)
    }
    curves = tuple(_down(boxes[source], boxes[made]) for source, made in lineage.edges)
    height = len(nodes) * ROW - (ROW - BOX_HEIGHT) + 2 * MARGIN
    return Drawing("tall", GUTTER + BOX_WIDTH + MARGIN, height, tuple(boxes.values()), curves)


def _told(lineage: Lineage) -> tuple[tuple[Node, tuple[Node, ...]], ...]:
    nodes = {n.pk: n for n in lineage.nodes}
    made: dict[int, list[Node]] = {}
    for source, derived in lineage.edges:
        made.setdefault(derived, []).append(nodes[source])
    ordered = sorted(made, key=lambda pk: -nodes[pk].depth)
    return tuple((nodes[pk], tuple(made[pk])) for pk in ordered)


def _across(source: Box, made: Box) -> str:
    start, end = source.x + BOX_WIDTH, made.x
    half = (start + end) / 2
    here, there = source.middle, made.middle
    return f"M{start:g} {here:g}C{half:g} {here:g} {half:g} {there:g} {end:g} {there:g}"


def _down(source: Box, made: Box) -> str:
    """Go round the boxes between the two, by their left side."""
    here, there = source.middle, made.middle
    aside = max(4.0, GUTTER - 10 - (there - here) / 12)
    return f"M{source.x:g} {here:g}C{aside:g} {here:g} {aside:g} {there:g} {made.x:g} {there:g}"


def _lines(title: str) -> tuple[str, ...]:
    """Break a title over two lines; what is left over is cut, the whole being in the words."""
    first, rest = _line(title)
    if not rest:
        return (first,)
    second, over = _line(rest)
    return first, f"{second[: LONGEST_LINE - 1]}…" if over else second


def _line(text: str) -> tuple[str, str]:
    if len(text) <= LONGEST_LINE:
        return text, ""
    cut = text.rfind(" ", 0, LONGEST_LINE + 1)
    cut = cut if cut > 0 else LONGEST_LINE
    return text[:cut], text[cut:].strip()
