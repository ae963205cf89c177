"""A measure brought to the inhabitants or to the area of communes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Answer, Group, Value
from terrier.domain.questions.order import sort_key
from terrier.domain.questions.question import Order, Part, Per
from terrier.domain.questions.rules import check_number

if TYPE_CHECKING:
    from terrier.domain.questions.places import Place, Places

COMMUNE_CODE = "commune_code"
MOST_NAMED = 5
_MISSING = {Per.THOUSAND_INHABITANTS: "population", Per.SQUARE_KM: "superficie"}


@dataclass(frozen=True)
class _Brought:
    """The groups of an answer with what each commune divides by."""

    answer: Answer
    commune: int
    """Which grouping is that of communes."""
    divisors: dict[Value, Decimal]

    def of(self, groups: Iterable[Group], communes: Iterable[Value]) -> float | None:
        """Bring the measure of some groups to some communes; those unknown count on no side."""
        values = [
            Decimal(g.value)
            for g in groups
            if g.value is not None and g.keys[self.commune] in self.divisors
        ]
        divisor = sum((self.divisors[c] for c in set(communes) if c in self.divisors), Decimal(0))
        return float(sum(values) / divisor) if values and divisor else None


def per(answer: Answer, places: Places) -> Answer:
    """Divide by thousands of inhabitants or by km²; rank and gather by what comes of it.

    Parameters
    ----------
    answer
        Groups with counts or sums, none gathered.
    places
        Communes by code.

    Returns
    -------
    Answer
        « Autres » is the measure of all that it gathers over the inhabitants of all the communes
        that it gathers; the total, that of the communes of the answer.

    Raises
    ------
    Invalid
        No grouping is by commune, or there are too many groups.
    """
    commune = _commune(answer)
    codes = list(dict.fromkeys(g.keys[commune] for g in answer.groups))
    divisors = {}
    for code in codes:
        divisor = _divisor(answer.question.per, places.get(str(code)))
        if divisor:
            divisors[code] = divisor
    brought = _Brought(answer, commune, divisors)
    kept, gathered = _ranked(brought)
    groups = _kept(brought, kept) + _gathered(brought, gathered)
    check_number(answer.question, len(groups), communes=commune == 0)
    missing = [g.names[commune] for g in answer.groups if g.keys[commune] not in divisors]
    return replace(
        answer,
        groups=tuple(groups),
        total=brought.of(answer.groups, codes),
        notes=(*answer.notes, *_notes(answer.question.per, list(dict.fromkeys(missing)))),
    )


def _commune(answer: Answer) -> int:
    for rank, (grouping, heading) in enumerate(zip(answer.question.by, answer.by, strict=True)):
        if heading.concept == COMMUNE_CODE and grouping.part is Part.VALUE:
            return rank
    raise Invalid(
        "Rapporter aux habitants ou aux km² demande un regroupement par commune (une colonne de "
        "codes de communes)."
    )


def _divisor(per: Per, place: Place | None) -> Decimal | None:
    if place is None:
        return None
    if per is Per.SQUARE_KM:
        return Decimal(repr(place.area_km2)) if place.area_km2 else None
    return Decimal(place.population) / 1000 if place.population else None


def _ranked(brought: _Brought) -> tuple[list[Value], list[Value]]:
    """Give the first keys of the first grouping in their order, and those beyond the first N."""
    question = brought.answer.question
    members: dict[Value, list[Group]] = defaultdict(list)
    for group in brought.answer.groups:
        members[group.keys[0]].append(group)
    names = {key: groups[0].names[0] for key, groups in members.items()}
    if brought.commune == 0:
        figures = {key: brought.of(groups, [key]) for key, groups in members.items()}
        ordered = sorted(members, key=lambda key: (key is None, sort_key(names[key])))
    else:
        figures = {
            key: brought.of(groups, [g.keys[1] for g in groups]) for key, groups in members.items()
        }
        ordered = list(members)
    if question.order is not Order.KEY:
        down = -1 if question.order is Order.HIGHEST else 1
        ordered.sort(key=lambda key: (figures[key] is None, down * (figures[key] or 0)))
    first = len(ordered) if question.first is None else question.first
    return ordered[:first], ordered[first:]


def _kept(brought: _Brought, keys: Sequence[Value]) -> list[Group]:
    place = {key: n for n, key in enumerate(keys)}
    groups = [g for g in brought.answer.groups if g.keys[0] in place]
    groups.sort(key=lambda g: place[g.keys[0]])
    return [replace(g, value=brought.of([g], [g.keys[brought.commune]])) for g in groups]


def _gathered(brought: _Brought, keys: Sequence[Value]) -> list[Group]:
    """Make « Autres », one for each key of the second grouping."""
    beyond = set(keys)
    by_second: dict[tuple[Value, ...], list[Group]] = defaultdict(list)
    for group in brought.answer.groups:
        if group.keys[0] in beyond:
            by_second[group.keys[1:]].append(group)
    return [
        Group(
            keys=(None, *second),
            names=("Autres", *groups[0].names[1:]),
            value=brought.of(groups, beyond if brought.commune == 0 else second),
            rows=sum(g.rows or 0 for g in groups),
            filled=tuple(map(sum, zip(*(g.filled for g in groups), strict=True))),
            others=True,
        )
        for second, groups in by_second.items()
    ]


def _notes(per: Per, missing: list[str]) -> Iterable[str]:
    if missing:
        named = ", ".join(missing[:MOST_NAMED])
        more = f" et {len(missing) - MOST_NAMED} autres" if len(missing) > MOST_NAMED else ""
        yield f"Sans {_MISSING[per]} connue, donc sans chiffre : {named}{more}."
