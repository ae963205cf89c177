"""Proposes the first figure of a table from what its columns hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from terrier.domain.figures import axes
from terrier.domain.figures.form import Form
from terrier.domain.questions.answer import Answer
from terrier.domain.questions.bands import bin_width
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Question

MAX_CATEGORIES = 20
"""Bars that the eye compares; beyond, the smallest are gathered."""
MOST_COMMUNES = 80
"""Communes of an intercommunality: the smallest are gathered, the chart stays of use."""
MONTHS_SHOWN = 60
"""Beyond five years, a line by month says less than a line by year."""
_QUANTITY = re.compile(
    r"\b(montants?|tonnages?|quantites?|nombres?|nb|total|totaux|consommations?|places|couts?|"
    r"depenses?|recettes?|subventions?|volumes?|surfaces?|longueurs?|population|effectifs?|"
    r"puissances?|kwh|habitants|eleves|inscrits|adherents|logements|repas|entrees)\b"
)
_LEVEL = re.compile(
    r"\b(hauteurs?|altitudes?|profondeurs?|niveaux?|cotes?|debits?|temperatures?|pressions?|"
    r"diametres?|largeurs?|taux|prix|tarifs?|densites?|moyen(ne)?s?|unitaires?|durees?|delais?|"
    r"pourcentages?|parts?|par|ages?)\b"
)
"""Words of what is not added up: a level, a price for each, a rate."""
_NOT_A_QUANTITY = re.compile(
    r"^(id|fid|gid|objectid|code|num|numero|no|n|x|y|z|lon|lat|long|longitude|latitude|"
    r"(lat|latitude|lon|long|longitude|alt|altitude)[xyz]?(_.*)?|xlong|ylat|"
    r"coord.*|x_.*|y_.*|.*_(id|code|num|numero|lon|lat|x|y))$"
)
_YEAR = re.compile(r"\b(annee|an|exercice|millesime)\b")
_NAME = re.compile(r"\b(nom|libelle|commune|titre|designation|denomination)\b")
MOST_NAMES = 30
"""Bars of a table whose every row is one named thing."""
HALF = 0.5
"""A column less filled than this says too little to be drawn first."""
MOST_PERIODS = 15
"""Years that a table tells one after the other; more are birthdays of things (built in 1868)."""
TRIED = 3
"""Categories counted in turn until one tells something."""
CLEARLY = 1.1
"""The highest group stands out from this many times the average on."""
DAYS_SHOWN = 92
"""Up to three months, a line by day says more than a line by month."""
_ADDITIVE_UNITS = frozenset(
    {"€", "k€", "t", "kg", "m³", "m3", "m²", "m2", "ha", "kWh", "MWh", "l", "m", "km"}
)


@dataclass(frozen=True)
class ColumnFacts:
    """What is known of a column, without its data."""

    name: str
    label: str
    family: str
    """`text`, `integer`, `decimal`, `double`, `boolean`, `date`, `time`, `timestamp`, …"""
    rows: int
    filled: int
    distinct: int
    minimum: str | None = None
    """Lowest value: ISO text of a date, digits of a number."""
    maximum: str | None = None
    unit: str | None = None
    concept: str | None = None


@dataclass(frozen=True)
class Proposal:
    """A question worth a figure."""

    question: Question
    form: Form
    reason: str
    """French sentence: why this one."""


def propose(columns: Sequence[ColumnFacts]) -> Proposal | None:
    """Choose the first figure of a table; None where no column says anything as a figure."""
    return next(iter(proposals(columns)), None)


def proposals(columns: Sequence[ColumnFacts]) -> list[Proposal]:
    """List the figures that suit a table, the best first.

    A quantity is summed by year where there is one, else by category, else by date. What is not a
    quantity (a height, a price for each, a rate) is never summed: its mean is followed in time.
    Without numbers the rows are counted; last, the spread of a number is shown. Positions,
    identifiers and codes are never measured.

    Parameters
    ----------
    columns
        Facts of the visible columns, in order.
    """
    quantity = _best(columns, _quantity_score)
    level = _best(columns, _level_score)
    categories = _ranked(columns, _category_score)[:TRIED]
    moment = _best(columns, _moment_score)
    number = _best(columns, _number_score)
    found: list[Proposal] = []
    if quantity:
        period = next((c for c in columns if _is_period(c) and _moment_score(c)), None)
        groups = [*categories[:1], *_ranked(columns, _name_score)[:1]]
        found += [_line(period, quantity)] if period else []
        found += [_bars(group, quantity) for group in groups]
        found += [_line(moment, quantity)] if moment and moment != period else []
    elif level and moment and moment.family.startswith("timestamp"):
        found.append(_line(moment, level, Measure.MEAN))
    found += [_bars(category, None) for category in categories]
    found += [_line(moment, None)] if moment else []
    found += [_histogram(number)] if number else []
    return found


def _ranked(
    columns: Sequence[ColumnFacts], score: Callable[[ColumnFacts], float]
) -> list[ColumnFacts]:
    scores = {column.name: score(column) for column in columns}
    suiting = [column for column in columns if scores[column.name] > 0]
    return sorted(suiting, key=lambda column: -scores[column.name])


def _best(
    columns: Sequence[ColumnFacts], score: Callable[[ColumnFacts], float]
) -> ColumnFacts | None:
    return next(iter(_ranked(columns, score)), None)


def _plain(column: ColumnFacts) -> str:
    text = unicodedata.normalize("NFD", f"{column.name} {column.label}").casefold()
    return re.sub(r"[^a-z0-9]+", " ", text.encode("ascii", "ignore").decode()).strip()


def _is_number(column: ColumnFacts) -> bool:
    return (
        column.family in {"integer", "decimal", "double"}
        and column.concept is None
        and not _NOT_A_QUANTITY.match(column.name.lower())
    )


def _is_year(column: ColumnFacts) -> bool:
    if not _YEAR.search(_plain(column)):
        return False
    if column.family == "text":
        return True
    return (
        column.family == "integer"
        and bool(column.minimum and column.maximum)
        and 1800 <= int(column.minimum or 0) <= int(column.maximum or 0) <= 2200
    )


def _is_period(column: ColumnFacts) -> bool:
    """Say whether each year is told anew, as in a census: adding the years up would lie."""
    return _is_year(column) and column.distinct <= MOST_PERIODS


def _filled(column: ColumnFacts) -> float:
    share = column.filled / max(1, column.rows)
    return share if share >= HALF else 0


def _quantity_score(column: ColumnFacts) -> float:
    if not _is_number(column) or _is_year(column) or column.distinct < 2:
        return 0
    if _LEVEL.search(_plain(column)):
        return 0
    named = bool(_QUANTITY.search(_plain(column)))
    measured = column.unit in _ADDITIVE_UNITS
    return (named + measured) * _filled(column)


def _level_score(column: ColumnFacts) -> float:
    if not _is_number(column) or column.distinct < 5:
        return 0
    return bool(_LEVEL.search(_plain(column))) * _filled(column)


def _category_score(column: ColumnFacts) -> float:
    if column.family not in {"text", "boolean"} or _is_year(column) or _is_unit(column):
        return 0
    commune = "commune" in _plain(column) and not column.name.lower().startswith("code")
    most = MOST_COMMUNES if commune else MAX_CATEGORIES
    repeats = 2 <= column.distinct <= most and column.distinct < column.filled
    if not repeats:
        return 0
    score = _filled(column)
    if column.distinct > MAX_CATEGORIES:
        return score / 10
    if column.family == "boolean" or column.concept or column.name.lower().startswith("code"):
        score /= 2
    return 2 * score if commune else score


def _is_unit(column: ColumnFacts) -> bool:
    return column.name.lower() in {"unite", "unites", "unit"}


def _name_score(column: ColumnFacts) -> float:
    if column.family != "text" or column.concept or not _NAME.search(_plain(column)):
        return 0
    each = 2 <= column.distinct == column.filled == column.rows <= MOST_NAMES
    return float(each)


def _moment_score(column: ColumnFacts) -> float:
    if column.distinct < 3:
        return 0
    if column.family in {"date", "timestamp", "timestamptz"} or _is_year(column):
        return _filled(column)
    return 0


def _number_score(column: ColumnFacts) -> float:
    if not _is_number(column) or _is_year(column) or column.distinct < 5:
        return 0
    numbered = column.family == "integer" and column.distinct == column.filled
    return 0 if numbered else _filled(column)


def telling(answer: Answer) -> bool:
    """Say whether the groups differ enough for their figure to be worth a look."""
    values = [float(g.value or 0) for g in axes.measured(answer)]
    ranked = answer.question.by[0].part is Part.VALUE and not axes.is_moment(answer, 0)
    if ranked and values:
        return max(values) > CLEARLY * sum(values) / len(values)
    return len(set(values)) > 1


def _asked(
    grouping: Grouping, measured: ColumnFacts | None, measure: Measure = Measure.SUM
) -> Question:
    if measured is None:
        return Question(by=(grouping,))
    return Question(measure, measured.name, (grouping,))


def _bars(category: ColumnFacts, quantity: ColumnFacts | None) -> Proposal:
    what = f"« {quantity.label} » s’y additionne" if quantity else "on y compte les lignes"
    asked = _asked(Grouping(category.name), quantity)
    return Proposal(
        replace(asked, order=Order.HIGHEST, first=MAX_CATEGORIES),
        Form.BARS,
        f"« {category.label} » a {category.distinct} valeurs, et {what}.",
    )


def _line(
    moment: ColumnFacts, measured: ColumnFacts | None, measure: Measure = Measure.SUM
) -> Proposal:
    part = part_of(moment)
    step = {Part.DAY: "par jour", Part.MONTH: "par mois"}.get(part, "par année")
    return Proposal(
        _asked(Grouping(moment.name, part), measured, measure),
        Form.LINES,
        f"« {moment.label} » donne le temps : l’évolution se lit {step}.",
    )


def part_of(moment: ColumnFacts) -> Part:
    """Choose the period by which a column of moments is read."""
    if moment.family in {"integer", "text"}:
        return Part.VALUE
    if _days(moment) <= DAYS_SHOWN:
        return Part.DAY
    return Part.YEAR if _months(moment) > MONTHS_SHOWN else Part.MONTH


def _ends(column: ColumnFacts) -> tuple[date, date]:
    first, last = column.minimum or "", column.maximum or ""
    return date.fromisoformat(first[:10]), date.fromisoformat(last[:10])


def _days(column: ColumnFacts) -> int:
    first, last = _ends(column)
    return (last - first).days + 1


def _months(column: ColumnFacts) -> int:
    first, last = _ends(column)
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _histogram(number: ColumnFacts) -> Proposal:
    width = bin_width(float(number.minimum or 0), float(number.maximum or 0))
    return Proposal(
        Question(by=(Grouping(number.name, Part.BANDS, width=width),)),
        Form.HISTOGRAM,
        f"« {number.label} » est un nombre : on voit comment ses valeurs se répartissent.",
    )
