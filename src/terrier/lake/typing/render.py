"""Grammars as SQL: the only parser of values."""

from __future__ import annotations

from typing import Any

from terrier.domain.tabular.concepts import KEYED
from terrier.domain.tabular.grammars import contract, grammar
from terrier.domain.tabular.grammars.contract import (
    OUTER_SPACES,
    Grammar,
    LowerPlain,
    Reading,
    Replace,
    Rewrite,
    Substitute,
    Translate,
)
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.relation import literal, quote
from terrier.lake.typing.luhn import luhn

_SPACE = r"[\s\x{a0}\x{202f}\x{2009}\x{feff}]"
TRIMMED = " \t\r\n\f\u00a0\u202f\u2009\ufeff"
SPACED = rf"^{_SPACE}|{_SPACE}$"


def trimmed(column: str) -> str:
    """Render a value without its outer spaces."""
    return f"trim({column}, {literal(TRIMMED)})"


def is_empty(column: str) -> str:
    """Render the test of a cell without any value."""
    return f"({column} IS NULL OR {column} = '' OR {matches(column, OUTER_SPACES)})"


def is_missing(column: str, tokens: tuple[str, ...]) -> str:
    """Render the test of a cell that is empty or holds a token read as « no value »."""
    if not tokens:
        return is_empty(column)
    return f"({is_empty(column)} OR {is_token(column, tokens)})"


def is_token(column: str, tokens: tuple[str, ...]) -> str:
    """Render the test of a cell that holds one of the tokens, outer spaces apart."""
    listed = ", ".join(literal(t) for t in tokens)
    spaced = f"regexp_matches({column}, {literal(SPACED)})"
    return (
        f"(CASE WHEN {column} IN ({listed}) THEN true "
        f"WHEN {spaced} THEN {trimmed(column)} IN ({listed}) ELSE false END)"
    )


def matches(column: str, pattern: str) -> str:
    """Render the test of a whole value against an RE2 pattern."""
    return f"regexp_full_match({column}, {literal(pattern)})"


def rewritten(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the text that the grammar reads, its rewrites applied; NULL where it does not match.

    A text value only loses its outer spaces.
    """
    full = _decorated(column, chosen, options)
    if chosen.reading is Reading.TEXT:
        spaced = f"regexp_matches({column}, {literal(SPACED)})"
        return f"(CASE WHEN {spaced} THEN {full} ELSE {column} END)"
    cases = f"WHEN {matches(column, contract.full_pattern(chosen, options))} THEN {full}"
    if chosen.usual is not None:
        short = _steps(column, chosen.usual.rewrites)
        cases = f"WHEN {matches(column, chosen.usual.pattern)} THEN {short} {cases}"
    return f"(CASE {cases} END)"


def _decorated(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    text = raw = trimmed(column)
    if options.get(contract.QUALIFIED):
        text = f"regexp_replace({text}, {literal('^' + contract.QUALIFIER)}, '')"
    text = _steps(text, chosen.rewrites)
    if options.get(contract.PARENTHESES):
        inside = f"'-' || translate({text}, '()', '')"
        text = f"CASE WHEN contains({raw}, '(') THEN {inside} ELSE {text} END"
    return text


def _steps(text: str, rewrites: tuple[Rewrite, ...]) -> str:
    for step in rewrites:
        match step:
            case Substitute():
                change = f"{literal(step.pattern)}, {literal(step.replacement)}"
                text = f"regexp_replace({text}, {change}, 'g')"
            case Replace():
                text = f"replace({text}, {literal(step.old)}, {literal(step.new)})"
            case LowerPlain():
                text = f"strip_accents(lower({text}))"
            case Translate():
                text = f"translate({text}, {literal(step.source)}, {literal(step.target)})"
    return text


def value(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the typed value of a raw text, NULL where it does not fit."""
    return read(rewritten(column, chosen, options), chosen, options)


def read(text: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the typed value of a rewritten text (a number too long for its type gives NULL)."""
    match chosen.reading:
        case Reading.NUMBER:
            return f"TRY_CAST({text} AS {options[contract.NUMBER_TYPE]})"
        case Reading.CAST:
            return f"TRY_CAST({text} AS {chosen.type})"
        case Reading.PARSE:
            formats = ", ".join(literal(f) for f in chosen.formats)
            return f"CAST(try_strptime({text}, [{formats}]) AS {chosen.type})"
        case Reading.EXCEL_DAYS:
            return f"(DATE '1899-12-30' + TRY_CAST({text} AS INTEGER))"
        case Reading.EXCEL_MOMENTS:
            seconds = f"CAST(round(TRY_CAST({text} AS DOUBLE) * 86400) AS BIGINT)"
            return f"(TIMESTAMP '1899-12-30' + to_seconds({seconds}))"
        case Reading.TRUTH:
            return _truth(text, chosen)
        case _:
            return f"nullif({text}, '')"


def _truth(text: str, chosen: Grammar) -> str:
    cases = [f"WHEN {literal(t)} THEN true" for t in chosen.truths]
    cases += [f"WHEN {literal(f)} THEN false" for f in chosen.falsehoods]
    return f"CASE {text} {' '.join(cases)} END"


def fits(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the test of a raw value against a grammar; an empty cell does not fit."""
    if chosen.reading is Reading.TRUTH or _is_unmeasured(chosen, options):
        matched = matches(column, contract.full_pattern(chosen, options))
        return f"coalesce({matched}, false)"
    return f"({sound(value(column, chosen, options), chosen, options)})"


def _is_unmeasured(chosen: Grammar, options: dict[str, Any]) -> bool:
    return chosen.reading is Reading.NUMBER and contract.NUMBER_TYPE not in options


def sound(typed: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the test that a value was read: neither NULL nor infinite."""
    if (options.get(contract.NUMBER_TYPE) or chosen.type) == "DOUBLE":
        return f"coalesce(isfinite({typed}), false)"
    return f"{typed} IS NOT NULL"


def fraction_digits(text: str) -> str:
    """Render the number of digits after the point of a rewritten number."""
    return f"CASE WHEN contains({text}, '.') THEN strlen({text}) - instr({text}, '.') ELSE 0 END"


def whole_digits(text: str) -> str:
    """Render the number of characters before the point (a sign counts as one)."""
    return f"CASE WHEN contains({text}, '.') THEN instr({text}, '.') - 1 ELSE strlen({text}) END"


def significant_digits(text: str) -> str:
    """Render the number of digits between the first and the last that are not zero."""
    mantissa = f"regexp_replace({text}, '[eE].*', '')"
    return f"strlen(trim(translate({mantissa}, '-.', ''), '0'))"


def kept(text: str, plan: ColumnPlan) -> str:
    """Render the test that a rewritten text is read by its column without losing a digit."""
    chosen = grammar(plan.grammar)
    tested = sound(read(text, chosen, plan.options), chosen, plan.options)
    if chosen.reading is Reading.NUMBER and plan.options[contract.NUMBER_TYPE] != "DOUBLE":
        return f"(({fraction_digits(text)}) <= {scale(plan)} AND {tested})"
    return f"({tested})"


def column_refused(plan: ColumnPlan) -> str:
    """Render the test that a raw value of a planned column has to be rejected."""
    raw = quote(plan.source)
    text = rewritten(raw, grammar(plan.grammar), plan.options)
    missing = is_missing(raw, plan.missing)
    return f"(CASE WHEN {kept(text, plan)} THEN false ELSE NOT {missing} END)"


def scale(plan: ColumnPlan) -> int:
    """Give the digits that a planned number keeps after the point."""
    declared = str(plan.options.get(contract.NUMBER_TYPE, ""))
    return int(declared.rstrip(")").split(",")[1]) if declared.startswith("DECIMAL") else 0


def column_value(plan: ColumnPlan) -> str:
    """Render the typed value of a planned column, NULL where the cell is missing."""
    chosen, column = grammar(plan.grammar), quote(plan.source)
    if chosen.reading is Reading.NATIVE:
        return column
    typed = value(column, chosen, plan.options)
    if chosen.reading is Reading.TEXT:
        return _padded(typed, plan) if plan.options.get(contract.PAD) else typed
    if chosen.reading is Reading.TRUTH and plan.options.get(contract.EMPTY_IS_FALSE):
        return f"CASE WHEN {is_missing(column, plan.missing)} THEN false ELSE {typed} END"
    return typed


def _padded(typed: str, plan: ColumnPlan) -> str:
    """Render a code with the zeros that it lost; where it has a key, two if the key proves them."""
    length = int(plan.options[contract.PAD])
    short = matches(typed, f"[0-9]{{{length - 1}}}")
    if plan.concept in KEYED:
        fewer = matches(typed, f"[0-9]{{{length - 2},{length - 1}}}")
        short = f"{fewer} AND {luhn(f'TRY_CAST({typed} AS BIGINT)', length)}"
    return f"CASE WHEN {short} THEN lpad({typed}, {length}, '0') ELSE {typed} END"


def qualifier_value(plan: ColumnPlan) -> str:
    """Render the qualifier (`<`, `>=` …) of a planned column, NULL where there is none."""
    found = f"regexp_extract({trimmed(quote(plan.source))}, {literal('^' + contract.QUALIFIER)})"
    return f"nullif({found}, '')"


def column_type(plan: ColumnPlan) -> str:
    """Give the DuckDB type of a planned column (`native` columns are typed by their source)."""
    chosen = grammar(plan.grammar)
    return str(plan.options.get(contract.NUMBER_TYPE) or chosen.type)
