"""Tables that meet by what their columns hold: codes, names, a code and a period."""

from __future__ import annotations

from collections.abc import Iterator

from terrier.domain.matching.columns import (
    KEYS_BY_CONCEPT,
    NO_FORM,
    PLACE_CODES,
    UNIQUE,
    ColumnFacts,
    Form,
    affinity,
)
from terrier.domain.matching.definition import KeyPair, Kind, Link, Period, Rewrite
from terrier.domain.matching.proposal import KNOWN_AREAS, Group, Meeting, TableFacts
from terrier.domain.matching.sketch import Estimate, contained

LEAST_OF_CODES = 0.02
"""A part of known codes below which two tables speak of different things."""
LEAST_OF_TEXTS = 0.5
"""Texts without a known meaning coincide by chance below this part."""
LEAST_SAMPLE = 5
"""Values that must have been looked at before texts are said to coincide."""
MANY = 50
"""Identifiers that cannot all be found elsewhere by accident."""
BEYOND_CHANCE = 3
"""How many times more numbers must be found than chance would, under labels that tell nothing."""
GAINED = 0.01
"""A rewrite that lets less than this more meet is not worth its doubts."""
UNKNOWN_SHARE = 0.6
"""What a part that cannot be told counts for among proposals."""
NAMES_OF_COMMUNES = 0.7
NAMED_ALIKE = 0.6
"""The meaning of two columns of names, of which nearly all of one are found in the other."""
NEARLY_ALL = 0.9
BY_CHANCE = 0.3
"""What a meeting by place and period counts for less, unless both sides are told by period."""
FULL_SERIES = 0.5
"""Part of the places × periods that a series fills, at least."""
_PERIODS = (Period.MONTH, Period.DAY, Period.YEAR)


def by_keys(table: TableFacts, other: TableFacts) -> Meeting | None:
    """Give the best way in which the values of two tables meet; None where they do not."""
    found = [
        meeting
        for mine in table.keys
        for theirs in other.keys
        if (meeting := _meeting(table, other, mine, theirs)) is not None
    ]
    return max(found, key=lambda m: m.score, default=None)


def _meeting(
    table: TableFacts, other: TableFacts, mine: ColumnFacts, theirs: ColumnFacts
) -> Meeting | None:
    meaning = _meaning(mine, theirs)
    met = _met(mine, theirs) if meaning else None
    if met is None:
        return None
    form, about, share = met
    if mine.names_rows and theirs.names_rows and _nearly_all(about):
        meaning = max(meaning, NAMED_ALIKE)
    names = mine.concept == theirs.concept == "commune_name"
    pairs = [KeyPair(mine.id, theirs.id, form.rewrites if not names else ())]
    one, group = theirs.unique, _group(mine, theirs)
    less = KNOWN_AREAS if other.are_communes else 0.0
    keys: tuple[ColumnFacts, ...] = (mine, theirs)
    if not (mine.unique or theirs.unique):
        period = None if names else _same_period(table, other, mine, theirs)
        if period is None:
            return None
        left, right, of, one, both = period
        # What was built in a year and what is counted that year meet without much to say.
        less = 0.0 if both else BY_CHANCE
        pairs.append(KeyPair(left.id, right.id, period=of))
        keys = (*keys, left, right)
        group, about, share = Group.PERIOD, None, UNKNOWN_SHARE
    return Meeting(
        Link(Kind.COMMUNE_NAMES if names else Kind.KEYS, tuple(pairs)),
        about,
        _why(mine, theirs, form),
        group,
        score=0.6 * meaning + 0.3 * share + 0.1 * bool(one) + other.worth - less,
        one=one,
        keys=keys,
    )


def _meaning(mine: ColumnFacts, theirs: ColumnFacts) -> float:
    """Say how surely two columns speak of the same things, from 0 to 1, before any value."""
    if mine.concept == theirs.concept == "commune_name":
        return NAMES_OF_COMMUNES
    known = {mine.concept, theirs.concept} & set(KEYS_BY_CONCEPT)
    if mine.concept == theirs.concept and known:
        return min(mine.key, theirs.key)
    if "commune_name" in {mine.concept, theirs.concept} or (mine.concept and theirs.concept):
        return 0.0
    alike = affinity(mine, theirs)
    if not alike and mine.is_numbered and theirs.is_numbered:
        return 0.0
    numbers = mine.sketch.whole_numbers or theirs.sketch.whole_numbers
    if numbers and not alike and not _identify(mine, theirs):
        return 0.0
    return min(mine.key, theirs.key) * 0.8 + 0.25 * alike


def _nearly_all(about: Estimate | None) -> bool:
    """Say whether nearly all the values of a column are in the other, and enough of them."""
    return about is not None and about.share >= NEARLY_ALL and about.sample >= LEAST_SAMPLE


def _identify(mine: ColumnFacts, theirs: ColumnFacts) -> bool:
    """Say whether both are headed as identifiers, and have enough numbers to be told by them."""
    both = (mine, theirs)
    return all(c.concept is None and c.key >= 0.5 and c.sketch.distinct >= MANY for c in both)


def _met(mine: ColumnFacts, theirs: ColumnFacts) -> tuple[Form, Estimate | None, float] | None:
    """Find the form in which the values meet best; None where they do not.

    Returns
    -------
    tuple or None
        The form, the part of the left rows that meet something, and how surely the two columns
        hold the same things, from 0 to 1: all breaks are on mains, few mains have one.
    """
    best: tuple[Form, Estimate | None] | None = None
    for form in mine.common_forms(theirs):
        about = contained(mine.digest(form), theirs.digest(form))
        if best is None or (about and (best[1] is None or about.share > best[1].share + GAINED)):
            best = form, about
    if best is None:
        return None
    form, about = best
    about = about and about.times(mine.filled)
    known = mine.concept == theirs.concept and mine.concept is not None
    if about is None:
        return (form, None, UNKNOWN_SHARE) if known else None
    if known:
        return (form, about, about.share) if about.high >= LEAST_OF_CODES else None
    if _beyond_chance(about, mine, theirs):
        return form, about, about.share
    # Samples that have nothing in common have nothing in common the other way round.
    back = contained(theirs.digest(form), mine.digest(form)) if about.share else None
    if back is not None and _beyond_chance(back, theirs, mine):
        return form, about, back.share
    return None


def _beyond_chance(about: Estimate, one: ColumnFacts, other: ColumnFacts) -> bool:
    """Say whether enough of the values of a column are in another to be no accident."""
    least = LEAST_OF_TEXTS
    if one.sketch.whole_numbers and not affinity(one, other):
        least = max(least, BEYOND_CHANCE * other.density)
    return (about.exact or about.sample >= LEAST_SAMPLE) and about.share >= least


def _group(mine: ColumnFacts, theirs: ColumnFacts) -> Group:
    places = PLACE_CODES | {"commune_name"}
    both = mine.concept in places and theirs.concept in places
    return Group.TERRITORY if both and mine.concept != "siren" else Group.CODE


def _same_period(
    table: TableFacts, other: TableFacts, mine: ColumnFacts, theirs: ColumnFacts
) -> tuple[ColumnFacts, ColumnFacts, Period, bool, bool] | None:
    """Find a period that, with the code, tells one row of a side from another.

    Returns
    -------
    tuple or None
        The moments of the left and of the right, the period, whether a left row then meets one
        right row at most, and whether both tables are told by period.
    """
    if mine.concept not in PLACE_CODES or mine.concept != theirs.concept:
        return None
    right = list(_unique_with(other, theirs))
    left = list(_unique_with(table, mine))
    for moment, period in right:
        for column in _moments(table, period):
            if _overlap(column, moment) and not _told_apart(column, moment, period):
                return column, moment, period, True, _fills(table, mine, column, period)
    for moment, period in left:
        for column in _moments(other, period):
            if _overlap(moment, column) and not _told_apart(column, moment, period):
                return moment, column, period, False, _fills(other, theirs, column, period)
    return None


def _unique_with(table: TableFacts, code: ColumnFacts) -> Iterator[tuple[ColumnFacts, Period]]:
    """Give the moments that, with a code, tell each row: a series told anew in each place."""
    by_id = {c.id: c for c in table.columns}
    for period in _PERIODS:
        for couple, count in table.together.items():
            one, moment, of = couple.split("|")
            seen = by_id.get(moment)
            if one != code.id or of != period or seen is None or count < UNIQUE * table.rows:
                continue
            if _fills(table, code, seen, period):
                yield seen, period


def _fills(table: TableFacts, code: ColumnFacts, moment: ColumnFacts, period: Period) -> bool:
    """Say whether nearly every place is told at nearly every period.

    Days on which things were built differ by chance, and fall in every year; a series fills its
    table, month by month.
    """
    if period is Period.YEAR and moment.is_moment:
        period = Period.MONTH
    counted = table.together.get(f"{code.id}|{moment.id}|{period}", 0)
    return counted >= FULL_SERIES * code.sketch.distinct * moment.periods(period)


def _told_apart(one: ColumnFacts, other: ColumnFacts, period: Period) -> bool:
    """Say whether one of two days stands for its month, and the other for itself."""
    monthly = [c.sketch.distinct <= c.periods(Period.MONTH) for c in (one, other)]
    return period is Period.DAY and monthly[0] != monthly[1]


def _moments(table: TableFacts, period: Period) -> list[ColumnFacts]:
    if period is Period.YEAR:
        years = [c for c in table.columns if c.is_year and c.sketch.family == "integer"]
        return years or [c for c in table.columns if c.is_moment]
    return [c for c in table.columns if c.is_moment]


def _overlap(one: ColumnFacts, other: ColumnFacts) -> bool:
    a, b = one.sketch, other.sketch
    if not (a.low and a.high and b.low and b.high):
        return False
    # Days and years in ISO order: their texts compare as they do.
    return a.low[:10] <= b.high[:10] and b.low[:10] <= a.high[:10]


def _why(mine: ColumnFacts, theirs: ColumnFacts, form: Form) -> str:
    one, other = mine.label or mine.name, theirs.label or theirs.name
    both = f"« {one} » des deux côtés" if one == other else f"« {one} » ici, « {other} » là-bas"
    if form == NO_FORM:
        return f"{both}."
    return f"{both} ; {_joined(form.rewrites)} ne comptent pas."


_LEFT_OUT = {
    Rewrite.SPACES: ("les espaces", "les points", "les tirets"),
    Rewrite.LETTERS: ("les majuscules", "les accents"),
    Rewrite.ZEROS: ("les zéros devant",),
}


def _joined(rewrites: tuple[Rewrite, ...]) -> str:
    parts = [part for rewrite in rewrites for part in _LEFT_OUT.get(rewrite, ())]
    return " et ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
