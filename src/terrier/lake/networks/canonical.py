"""A mapping rendered as SQL: the rows of a table in the vocabulary of networks."""

from __future__ import annotations

from dataclasses import dataclass, replace

from terrier.domain.tabular.plan import GEOMETRY_COLUMN, KEY_COLUMN, ROW_COLUMN
from terrier.domain.topology.elements import FIELDS, FieldType, Role
from terrier.domain.topology.mapping import FieldSource, TableMapping
from terrier.lake.relation import Relation, quote

YEAR = r"^\s*(\d{4})"
"""What is written as a year or begins with one; `-9999` and the like are no year."""
RAW = "raw_"
"""Prefix of the columns that hold coded values, and measures with their unit, as they stand."""
KEPT_RAW = (FieldType.CODE, FieldType.MEASURE)
"""What may say something that is not understood."""
LAST_WORD = r"([^/:#]+)$"
"""A unit is often an address: `urn:ogc:def:uom:OGC:1.0:metre`."""
NUMERIC = (FieldType.NUMBER, FieldType.MEASURE, FieldType.YEAR)
TURNED = (
    "CASE WHEN against THEN z_end_m ELSE z_start_m END AS z_start_m,"
    " CASE WHEN against THEN z_start_m ELSE z_end_m END AS z_end_m"
)
"""Altitudes upstream and downstream as those of the first and the last point drawn."""
YES = ("true", "t", "oui", "o", "1", "yes", "y", "vrai")
NO = ("false", "f", "non", "n", "0", "no", "faux")


@dataclass(frozen=True)
class Rendered:
    """A sub-select with its bound values."""

    sql: str
    bound: list[object]


def select(relation: Relation, table: str, mapping: TableMapping) -> Rendered:
    """Render a table as the elements of its role.

    Parameters
    ----------
    relation
        The authorised relation of the table.
    table
        Name of the table: the first half of every reference.
    mapping
        How its rows are read; a source whose column the reader does not see gives nothing.

    Returns
    -------
    Rendered
        Columns: `ref` (table/key, or table/#row without a key), one for each field of the role,
        `raw_…` for each coded field and each measure, and `geom` (WGS84, NULL without a place).
    """
    key = quote(KEY_COLUMN) if relation.has_key else f"'#' || CAST({quote(ROW_COLUMN)} AS VARCHAR)"
    bound: list[object] = [f"{table}/"]
    parts = [f"? || {key} AS ref"]
    for name, type in FIELDS[mapping.role].items():
        source = mapping.fields.get(name, FieldSource())
        parts.append(f"{_value(relation, source, type, bound)} AS {quote(name)}")
        if type in KEPT_RAW:
            parts.append(f"{_raw(relation, source, type, bound)} AS {quote(RAW + name)}")
    parts.append(quote(GEOMETRY_COLUMN) if relation.has_geometry else "NULL::GEOMETRY AS geom")
    source_sql, params = relation.sql()
    rendered = f"(SELECT {', '.join(parts)} FROM {source_sql})"
    if mapping.role is Role.PIPES and mapping.levels_follow_flow:
        rendered = f"(SELECT * REPLACE ({TURNED}) FROM {rendered})"
    return Rendered(rendered, [*bound, *params])


def _value(relation: Relation, source: FieldSource, type: FieldType, bound: list[object]) -> str:
    found = relation.column(source.column) if source.column else None
    if found is None:
        return _constant(source, type, bound)
    column = quote(found.name)
    match type:
        case FieldType.TEXT:
            if not source.codes:
                return _text(column, source, bound)
            # A text that the model codes is told in words; another is left as it stands.
            told = f"{_codes(source.codes, bound)}[lower({_text(column, source, bound)})]"
            own = _text(column, replace(source, extract=""), bound)
            return f"nullif(coalesce({told}, {own}), '')"
        case FieldType.NUMBER | FieldType.MEASURE:
            number = f"TRY_CAST(replace({_only(column, source, bound)}, ',', '.') AS DOUBLE)"
            return f"{number} * {_factor(relation, source, bound)}"
        case FieldType.YEAR:
            year = f"regexp_extract(CAST({column} AS VARCHAR), '{YEAR}', 1)"
            return f"TRY_CAST({year} AS DOUBLE)"
        case FieldType.DATE:
            shown = _only(column, source, bound) if source.extract else column
            return f"CAST(TRY_CAST({shown} AS DATE) AS VARCHAR)"
        case FieldType.YES_NO:
            return _yes_no(column, source, bound)
        case FieldType.CODE:
            return _code(relation, column, source, bound)


def _factor(relation: Relation, source: FieldSource, bound: list[object]) -> str:
    if not source.unit_column:
        bound.append(source.factor)
        return "CAST(? AS DOUBLE)"
    unit = relation.column(source.unit_column)
    if unit is None:
        return "NULL::DOUBLE"
    bound += [list(source.units), [float(factor) for factor in source.units.values()], LAST_WORD]
    text = f"lower(trim(CAST({quote(unit.name)} AS VARCHAR)))"
    return f"MAP(CAST(? AS VARCHAR[]), CAST(? AS DOUBLE[]))[regexp_extract({text}, ?, 1)]"


def _code(relation: Relation, column: str, source: FieldSource, bound: list[object]) -> str:
    """Render a coded value; where another column says more, what that one says."""
    refined = source.refined
    finer = relation.column(refined.column) if refined is not None else None
    if refined is None or finer is None:
        return _listed(column, source, bound)
    # The order is that of the bound values in the text.
    bound.append(list(refined.over))
    said = _listed(column, source, bound)
    more = f"{_codes(refined.codes, bound)}[lower(trim(CAST({quote(finer.name)} AS VARCHAR)))]"
    return (
        f"CASE WHEN coalesce(list_contains(CAST(? AS VARCHAR[]), {said}), true)"
        f" THEN coalesce({more}, {_listed(column, source, bound)})"
        f" ELSE {_listed(column, source, bound)} END"
    )


def _listed(column: str, source: FieldSource, bound: list[object]) -> str:
    codes = _codes(source.codes, bound)
    return f"{codes}[lower({_text(column, source, bound)})]"


def _constant(source: FieldSource, type: FieldType, bound: list[object]) -> str:
    if source.column or source.constant is None:
        numeric = type in NUMERIC
        kind = "DOUBLE" if numeric else "BOOLEAN" if type is FieldType.YES_NO else "VARCHAR"
        return f"NULL::{kind}"
    bound.append(source.constant)
    if type in NUMERIC:
        return "TRY_CAST(? AS DOUBLE)"
    return "TRY_CAST(? AS BOOLEAN)" if type is FieldType.YES_NO else "CAST(? AS VARCHAR)"


def _text(column: str, source: FieldSource, bound: list[object]) -> str:
    text = f"trim(CAST({column} AS VARCHAR))"
    if source.extract:
        # What the pattern does not know is looked for as it stands.
        text = f"coalesce(nullif(regexp_extract({text}, ?, 1), ''), {text})"
        bound.append(source.extract)
    return f"nullif({text}, '')"


def _only(column: str, source: FieldSource, bound: list[object]) -> str:
    """Render a text, NULL where it does not follow the pattern: a value that means none."""
    text = f"trim(CAST({column} AS VARCHAR))"
    if not source.extract:
        return text
    bound.append(source.extract)
    return f"nullif(regexp_extract({text}, ?, 1), '')"


def _raw(relation: Relation, source: FieldSource, type: FieldType, bound: list[object]) -> str:
    found = relation.column(source.column) if source.column else None
    unit = relation.column(source.unit_column) if source.unit_column else None
    if type is FieldType.MEASURE and (found is None or not source.unit_column):
        return "NULL::VARCHAR"
    if found is None:
        return _constant(source, FieldType.CODE, bound)
    shown = f"nullif(trim(CAST({quote(found.name)} AS VARCHAR)), '')"
    if type is FieldType.CODE:
        return shown
    told = f"trim(CAST({quote(unit.name)} AS VARCHAR))" if unit else "NULL"
    return f"{shown} || ' ' || coalesce(nullif({told}, ''), 'sans unité')"


def _yes_no(column: str, source: FieldSource, bound: list[object]) -> str:
    codes = source.codes or dict.fromkeys(YES, "true") | dict.fromkeys(NO, "false")
    return f"TRY_CAST({_codes(codes, bound)}[lower(trim(CAST({column} AS VARCHAR)))] AS BOOLEAN)"


def _codes(codes: dict[str, str], bound: list[object]) -> str:
    bound += [[key.casefold() for key in codes], list(codes.values())]
    return "MAP(CAST(? AS VARCHAR[]), CAST(? AS VARCHAR[]))"
