"""The key of a group and its measure, as SQL."""

from __future__ import annotations

from decimal import Decimal, localcontext
from math import inf, isfinite, isinf
from typing import TYPE_CHECKING, Any

from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.question import Grouping, Measure, Part
from terrier.domain.questions.rules import TOO_LARGE
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.relation import quote

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

MAX_DIGITS = 38
"""Digits of the widest DECIMAL of DuckDB."""
MIDDLES = "[0.5, 0.5000000001]"
"""The last value of the first half and the first of the second: one value where their number is
odd, for fewer than 5 000 000 000 values."""
MOST_BANDS = 10**15
"""Rank beyond which a double no longer tells a band from the next."""
_TRUNCATED = frozenset({Part.YEAR, Part.QUARTER, Part.MONTH, Part.DAY})
_HOURS = frozenset({"timestamp", "timestamptz", "time"})


def value_sql(column: RelationColumn) -> str:
    """Write the value of a column; what is no number (NaN, infinite) is no value."""
    name = quote(column.name)
    kind = family(column.type)
    return f"CASE WHEN isfinite({name}) THEN {name} END" if kind == "double" else name


def key_sql(relation: Relation, grouping: Grouping) -> str:
    """Write the key of a group: for bands, their rank.

    Raises
    ------
    Invalid
        The column is not available, or does not make such groups.
    """
    column = relation.require(grouping.column)
    name, kind = quote(column.name), family(column.type)
    match grouping.part:
        case Part.VALUE:
            return f"nullif({name}, '')" if kind == "text" else value_sql(column)
        case part if part in _TRUNCATED and kind in TEMPORAL:
            return f"CAST(date_trunc('{part.value}', {name}) AS DATE)"
        case Part.WEEKDAY if kind in TEMPORAL:
            return f"isodow({name})"
        case Part.HOUR if kind in _HOURS:
            return f"hour({name})"
        case Part.BANDS if kind in NUMERIC and (grouping.limits or 0 < (grouping.width or 0) < inf):
            return _band_sql(grouping, column)
    raise Invalid(
        f"La colonne « {column.label or column.name} » ne se regroupe pas ainsi : les mois et les "
        "années vont aux dates, les heures aux moments, les tranches aux nombres."
    )


def _band_sql(grouping: Grouping, column: RelationColumn) -> str:
    """Write the rank of a band: limits passed, or widths from zero.

    A decimal is divided without rounding, by its remainder; a double is rounded at a thousand
    millionth of a band, so that 0.3 begins the band of 0.3.
    """
    value, name = value_sql(column), quote(column.name)
    if grouping.limits:
        passed = " ".join(
            f"WHEN {value} < {limit!r} THEN {rank}" for rank, limit in enumerate(grouping.limits)
        )
        return f"CASE WHEN {value} IS NULL THEN NULL {passed} ELSE {len(grouping.limits)} END"
    width = repr(grouping.width)
    if family(column.type) == "double" or column.type == "HUGEINT" or "e" in width:
        return f"floor(round(CAST({value} AS DOUBLE) / {width}, 9))"
    rest = f"({name} % {width})"
    return f"round(({name} - {rest}) / {width}) - CASE WHEN {rest} < 0 THEN 1 ELSE 0 END"


def key_value(grouping: Grouping, key: Any) -> Any:
    """Read the key of a group: of a band, its lower end.

    Raises
    ------
    Invalid
        Bands are so narrow that two have the same end.
    """
    if grouping.part is not Part.BANDS or key is None:
        return key
    if grouping.limits:
        return grouping.limits[int(key) - 1] if key else -inf
    if abs(key) > MOST_BANDS:
        raise Invalid("Les tranches sont trop étroites pour ces valeurs : élargissez-les.")
    return float(Decimal(int(key)) * Decimal(repr(grouping.width)))


def measured_column(relation: Relation, measure: Measure, of: str) -> RelationColumn | None:
    """Find the column that is measured; None where rows are counted.

    Raises
    ------
    Invalid
        The column is not available, or is no number.
    """
    if measure is Measure.COUNT:
        return None
    if not of:
        raise Invalid("Dites quelle colonne mesurer.")
    column = relation.require(of)
    if family(column.type) not in NUMERIC:
        raise Invalid(
            f"La colonne « {column.label or column.name} » n’est pas un nombre : "
            "comptez les lignes, ou mesurez une autre colonne."
        )
    return column


def measure_sql(measure: Measure, column: RelationColumn | None, value: str) -> str:
    """Write the measure of the rows of a group.

    Parameters
    ----------
    measure, column
        What is measured.
    value
        Name of the value in the rows.
    """
    if column is None:
        return "count(*)"
    match measure:
        case Measure.SUM:
            # Compensated summation: the total does not depend on the order of the rows.
            return f"{'fsum' if family(column.type) == 'double' else 'sum'}({value})"
        case Measure.MEAN:
            return f"{'favg' if family(column.type) == 'double' else 'avg'}({value})"
        case Measure.MEDIAN:
            return f"quantile_disc({value}, {MIDDLES})"
        case _:
            return f"{measure.value}({value})"


def whole_sql(measure: Measure, column: RelationColumn | None, value: str, filled: str) -> str:
    """Write the measure of the whole from those of its parts (of rows for a median).

    Parameters
    ----------
    measure, column
        What is measured.
    value, filled
        Names of the measure of a part, and of the number of its rows with a value.
    """
    match measure:
        case Measure.COUNT:
            return "sum(n)"
        case Measure.MEAN:
            total = measure_sql(Measure.SUM, column, value)
            return f"{total} / nullif(sum({filled}), 0)"
        case _:
            return measure_sql(measure, column, value)


def part_sql(measure: Measure, column: RelationColumn | None, value: str) -> str:
    """Write what of a part is enough to measure the whole."""
    if column is None:
        return "NULL"
    return measure_sql(Measure.SUM if measure is Measure.MEAN else measure, column, value)


def ranking_sql(measure: Measure, measured: str) -> str:
    """Write what groups are ordered by, from their measure."""
    return f"list_sum({measured})" if measure is Measure.MEDIAN else measured


def measured_value(measure: Measure, found: Any) -> Any:
    """Read a measure; a median is the middle of the two values that were found.

    DuckDB's own median makes a DOUBLE of whole numbers and cuts a DECIMAL to its digits.

    Raises
    ------
    Invalid
        It is beyond the largest number.
    """
    if isinstance(found, float) and not isfinite(found):
        raise Invalid(TOO_LARGE)
    if measure is not Measure.MEDIAN or found is None:
        return found
    low, high = found
    if isinstance(low, float):
        return low / 2 + high / 2 if isinf(low + high) else (low + high) / 2
    with localcontext(prec=2 * MAX_DIGITS):
        middle = (Decimal(low) + Decimal(high)) / 2
    return int(middle) if isinstance(low, int) and middle == int(middle) else middle
