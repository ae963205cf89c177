"""Proposes the first figures of a table from what its columns hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from math import prod

from terrier.domain.figures import axes, columns, wording
from terrier.domain.figures.columns import MAX_CATEGORIES, ColumnFacts
from terrier.domain.figures.form import Form
from terrier.domain.questions.answer import Answer
from terrier.domain.questions.bands import bin_width
from terrier.domain.questions.question import Grouping, Measure, Order, Part, Question

DAYS_SHOWN, MONTHS_SHOWN = 92, 120
"""Up to three months a line is read by day, up to ten years by month."""
MOST_SERIES = 6
"""Curves that are followed at once."""
CLEARLY = 1.1
"""The highest group stands out from this many times the average on."""
ALMOST_ALL = 0.9
"""From this part of the whole on, one group is no news."""
WHOLE_SERIES = 0.75
"""Part of the couples of a thing and a moment that a table of measures tells."""
DENSE = 0.1
"""Part of the days that a diary tells: at least those of each week."""
TWO_WEEKS = 14


@dataclass(frozen=True)
class Proposal:
    """A question worth a figure."""

    question: Question
    form: Form
    reason: str
    """French sentence: why this one."""


@dataclass(frozen=True)
class _Table:
    """The columns of a table, by what they are for."""

    columns: Sequence[ColumnFacts]

    def ranked(self, score: Callable[[ColumnFacts], float]) -> list[ColumnFacts]:
        scores = {column.name: score(column) for column in self.columns}
        suiting = [column for column in self.columns if scores[column.name] > 0]
        return sorted(suiting, key=lambda column: -scores[column.name])

    def best(self, score: Callable[[ColumnFacts], float]) -> ColumnFacts | None:
        return next(iter(self.ranked(score)), None)

    @cached_property
    def kinds(self) -> list[ColumnFacts]:
        return self.ranked(columns.kind_score)

    @cached_property
    def commune(self) -> ColumnFacts | None:
        return self.best(columns.commune_score)

    @cached_property
    def name(self) -> ColumnFacts | None:
        return self.best(columns.name_score)

    @cached_property
    def moment(self) -> ColumnFacts | None:
        """Give the column of time: the one at each moment of which everything is told anew."""
        moments = self.ranked(columns.moment_score)
        return next((m for m in moments if self.things(m) is not None), next(iter(moments), None))

    def things(self, moment: ColumnFacts) -> tuple[ColumnFacts, ...] | None:
        """Find the columns that name what is measured at each moment; None: no series."""
        rows = moment.rows
        if moment.distinct >= columns.FULL * rows and not columns.is_year(moment):
            return () if moment.distinct >= DENSE * moment.days else None
        texts = [
            c for c in self.columns
            if c.family == "text" and 2 <= c.distinct <= rows / moment.distinct and c != moment
        ]  # fmt: skip
        for count in (1, 2, 3):
            for found in combinations(texts, count):
                told = prod(c.distinct for c in found) * moment.distinct
                if WHOLE_SERIES * told <= rows <= told:
                    return found
        return None

    def spoken(self, thing: ColumnFacts) -> ColumnFacts:
        """Find the column that names things in words: that of stations beside their numbers."""
        same = [c for c in self.columns if c.family == "text" and c.distinct == thing.distinct]
        return next((c for c in same if not columns.is_code(c)), thing)

    @property
    def place(self) -> ColumnFacts | None:
        """Give the commune where each has one row."""
        commune = self.commune
        return commune if commune and commune.distinct == commune.rows else None

    def measured(self, score: Callable[[ColumnFacts], float]) -> list[ColumnFacts]:
        """List the numbers worth measuring: what never changes of a thing is none."""
        if any(columns.is_unit(c) and c.distinct > 1 for c in self.columns):
            # Micrograms and degrees have neither a sum nor a mean.
            return []
        things = (self.things(self.moment) or ()) if self.moment else ()
        most = max((thing.distinct for thing in things), default=0)
        return [column for column in self.ranked(score) if column.distinct > most]


def propose(facts: Sequence[ColumnFacts]) -> Proposal | None:
    """Choose the first figure of a table; None where no column says anything as a figure."""
    return next(iter(proposals(facts)), None)


def proposals(facts: Sequence[ColumnFacts]) -> list[Proposal]:
    """List the figures that suit a table, the best first.

    Measures that are taken again at each moment are followed in time, levels by their mean. Else
    an amount is summed by year, by kind or by commune; without an amount rows are counted. What
    is there at one moment is never added up over time; positions, identifiers and codes are never
    measured; nor is what bears several units.

    Parameters
    ----------
    facts
        Of the visible columns, in order.
    """
    table = _Table(facts)
    found: dict[Question, Proposal] = {}
    for proposal in (*_followed(table), *_amounts(table), *_levels(table), *_counts(table)):
        found.setdefault(proposal.question, proposal)
    return list(found.values())


def _followed(table: _Table) -> Iterator[Proposal]:
    """Follow in time what is measured at each moment."""
    moment = table.moment
    things = table.things(moment) if moment else None
    if moment is None or things is None:
        return
    kind = next((c for c in table.kinds if c.distinct <= MOST_SERIES and _strong(c)), None)
    levels, amounts = table.measured(columns.level_score), table.measured(columns.amount_score)
    if not levels and not amounts:
        # What is taken at each moment, and has no word of ours: a mean of it lies least.
        levels = table.measured(_spread_score)
    used = next((c for c in (*levels, *amounts) if columns.is_use(c)), None)
    if used and _hourly(moment):
        yield _week(moment, used)
    for amount in amounts[:1]:
        if columns.is_stock(amount) and part_of(moment) is not Part.VALUE:
            yield _line(moment, amount, Measure.MEAN)
        else:
            second = None if columns.is_stock(amount) else kind
            yield _line(moment, amount, Measure.SUM, second)
            yield _line(moment, amount, Measure.SUM)
    if not amounts:
        measured_thing = next((c for c in table.kinds if columns.is_measured_thing(c)), None)
        series = measured_thing or next(
            (table.spoken(thing) for thing in things if thing.distinct <= MOST_SERIES), None
        )
        for level in levels[:1]:
            yield _line(moment, level, Measure.MEAN, series)
            if not measured_thing:
                yield _line(moment, level, Measure.MEAN)


def _hourly(moment: ColumnFacts) -> bool:
    timed = moment.family.startswith("timestamp")
    return timed and moment.days >= TWO_WEEKS and moment.distinct >= 12 * moment.days


def _strong(kind: ColumnFacts) -> bool:
    return columns.kind_score(kind) >= 1


def _amounts(table: _Table) -> Iterator[Proposal]:
    """Sum an amount by year, by name, by kind, by commune, by date."""
    series = table.moment is not None and table.things(table.moment) is not None
    amounts = table.measured(columns.amount_score)
    period = next((c for c in table.columns if columns.is_period(c)), None)
    both = next((c for c in table.columns if columns.is_both_ways(c)), None)
    for amount in amounts[:1]:
        if period:
            yield _line(period, amount, Measure.SUM, both)
            yield _line(period, amount, Measure.SUM)
        if series and columns.is_stock(amount):
            return
        strong = [kind for kind in table.kinds if _strong(kind)]
        weak = [kind for kind in table.kinds if not _strong(kind)]
        groups = [table.place, table.name, *strong[:2], table.commune, *weak[:1]]
        yield from (_bars(group, amount) for group in groups if group)
        if table.moment and table.moment != period:
            yield _line(table.moment, amount, Measure.SUM)


def _levels(table: _Table) -> Iterator[Proposal]:
    """Show the levels of named things."""
    if table.name:
        for level in table.measured(columns.level_score)[:1]:
            yield _bars(table.name, level, Measure.MEAN)


def _counts(table: _Table) -> Iterator[Proposal]:
    """Count the rows, else show how a number spreads."""
    strong = [kind for kind in table.kinds if _strong(kind)]
    weak = [kind for kind in table.kinds if not _strong(kind)]
    groups = [*strong[:2], table.commune, *weak[:2]]
    yield from (_bars(group) for group in groups if group)
    if table.moment:
        yield _line(table.moment, None, Measure.COUNT)
    number = table.best(_spread_score)
    if number:
        yield _histogram(number)


def _spread_score(column: ColumnFacts) -> float:
    if not columns.is_number(column) or column.distinct < 5:
        return 0
    numbered = column.family == "integer" and column.distinct == column.filled
    return 0 if numbered else column.share_filled


def telling(answer: Answer) -> bool:
    """Say whether the groups differ enough for their figure to be worth a look."""
    values = [float(g.value or 0) for g in axes.measured(answer)]
    ranked = answer.question.by[0].part is Part.VALUE and not axes.is_moment(answer, 0)
    if ranked and values and len(answer.by) == 1:
        if wording.additive(answer) and max(values) >= ALMOST_ALL * sum(values):
            return False
        alike = values.count(max(values)) > len(values) / 3 > 1
        return not alike and max(values) > CLEARLY * sum(values) / len(values)
    return len(set(values)) > 1


def _bars(
    group: ColumnFacts, measured: ColumnFacts | None = None, measure: Measure = Measure.SUM
) -> Proposal:
    what = f"« {measured.label} » s’y additionne" if measured else "on y compte les lignes"
    if measure is Measure.MEAN:
        what = f"on y lit « {measured.label if measured else ''} »"
    asked = _asked(Grouping(group.name), measured, measure)
    return Proposal(
        replace(asked, order=Order.HIGHEST, first=MAX_CATEGORIES),
        Form.BARS,
        f"« {group.label} » a {group.distinct} valeurs, et {what}.",
    )


def _asked(grouping: Grouping, measured: ColumnFacts | None, measure: Measure) -> Question:
    if measured is None:
        return Question(by=(grouping,))
    return Question(measure, measured.name, (grouping,))


def _line(
    moment: ColumnFacts,
    measured: ColumnFacts | None,
    measure: Measure,
    series: ColumnFacts | None = None,
) -> Proposal:
    part = part_of(moment)
    step = {Part.DAY: "par jour", Part.MONTH: "par mois"}.get(part, "par année")
    asked = _asked(Grouping(moment.name, part), measured, measure)
    also = f", pour chaque valeur de « {series.label} »" if series else ""
    if series:
        asked = replace(asked, by=(*asked.by, Grouping(series.name)))
    reason = f"« {moment.label} » donne le temps : l’évolution se lit {step}{also}."
    return Proposal(asked, Form.LINES, reason)


def _week(moment: ColumnFacts, used: ColumnFacts) -> Proposal:
    by = (Grouping(moment.name, Part.HOUR), Grouping(moment.name, Part.WEEKDAY))
    reason = f"« {moment.label} » donne l’heure : « {used.label} » suit le rythme de la semaine."
    return Proposal(Question(Measure.MEAN, used.name, by), Form.HEATMAP, reason)


def part_of(moment: ColumnFacts) -> Part:
    """Choose the period by which a column of moments is read."""
    if moment.family in {"integer", "text"}:
        return Part.VALUE
    if moment.days <= DAYS_SHOWN:
        return Part.DAY
    return Part.YEAR if moment.days > MONTHS_SHOWN * 31 else Part.MONTH


def _histogram(number: ColumnFacts) -> Proposal:
    ends = (float(number.minimum or 0), float(number.maximum or 0))
    width = bin_width(*ends, whole=number.family == "integer")
    return Proposal(
        Question(by=(Grouping(number.name, Part.BANDS, width=width),)),
        Form.HISTOGRAM,
        f"« {number.label} » est un nombre : on voit comment ses valeurs se répartissent.",
    )
