"""The sentence of a question as choices: each list changes one of its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.catalog.place_names import COMMUNE_CODE
from terrier.domain.figures.columns import COMMUNE_NAME
from terrier.domain.questions import address as written
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Per, Question, Shown
from terrier.domain.questions.rules import PERIODS
from terrier.domain.questions.sentence import grouping_words, measure_words
from terrier.domain.questions.wording import PER_WORDS
from terrier.domain.tabular.levels import is_level
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family

if TYPE_CHECKING:
    from terrier.domain.questions.answer import Heading
    from terrier.lake.relation import Relation, RelationColumn

FIRSTS = (3, 5, 10, 20, 50)
_SHOWN = {
    Shown.VALUE: gettext_lazy("la valeur"),
    Shown.SHARE: gettext_lazy("la part du tout"),
    Shown.CHANGE: gettext_lazy("la variation depuis la période d’avant"),
}
_ORDERS = {
    Order.KEY: gettext_lazy("dans l’ordre"),
    Order.HIGHEST: gettext_lazy("du plus élevé au plus bas"),
    Order.LOWEST: gettext_lazy("du plus bas au plus élevé"),
}
_COMPARISONS = (
    ("eq", gettext_lazy("est")),
    ("ne", gettext_lazy("n’est pas")),
    ("contains", gettext_lazy("contient")),
    ("starts", gettext_lazy("commence par")),
    ("gte", gettext_lazy("vaut au moins, ou à partir du")),
    ("lte", gettext_lazy("vaut au plus, ou jusqu’au")),
    ("empty", gettext_lazy("n’est pas renseigné")),
    ("filled", gettext_lazy("est renseigné")),
)


@dataclass(frozen=True)
class Option:
    """One choice of a list."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True)
class Group:
    """Choices under one heading; without one they stand alone."""

    heading: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class Piece:
    """One list of the sentence."""

    name: str
    id: str
    label: str
    """Said to who hears the page."""
    before: str
    """Words that stand before it."""
    after: str
    """What stands after it."""
    groups: tuple[Group, ...]


def sentence_pieces(
    relation: Relation, question: Question, columns: dict[str, Heading]
) -> list[Piece]:
    """Give the lists that make the sentence, in its order."""
    measure = written.measure_text(question.measure, question.of)
    first, second = [*map(written.grouping_text, question.by), "", ""][:2]
    said = [
        _piece(written.MEASURE, _("La mesure"), "", _measures(relation, columns, measure)),
        _piece(
            written.BY,
            _("Premier regroupement"),
            "",
            _groupings(relation, columns, first, _("sans regrouper")),
        ),
    ]
    if question.by:
        ways = _groupings(relation, columns, second, _("rien d’autre"))
        said.append(_piece(written.BY, _("Second regroupement"), _("et"), ways, 2, ","))
        said.append(_piece(written.ORDER, _("L’ordre"), "", _orders(question), after=","))
        said.append(
            _piece(written.FIRST, _("Combien de groupes"), "", _firsts(question), after=".")
        )
    return said


def finer_pieces(
    relation: Relation, question: Question, columns: dict[str, Heading]
) -> list[Piece]:
    """Give the lists that say how the measure is shown."""
    against = written.measure_text(*question.against) if question.against else ""
    said = [_piece(written.SHOWN, _("Montrer"), "", _shown(question))]
    if any(c.concept == COMMUNE_CODE for c in relation.columns):
        said.append(_piece(written.PER, _("Rapporter aux habitants, aux km²"), "", _pers(question)))
    none = Group("", (Option("", _("rien"), not against),))
    facing = [none, *_measures(relation, columns, against)]
    return [*said, _piece(written.AGAINST, _("Mettre en face"), "", facing)]


def comparisons() -> list[Option]:
    """Give the ways to filter by a column."""
    return [Option(value, str(label)) for value, label in _COMPARISONS]


def filterable(relation: Relation) -> list[Option]:
    """Give the columns to filter by."""
    return [Option(c.name, c.label or c.name) for c in relation.columns]


def _piece(
    name: str, label: str, before: str, groups: Iterable[Group], rank: int = 1, after: str = ""
) -> Piece:
    return Piece(name, f"q-{name}-{rank}", label, before, after, tuple(groups))


def _measures(relation: Relation, columns: dict[str, Heading], chosen: str) -> tuple[Group, ...]:
    """Offer each number, without the total of what is never added up unless it is asked."""

    def option(measure: Measure, column: str = "") -> Option:
        value = written.measure_text(measure, column)
        words = measure_words(measure, column, columns)
        return Option(value, words, value == chosen)

    def measures(column: RelationColumn) -> Iterator[Measure]:
        adds = not (column.repeated or is_level(column.label or column.name, column.unit or ""))
        for measure in Measure:
            asked = written.measure_text(measure, column.name) == chosen
            if measure is not Measure.COUNT and (adds or asked or measure is not Measure.SUM):
                yield measure

    numbers = [c for c in relation.columns if family(c.type) in NUMERIC]
    return (
        Group("", (option(Measure.COUNT),)),
        *(
            Group(
                c.label or c.name,
                tuple(option(m, c.name) for m in measures(c)),
            )
            for c in numbers
        ),
    )


def _groupings(
    relation: Relation, columns: dict[str, Heading], chosen: str, none: str
) -> tuple[Group, ...]:
    # Communes are grouped by their code, and shown by their name.
    coded = any(c.concept == COMMUNE_CODE for c in relation.columns)
    offered = [
        g for c in relation.columns if not (coded and c.concept == COMMUNE_NAME) for g in _ways(c)
    ]
    texts = {written.grouping_text(g): g for g in offered}
    alone, headed = [Option("", none, not chosen)], []
    if chosen and chosen not in texts:
        # Bands that an address says, which no list can offer.
        kept = written.grouping(chosen)
        alone.append(Option(chosen, grouping_words(kept, columns), True))
    for column in relation.columns:
        ways = tuple(
            Option(text, grouping_words(g, columns), text == chosen)
            for text, g in texts.items()
            if g.column == column.name
        )
        if len(ways) == 1:
            alone += ways
        elif ways:
            headed.append(Group(column.label or column.name, ways))
    return (Group("", tuple(alone)), *headed)


def _ways(column: RelationColumn) -> Iterator[Grouping]:
    kind = family(column.type)
    if kind in TEMPORAL:
        yield from (Grouping(column.name, part) for part in PERIODS_IN_ORDER)
        yield Grouping(column.name, Part.WEEKDAY)
    if kind in {"timestamp", "timestamptz", "time"}:
        yield Grouping(column.name, Part.HOUR)
    if kind in NUMERIC:
        yield Grouping(column.name, Part.BANDS)
    if kind not in TEMPORAL | {"time"}:
        yield Grouping(column.name)


PERIODS_IN_ORDER = tuple(part for part in Part if part in PERIODS)


def _shown(question: Question) -> tuple[Group, ...]:
    return _plain(
        Option("" if s is Shown.VALUE else s.value, str(label), s is question.shown)
        for s, label in _SHOWN.items()
    )


def _pers(question: Question) -> tuple[Group, ...]:
    none = Option("", _("non"), question.per is Per.NOTHING)
    return _plain([none, *(Option(p.value, w, p is question.per) for p, w in PER_WORDS.items())])


def _orders(question: Question) -> tuple[Group, ...]:
    return _plain(
        Option("" if o is Order.KEY else o.value, str(label), o is question.order)
        for o, label in _ORDERS.items()
    )


def _firsts(question: Question) -> tuple[Group, ...]:
    numbers = sorted({*FIRSTS, *([question.first] if question.first else [])})
    return _plain(
        [
            Option("", _("tous les groupes"), question.first is None),
            *(
                Option(str(n), _("les %(n)d premiers") % {"n": n}, n == question.first)
                for n in numbers
            ),
        ]
    )


def _plain(options: Iterable[Option]) -> tuple[Group, ...]:
    return (Group("", tuple(options)),)
