"""What an answer shows, in one French sentence computed from its groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from statistics import median

from terrier.domain.figures import axes, evolution, wording
from terrier.domain.figures.form import Form
from terrier.domain.kernel.french import number_text, percent_text
from terrier.domain.questions.answer import Answer, Group, Value
from terrier.domain.questions.question import Measure, Part, Per
from terrier.domain.questions.wording import with_article

NOTHING = "Aucune valeur à montrer."
CLEAR, FAINT = 0.5, 0.3
"""Rank correlation from which two measures go together, or may go together."""


def finding(answer: Answer, form: Form, *, today: date | None = None) -> str:
    """Say in one sentence what an answer shows.

    Parameters
    ----------
    answer
        Groups with their measure.
    form
        How it is drawn: the sentence says what the eye sees first.
    today
        The period that holds this day is still going on, and is not compared.

    Examples
    --------
    >>> from terrier.domain.questions.answer import Heading
    >>> from terrier.domain.questions.question import Grouping, Measure, Question
    >>> asked = Question(Measure.SUM, "t", (Grouping("c"),))
    >>> groups = [Group((n,), (n,), v, 1) for n, v in (("Verre", 36), ("Papier", 64))]
    >>> answer = Answer(asked, (Heading("Flux"),), Heading("Total de « Tonnage »", "t"),
    ...                 tuple(groups), 100, 2)
    >>> finding(answer, Form.BARS)
    '«\\xa0Papier\\xa0» représente 64\\xa0% du total de «\\xa0Tonnage\\xa0».'
    """
    said = wording.unbroken(_sentence(answer, form, today))
    said = said[:1].upper() + said[1:]
    # « pour 1 000 hab. » has its own full stop.
    return said.removesuffix(".") if said.endswith("..") else said


def _sentence(answer: Answer, form: Form, today: date | None) -> str:
    if not answer.by:
        return _one_figure(answer)
    if not axes.measured(answer):
        return _why_nothing(answer)
    if form is Form.SCATTER and answer.against:
        return _together(answer)
    return _two_ways(answer, form, today) if len(answer.by) == 2 else _one_way(answer, today)


def _one_figure(answer: Answer) -> str:
    group = answer.groups[0] if answer.groups else None
    if group is None or group.value is None:
        return _why_nothing(answer)
    return f"{answer.measured.label}\u00a0: {wording.value_text(answer, group.value)}."


def _why_nothing(answer: Answer) -> str:
    if answer.suppressed:
        return "Trop peu de lignes dans chaque groupe\u00a0: les valeurs ne sont pas communiquées."
    return NOTHING


def _one_way(answer: Answer, today: date | None) -> str:
    part = answer.question.by[0].part
    if axes.is_moment(answer, 0):
        return evolution.sentence(answer, today)
    if part is Part.BANDS and wording.additive(answer):
        return _most_frequent(answer)
    return _ranking(answer)


def _ranking(answer: Answer) -> str:
    """Say who comes first, and how much of the whole that is."""
    found = axes.measured(answer)
    best = max(found, key=_value)
    equal = [g for g in found if _value(g) == _value(best)]
    value = wording.value_text(answer, best.value or 0)
    if len(equal) == len(found) > 1:
        return f"Les {len(found)} {_groups(answer)} sont à égalité\u00a0: {value}."
    if len(equal) > 2:
        who = f"{len(equal)} {_groups(answer)}"
    else:
        who = " et ".join(axes.quoted(answer, 0, g.names[0]) for g in equal)
    if len(found) == 1:
        return f"{who}\u00a0: {value}."
    share = _share(answer, equal)
    if share and len(equal) > 2:
        return _at_the_top(answer, found, who, len(equal), share)
    if share is None:
        return _extremes(answer, found, who, len(equal), value)
    verb = "concentre" if axes.is_commune(answer, 0) else "représente"
    said = f"{who} {verb}{'nt' if len(equal) > 1 else ''} {percent_text(share)}"
    return f"{said} {wording.whole(answer)}{_with_next(answer, found, equal)}."


def _at_the_top(answer: Answer, found: list[Group], who: str, count: int, share: float) -> str:
    """Say what many equals have: what they make together, unless nobody else has anything."""
    value = wording.value_text(answer, max(map(_value, found)))
    if not any(_value(g) > 0 for g in sorted(found, key=_value)[: len(found) - count]):
        more = len(found) - count
        rest = "l’autre est" if more == 1 else f"les {more} autres sont"
        return f"{who} sont à égalité\u00a0: {value}\u00a0; {rest} à 0."
    verb = "concentrent" if axes.is_commune(answer, 0) else "représentent"
    return f"{who}, à égalité ({value}), {verb} {percent_text(share)} {wording.whole(answer)}."


def _with_next(answer: Answer, found: list[Group], first: list[Group]) -> str:
    """Add what the three first make together, where there are many; of equals, none is named."""
    ranked = sorted(found, key=_value, reverse=True)
    if len(first) > 1 or len(found) < 6 or _value(ranked[2]) <= 0:
        return ""
    after = _value(ranked[3])
    named = [g for g in ranked[:3] if _value(g) > after or _value(ranked[2]) > after]
    if len(named) == 1:
        equal = sum(_value(g) == after for g in ranked)
        value = wording.value_text(answer, ranked[3].value or 0)
        return f"\u00a0; {equal} {_groups(answer)} suivent à égalité\u00a0: {value}"
    share = _share(answer, named)
    if share is None:
        return ""
    others = " et ".join(axes.quoted(answer, 0, g.names[0]) for g in named[1:])
    return f"\u00a0; avec {others}, {percent_text(share)}"


def _groups(answer: Answer) -> str:
    return "communes" if axes.is_commune(answer, 0) else "groupes"


def _extremes(answer: Answer, found: list[Group], who: str, count: int, value: str) -> str:
    """Say both ends and the middle; what a rate is brought to is said once."""
    bare = answer if answer.question.per is Per.NOTHING else _without_unit(answer)
    least = min(map(_value, found))
    lows = [g for g in found if _value(g) == least]
    text = f"{who} {'ont' if count > 1 else 'a'} la valeur la plus haute\u00a0: {value}"
    if len(found) > 1:
        lowest = axes.quoted(answer, 0, lows[0].names[0])
        if len(lows) > 1:
            lowest = f"{len(lows)} {_groups(answer)}"
        text += f"\u00a0; {lowest} la plus basse\u00a0: {wording.value_text(bare, least)}"
    if len(found) >= 5:
        middle = wording.value_text(bare, median(map(_value, found)))
        text += f" (médiane des {len(found)}\u00a0: {middle})"
    return f"{text}."


def _without_unit(answer: Answer) -> Answer:
    return replace(answer, measured=replace(answer.measured, unit=""))


def _share(answer: Answer, groups: Sequence[Group]) -> float | None:
    """Give the part of groups in the whole; None where there is no whole that is known."""
    if not wording.additive(answer) or any(_value(g) < 0 for g in answer.groups):
        return None
    total = float(answer.total) if answer.total is not None else None
    if total is None and not answer.suppressed:
        total = sum(_value(g) for g in answer.groups)
    return sum(_value(g) for g in groups) / total if total and total > 0 else None


def _most_frequent(answer: Answer) -> str:
    best = max(axes.measured(answer), key=_value)
    total = sum(_value(g) for g in axes.measured(answer))
    unit = f" {answer.by[0].unit}" if answer.by[0].unit else ""
    # Bands of one whole number bear it as their name.
    kind = "valeur" if best.names[0].isdecimal() else "tranche"
    if not total > 0 or answer.suppressed or min(map(_value, axes.measured(answer))) < 0:
        return _ranking(answer)
    return (
        f"{percent_text(_value(best) / total).capitalize()} {wording.whole(answer)}\u00a0: "
        f"{best.names[0]}{unit}, la {kind} la plus fréquente."
    )


def _two_ways(answer: Answer, form: Form, today: date | None) -> str:
    moment = axes.moment_axis(answer)
    if form in {Form.CATEGORIES, Form.SHARES} and wording.additive(answer):
        return _leaders(answer)
    if moment is not None and not axes.is_moment(answer, 1 - moment):
        if wording.additive(answer) and not any(_value(g) < 0 for g in answer.groups):
            return _leader_and_trend(answer, moment, today)
        return _last_moment(answer, moment, today)
    return _peak(answer)


def _leader_and_trend(answer: Answer, moment: int, today: date | None) -> str:
    """« Tournus concentre 36 % des tonnages ; la hausse est de 4 % sur un an »."""
    series = 1 - moment
    members = [g for g in axes.measured(answer) if not g.others]
    best, amount = _largest(_sums(members, series))
    total = float(answer.total) if answer.total is not None else 0.0
    name = next(g.names[series] for g in members if g.keys[series] == best)
    verb = "concentre" if axes.is_commune(answer, series) else "représente"
    said = ""
    if total > 0:
        who = axes.quoted(answer, series, name)
        said = f"{who} {verb} {percent_text(amount / total)} {wording.whole(answer)}"
    part = axes.part_of(answer, moment)
    every = [g for g in answer.groups if g.keys[moment] is not None]
    if any(g.suppressed for g in every):
        return f"{said}." if said else _peak(answer)
    found = evolution.whole(answer, moment, evolution.points(answer, moment, every), today)
    year = evolution.twelve_months(found) if part is Part.MONTH else None
    trend = year or evolution.comparison(found, part)
    if trend is None:
        return f"{said}." if said else _peak(answer)
    told = _trend(trend, part, answer.measured.unit)
    return f"{said}\u00a0; {told}." if said else f"{told}."


def _trend(trend: evolution.Comparison, part: Part, unit: str) -> str:
    signed = trend.signed(unit)
    if not signed:
        return f"le total est stable {trend.span}"
    word = "hausse" if signed[0] == "+" else "baisse"
    # Months are compared with those a year before; years say which they are.
    when = f" ({trend.last.name})" if part is not Part.MONTH or trend.past.name else ""
    return f"la {word} est de {signed[1:]} {trend.span}{when}"


def _last_moment(answer: Answer, moment: int, today: date | None) -> str:
    found = axes.measured(answer)
    days = sorted({d for g in found if (d := axes.day_of(g.keys[moment])) is not None})
    every = [evolution.Point(d, "", 0) for d in days]
    last = evolution.whole(answer, moment, every, today) or every
    members = [g for g in found if axes.day_of(g.keys[moment]) == last[-1].day]
    when = members[0].names[moment]
    series = 1 - moment
    best, low = max(members, key=_value), min(members, key=_value)
    text = (
        f"{when}\u00a0: la valeur la plus haute est celle de "
        f"{axes.quoted(answer, series, best.names[series])}, "
        f"{wording.value_text(answer, best.value or 0)}"
    )
    if _value(low) == _value(best):
        return f"{text}."
    return (
        f"{text}\u00a0; la plus basse, celle de {axes.quoted(answer, series, low.names[series])}, "
        f"{wording.value_text(answer, low.value or 0)}."
    )


def _leaders(answer: Answer) -> str:
    """Say which category comes first in how many groups, and how its part goes."""
    by_first: dict[Value, list[Group]] = defaultdict(list)
    for group in axes.measured(answer):
        by_first[group.keys[0]].append(group)
    leads: dict[Value, int] = defaultdict(int)
    for members in by_first.values():
        leads[max(members, key=_value).keys[1]] += 1
    best, count = _largest(leads)
    name = next(g.names[1] for g in axes.measured(answer) if g.keys[1] == best)
    who = axes.quoted(answer, 1, name)
    kind = "communes" if axes.is_commune(answer, 0) else "groupes"
    if count == len(by_first) > 1:
        where = f"dans les {count} {kind}"
    else:
        where = f"dans {count} {kind if count > 1 else kind[:-1]} sur {len(by_first)}"
    share = _share(answer, [g for g in axes.measured(answer) if g.keys[1] == best])
    more = "" if share is None else f", et fait {percent_text(share)} {wording.whole(answer)}"
    return f"{who} vient en tête {where}{more}."


def _peak(answer: Answer) -> str:
    found = axes.measured(answer)
    best, low = max(found, key=_value), min(found, key=_value)
    if _value(best) == _value(low):
        return f"La même valeur partout\u00a0: {wording.value_text(answer, best.value or 0)}."
    most, least = (wording.value_text(answer, g.value or 0) for g in (best, low))
    return (
        f"Le plus haut\u00a0: {', '.join(best.names)} ({most})\u00a0; "
        f"le plus bas\u00a0: {', '.join(low.names)} ({least})."
    )


def _together(answer: Answer) -> str:
    """Say whether two measures go together, by the correlation of their ranks."""
    pairs = [(_value(g), float(g.against)) for g in axes.measured(answer) if g.against is not None]
    link = rank_correlation(pairs)
    if link is None or answer.against is None:
        return f"{len(pairs)} groupes\u00a0: trop peu pour dire si les deux mesures vont ensemble."
    facing = answer.question.against[0] if answer.question.against else Measure.COUNT
    first = with_article(answer.question.measure, answer.measured.label)
    second = with_article(facing, answer.against.label)
    basis = f"(corrélation des rangs {number_text(round(link, 2), 2).replace('-', wording.MINUS)}, "
    basis += f"{len(pairs)} groupes)"
    if abs(link) < FAINT:
        return f"{first} et {second} ne vont pas ensemble {basis}."
    rises = "augmente" if link > 0 else "diminue"
    often = "" if abs(link) >= CLEAR else " un peu"
    said = f"Là où {first} augmente, {second} {rises}{often} {basis}"
    return f"{said}\u00a0; ce n’est pas une cause."


def rank_correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Compute Spearman's coefficient; None under five pairs or where one side never varies.

    Source: C. Spearman, The proof and measurement of association between two things, 1904; ties
    take their mean rank.
    """
    if len(pairs) < 5:
        return None
    xs, ys = (_ranks([pair[side] for pair in pairs]) for side in (0, 1))
    middle = (len(pairs) + 1) / 2
    above = sum((x - middle) * (y - middle) for x, y in zip(xs, ys, strict=True))
    spreads = [sum((rank - middle) ** 2 for rank in ranks) for ranks in (xs, ys)]
    return above / (spreads[0] * spreads[1]) ** 0.5 if min(spreads) > 0 else None


def _ranks(values: Sequence[float]) -> list[float]:
    places: dict[float, list[int]] = defaultdict(list)
    for place, value in enumerate(sorted(values), start=1):
        places[value].append(place)
    return [sum(places[value]) / len(places[value]) for value in values]


def _sums(groups: Sequence[Group], axis: int) -> dict[Value, float]:
    sums: dict[Value, float] = defaultdict(float)
    for group in groups:
        sums[group.keys[axis]] += _value(group)
    return sums


def _largest(amounts: dict[Value, float] | dict[Value, int]) -> tuple[Value, float]:
    key: Callable[[Value], float] = amounts.__getitem__
    best = max(amounts, key=key)
    return best, amounts[best]


def _value(group: Group) -> float:
    return float(group.value or 0)
