"""Elements put into the layers of a model, and what is lost on the way said in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as made_by
from enum import StrEnum
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from terrier.domain.topology.codes import CodeList
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.elements import Elements, Frame
from terrier.domain.topology.models.words import FIELDS
from terrier.domain.topology.models.words import said as said_as

Extras = Mapping[str, Mapping[str, Any]]
"""Reference of an element → its row as it stands in a table of the model that is written."""
NO_EXTRAS: Extras = {}
DECIMALS = 4
"""Of a metre, in what is written."""
WATER = frozenset({Commodity.DRINKING_WATER, Commodity.RAW_WATER})
SEWER = frozenset({Commodity.WASTEWATER, Commodity.STORMWATER, Commodity.COMBINED_SEWER})


class Kind(StrEnum):
    """How a column of a layer is typed."""

    TEXT = "text"
    INTEGER = "integer"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"


@dataclass(frozen=True)
class Column:
    """One column of a layer, and where its values come from.

    Parameters
    ----------
    name, kind
        As the model declares them.
    field
        Field of the vocabulary; empty: the vocabulary does not have it, only a row that came from
        the same model may.
    codes
        List of the values, for a coded field.
    near
        Values of the vocabulary that the list lacks → the nearest code, which says less.
    fallback
        Code of what is known and has no code.
    default
        Written where nothing is known.
    width
        Longest text, 0: no limit.
    elsewhere
        What has no code here is said by another column.
    kept
        The row that came from the same model says it better than the field.
    """

    name: str
    kind: Kind = Kind.TEXT
    field: str = ""
    codes: CodeList | None = None
    near: Mapping[str, str] = made_by(default_factory=dict)
    fallback: str | None = None
    default: object = None
    width: int = 0
    elsewhere: bool = False
    kept: bool = False

    @property
    def needed(self) -> bool:
        """Whether the model wants a value in every row."""
        return self.default is not None


@dataclass(frozen=True)
class Layer:
    """Rows of one layer, ready to be written."""

    name: str
    columns: tuple[Column, ...]
    values: dict[str, list[object]]
    geometry: list[BaseGeometry | None]
    geometry_type: str
    """`LineString` or `Point`, with ` Z` where every shape has heights."""


class Losses:
    """What a format could not hold, counted."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, sentence: str, times: int = 1) -> None:
        """Note a loss; `sentence` begins with what is lost."""
        self._counts[sentence] += times

    def sentences(self) -> tuple[str, ...]:
        """Give each loss with how often it happened, the most frequent first."""
        return tuple(
            f"{sentence} ({times} fois)." for sentence, times in self._counts.most_common()
        )


@dataclass(frozen=True)
class Translation:
    """A network in another model."""

    layers: tuple[Layer, ...]
    losses: tuple[str, ...]
    """French sentences, each with a count."""


def layer(
    name: str, columns: Sequence[Column], frame: Frame, at: Sequence[int], extras: Extras,
    losses: Losses,
) -> Layer:  # fmt: skip
    """Fill a layer with some elements.

    Parameters
    ----------
    name, columns
        The layer as the model declares it.
    frame, at
        Elements, and which of them.
    extras
        Their rows as they came, for elements that came from the same model.
    losses
        Where to note what does not fit.
    """
    rows = [extras.get(str(frame.refs[i]), {}) for i in at] if extras else None
    values = {c.name: _values(name, c, frame, at, rows, losses) for c in columns}
    shapes = _to_a_hair([_single(frame.geometry[i], name, losses) for i in at])
    return Layer(name, tuple(columns), values, shapes, _geometry_type(shapes))


def _values(
    table: str, column: Column, frame: Frame, at: Sequence[int],
    rows: Sequence[Mapping[str, Any]] | None, losses: Losses,
) -> list[object]:  # fmt: skip
    known = frame.columns.get(column.field) if column.field else None
    raw = frame.raw.get(column.field)
    answers: dict[tuple[object, object], tuple[object, str]] = {}
    made = []
    for rank, i in enumerate(at):
        value: object = None
        if rows and (known is None or column.kept):
            value = _kept(rows[rank].get(column.name), column)
        if value is None and known is not None:
            # A network says the same few things many times.
            asked = (known[i], None if raw is None else raw[i])
            if asked not in answers:
                answers[asked] = _answer(table, column, *asked)
            value, loss = answers[asked]
            if loss:
                losses.add(loss)
        made.append(column.default if value is None else value)
    return made


def _answer(table: str, column: Column, said: Any, raw: object) -> tuple[object, str]:
    """Give what is written for a value, and the loss if there is one."""
    where = f"{table}, {column.name}"
    if said is None or said != said:
        lost = column.codes is not None and raw is not None
        return None, f"{where} : « {raw} » n'est dans aucune liste, pas écrit" if lost else ""
    return _coded(where, column, said, raw) if column.codes else _plain(where, column, said)


def _kept(value: Any, column: Column) -> object:
    """Give a value of a row that came from the same model, in the type of the column."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    if column.kind is Kind.NUMBER:
        return float(value)
    if column.kind is Kind.INTEGER:
        return int(value)
    if column.kind is Kind.BOOLEAN:
        return bool(value)
    return str(value)


def _coded(where: str, column: Column, said: object, raw: object) -> tuple[object, str]:
    assert column.codes is not None
    ours = str(said).lower() if isinstance(said, bool | np.bool_) else str(said)
    code = column.codes.written(ours, raw)
    if code is not None:
        return code, ""
    if column.elsewhere:
        return None, ""
    code = column.near.get(ours, column.fallback)
    shown = f"« {code} »" if code is not None else "rien"
    return code, f"{where} : « {said_as(ours)} » n'y a pas de code, écrit {shown}"


def _plain(where: str, column: Column, said: Any) -> tuple[object, str]:
    match column.kind:
        case Kind.INTEGER:
            whole = round(float(said))
            return whole, "" if whole == float(said) else f"{where} : arrondi à l'entier"
        case Kind.NUMBER:
            return float(said), ""
        case Kind.BOOLEAN:
            return bool(said), ""
        case Kind.DATE:
            return str(said)[:10], ""
    text = str(int(said)) if isinstance(said, float) else str(said)
    if column.width and len(text.encode()) > column.width:
        short = text.encode()[: column.width].decode(errors="ignore")
        return short, f"{where} : texte coupé à {column.width} octets"
    return text, ""


def _single(shape: BaseGeometry | None, table: str, losses: Losses) -> BaseGeometry | None:
    """Give one line or one point, which is all that these models hold."""
    if shape is None or shape.is_empty or shape.geom_type in ("LineString", "Point"):
        return None if shape is None or shape.is_empty else shape
    if shape.geom_type == "MultiLineString":
        merged: BaseGeometry = shapely.line_merge(shape)
        if merged.geom_type == "LineString":
            return merged
        losses.add(f"{table} : ligne en plusieurs morceaux, écrite sans géométrie")
        return None
    losses.add(f"{table} : surface ou groupe de points réduit à un point")
    point: BaseGeometry = shapely.point_on_surface(shape)
    return point


def _to_a_hair(shapes: Sequence[BaseGeometry | None]) -> list[BaseGeometry | None]:
    """Take off what going to degrees and back added, far below what anybody measures."""
    made = np.empty(len(shapes), dtype=object)
    made[:] = shapes
    for heights in (False, True):
        some = shapely.has_z(made) == heights
        made[some] = shapely.transform(
            made[some], lambda xyz: np.round(xyz, DECIMALS), include_z=heights
        )
    return list(made)


def _geometry_type(shapes: Sequence[BaseGeometry | None]) -> str:
    drawn = [s for s in shapes if s is not None]
    kind = drawn[0].geom_type if drawn else "Point"
    return f"{kind} Z" if drawn and all(s.has_z for s in drawn) else kind


def by_flow(pipes: Frame) -> Frame:
    """Give pipes with their altitudes upstream and downstream instead of first and last drawn."""
    against = np.array([told is True for told in pipes.texts("against")], dtype=bool)
    if not against.any():
        return pipes
    start, end = pipes.numbers("z_start_m"), pipes.numbers("z_end_m")
    turned = {
        "z_start_m": np.where(against, end, start),
        "z_end_m": np.where(against, start, end),
    }
    return replace(pipes, columns=pipes.columns | turned)


def sides(elements: Elements, losses: Losses) -> tuple[list[bool | None], list[bool | None]]:
    """Tell for each pipe and each node whether it is of sewers; None: of neither.

    What does not say what it carries goes with most of the network.
    """
    pipes, nodes = elements.pipes.texts("commodity"), elements.nodes.texts("commodity")
    known = Counter(c in SEWER for c in (*pipes, *nodes) if c in WATER or c in SEWER)
    usual = known.most_common(1)[0][0] if known else False
    answers = ([_side(c, usual) for c in pipes], [_side(c, usual) for c in nodes])
    for all_of, answer in zip((pipes, nodes), answers, strict=True):
        for commodity, side in zip(all_of, answer, strict=True):
            if side is None:
                label = Commodity(commodity).look.label
                losses.add(f"Élément d'un réseau qui n'est ni eau ni assainissement : {label}")
    return answers


def _side(commodity: object, usual: bool) -> bool | None:
    if commodity in WATER:
        return False
    if commodity in SEWER:
        return True
    return usual if commodity in (None, Commodity.UNKNOWN) else None


def unheld(frame: Frame, at: Sequence[int], held: set[str], what: str, losses: Losses) -> None:
    """Note the fields that elements have and that no column of their layer holds."""
    for name, values in frame.columns.items():
        if name in held:
            continue
        filled = sum(1 for i in at if values[i] is not None and values[i] == values[i])
        if filled:
            losses.add(
                f"{what} : le format n'a pas de place pour « {FIELDS.get(name, name)} »", filled
            )
