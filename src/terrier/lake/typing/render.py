"""Grammars as SQL: the only parser of values."""

from __future__ import annotations

from typing import Any

from terrier.domain.tabular.grammars import contract, grammar
from terrier.domain.tabular.grammars.contract import Grammar, LowerPlain, Reading, Substitute
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.relation import literal, quote

TRIMMED = " \t\r\n\u00a0\u202f\u2009\ufeff"


def trimmed(column: str) -> str:
    """Render a value without its outer spaces."""
    return f"trim({column}, {literal(TRIMMED)})"


def is_empty(column: str) -> str:
    """Render the test of a cell without any value."""
    return f"({column} IS NULL OR {trimmed(column)} = '')"


def is_missing(column: str, tokens: tuple[str, ...]) -> str:
    """Render the test of a cell that is empty or holds a token read as « no value »."""
    if not tokens:
        return is_empty(column)
    listed = ", ".join(literal(t) for t in tokens)
    return f"({is_empty(column)} OR {trimmed(column)} IN ({listed}))"


def matches(column: str, pattern: str) -> str:
    """Render the test of a whole value against an RE2 pattern."""
    return f"regexp_full_match({column}, {literal(pattern)})"


def rewritten(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the text that the grammar reads, its rewrites applied."""
    raw = trimmed(column)
    text = raw
    if options.get(contract.QUALIFIED):
        text = f"regexp_replace({text}, {literal('^' + contract.QUALIFIER)}, '')"
    for step in chosen.rewrites:
        match step:
            case Substitute():
                change = f"{literal(step.pattern)}, {literal(step.replacement)}"
                text = f"regexp_replace({text}, {change}, 'g')"
            case LowerPlain():
                text = f"strip_accents(lower({text}))"
            case _:
                text = f"translate({text}, {literal(step.source)}, {literal(step.target)})"
    if options.get(contract.PARENTHESES):
        inside = f"'-' || translate({text}, '()', '')"
        text = f"CASE WHEN contains({raw}, '(') THEN {inside} ELSE {text} END"
    return text


def value(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the typed value of a raw text that matches the grammar's pattern."""
    text = rewritten(column, chosen, options)
    match chosen.reading:
        case Reading.NATIVE:
            return column
        case Reading.TEXT:
            return f"nullif({text}, '')"
        case Reading.NUMBER:
            return f"TRY_CAST({text} AS {options[contract.NUMBER_TYPE]})"
        case Reading.CAST:
            return f"TRY_CAST({text} AS {chosen.type})"
        case Reading.PARSE:
            formats = ", ".join(literal(f) for f in chosen.formats)
            return f"CAST(try_strptime({text}, [{formats}]) AS {chosen.type})"
        case Reading.EXCEL_DAYS:
            return f"(DATE '1899-12-30' + TRY_CAST({text} AS INTEGER))"
        case Reading.TRUTH:
            return _truth(text, chosen)


def _truth(text: str, chosen: Grammar) -> str:
    cases = [f"WHEN {literal(t)} THEN true" for t in chosen.truths]
    cases += [f"WHEN {literal(f)} THEN false" for f in chosen.falsehoods]
    return f"CASE {text} {' '.join(cases)} END"


def fits(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the test of a raw value against a grammar; NULL stays NULL."""
    matched = matches(column, pattern(chosen, options))
    if chosen.reading in {Reading.TEXT, Reading.NATIVE}:
        return "true"
    if chosen.reading is Reading.NUMBER and contract.NUMBER_TYPE not in options:
        return matched
    if chosen.reading is Reading.TRUTH:
        return matched
    finite = _finite(value(column, chosen, options), chosen, options)
    return f"({matched} AND {finite})"


def _finite(typed: str, chosen: Grammar, options: dict[str, Any]) -> str:
    if (options.get(contract.NUMBER_TYPE) or chosen.type) == "DOUBLE":
        return f"coalesce(isfinite({typed}), false)"
    return f"{typed} IS NOT NULL"


def pattern(chosen: Grammar, options: dict[str, Any]) -> str:
    """Give the pattern of a raw value, decorations included."""
    return contract.full_pattern(chosen, options)


def scale_kept(column: str, chosen: Grammar, options: dict[str, Any]) -> str:
    """Render the test that a DECIMAL column loses no digit after the point."""
    declared = str(options.get(contract.NUMBER_TYPE, ""))
    if chosen.reading is not Reading.NUMBER or declared == "DOUBLE":
        return "true"
    scale = int(declared.rstrip(")").split(",")[1]) if declared.startswith("DECIMAL") else 0
    return f"{fraction_digits(rewritten(column, chosen, options))} <= {scale}"


def fraction_digits(text: str) -> str:
    """Render the number of digits after the point of a rewritten number."""
    return f"CASE WHEN contains({text}, '.') THEN length({text}) - instr({text}, '.') ELSE 0 END"


def whole_digits(text: str) -> str:
    """Render the number of characters before the point (a sign counts as one)."""
    return f"CASE WHEN contains({text}, '.') THEN instr({text}, '.') - 1 ELSE length({text}) END"


def significant_digits(text: str) -> str:
    """Render the number of digits between the first and the last that are not zero."""
    return f"length(trim(translate({text}, '-.', ''), '0'))"


def column_fits(plan: ColumnPlan) -> str:
    """Render the test that a raw value of a planned column can be typed (missing ones can)."""
    chosen, column = grammar(plan.grammar), quote(plan.source)
    if chosen.reading in {Reading.TEXT, Reading.NATIVE}:
        return "true"
    tested = f"{fits(column, chosen, plan.options)} AND {scale_kept(column, chosen, plan.options)}"
    return f"({is_missing(column, plan.missing)} OR ({tested}))"


def column_value(plan: ColumnPlan) -> str:
    """Render the typed value of a planned column, NULL where the cell is missing."""
    chosen, column = grammar(plan.grammar), quote(plan.source)
    typed = value(column, chosen, plan.options)
    if chosen.reading is Reading.NATIVE:
        return typed
    if plan.options.get(contract.PAD):
        return _padded(typed, int(plan.options[contract.PAD]))
    if chosen.reading is Reading.TRUTH and plan.options.get(contract.EMPTY_IS_FALSE):
        return f"CASE WHEN {is_missing(column, plan.missing)} THEN false ELSE {typed} END"
    if plan.missing:
        return f"CASE WHEN NOT {is_missing(column, plan.missing)} THEN {typed} END"
    return typed


def _padded(typed: str, length: int) -> str:
    short = matches(typed, f"[0-9]{{{length - 1}}}")
    return f"CASE WHEN {short} THEN lpad({typed}, {length}, '0') ELSE {typed} END"


def qualifier_value(plan: ColumnPlan) -> str:
    """Render the qualifier (`<`, `>=` …) of a planned column, NULL where there is none."""
    found = f"regexp_extract({trimmed(quote(plan.source))}, {literal('^' + contract.QUALIFIER)})"
    return f"nullif({found}, '')"


def column_type(plan: ColumnPlan) -> str:
    """Give the DuckDB type of a planned column (`native` columns are typed by their source)."""
    chosen = grammar(plan.grammar)
    return str(plan.options.get(contract.NUMBER_TYPE) or chosen.type)
