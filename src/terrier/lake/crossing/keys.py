"""Keys as SQL: what of two columns is compared, once both are written the same way."""

from __future__ import annotations

from dataclasses import dataclass

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.definition import KeyPair, Period, Rewrite
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family
from terrier.lake.relation import RelationColumn

NATURES = {
    "text": "texte",
    "integer": "nombre entier",
    "decimal": "nombre décimal",
    "double": "nombre décimal",
    "boolean": "oui/non",
    "date": "date",
    "time": "heure",
    "timestamp": "date et heure",
    "timestamptz": "date et heure",
}
"""Families of types, in the words of people."""
_CODES = NUMERIC | {"text"}
_WIDEST = "1e37"
"""Beyond it a DOUBLE is no code: it is written with an exponent."""
_MARKS = r"[^\p{L}\p{N}]+"
_BLANKS = r"[\s\p{Z}\p{Pd}.]+"
"""Blanks of any kind, dashes of any length, dots."""


@dataclass(frozen=True)
class Comparison:
    """One pair of columns, found in both tables and comparable."""

    left: RelationColumn
    right: RelationColumn
    rewrites: frozenset[Rewrite] = frozenset()
    period: Period | None = None
    until: RelationColumn | None = None
    """End of an interval of which `right` is the start: an order and not an equality."""
    names: bool = False
    """The two are names of communes."""

    @property
    def by_code_of_today(self) -> bool:
        """Say whether codes of communes that merged are replaced, once they are rewritten."""
        return Rewrite.COMMUNES in self.rewrites and not (self.period or self.until)

    def key(self, column: RelationColumn, value: str) -> str:
        """Render a value of one of its columns as what is compared; NULL: nothing to compare.

        Parameters
        ----------
        column
            The column that the value is of.
        value
            SQL of the value, of the column's type.
        """
        kinds = {family(c.type) for c in (self.left, self.right)}
        if self.period is not None:
            return _period(column, value, self.period)
        if self.until is not None:
            return _bound(column, value, kinds | {family(self.until.type)})
        if self.names:
            return f"nullif({commune_name(_text(column, value))}, '')"
        if not kinds & _CODES or (self._alike and not self.rewrites):
            return _as_it_is(column, value)
        return f"nullif({rewritten(_text(column, value), self.rewrites)}, '')"

    @property
    def _alike(self) -> bool:
        """Say whether equal values are equal in DuckDB too."""
        whole = {family(c.type) for c in (self.left, self.right)} == {"integer"}
        return whole or self.left.type == self.right.type


def comparison(
    pair: KeyPair,
    left: RelationColumn,
    right: RelationColumn,
    until: RelationColumn | None = None,
    *,
    names: bool = False,
) -> Comparison:
    """Hold a pair of columns against what can be compared.

    Raises
    ------
    Invalid
        The two are of different natures; the sentence names both, and what to do.
    """
    for other in (right, until):
        if other is not None:
            _check(left, other, pair.period, ordered=until is not None)
    if names and {family(left.type), family(right.type)} != {"text"}:
        raise _unlike(left, right, "un nom de commune est un texte : choisissez deux colonnes de")
    return Comparison(left, right, frozenset(pair.rewrites), pair.period, until, names)


def _check(
    left: RelationColumn, right: RelationColumn, period: Period | None, *, ordered: bool
) -> None:
    kinds = {family(left.type), family(right.type)}
    if period is not None:
        whole_years = {"integer"} if period is Period.YEAR else set()
        if not kinds <= TEMPORAL | whole_years:
            raise _unlike(left, right, "pour une même période, choisissez deux colonnes de")
        return
    if kinds <= TEMPORAL and ("date" not in kinds or len(kinds) == 1 or ordered):
        return
    if kinds <= TEMPORAL:
        raise Invalid(
            f"« {told(left)} » ({nature(left)}) et « {told(right)} » ({nature(right)}) ne tombent "
            "au même moment qu’à minuit : demandez le même jour, le même mois ou la même année."
        )
    comparable = NUMERIC if ordered else _CODES
    if not kinds <= comparable and (len(kinds) > 1 or ordered):
        raise _unlike(left, right, "choisissez deux colonnes de")


def _unlike(left: RelationColumn, right: RelationColumn, remedy: str) -> Invalid:
    kinds = "dates" if {family(left.type), family(right.type)} & TEMPORAL else "même nature"
    return Invalid(
        f"« {told(left)} » ({nature(left)}) et « {told(right)} » ({nature(right)}) ne se comparent "
        f"pas : {remedy} {kinds}, ou changez la lecture de l’une d’elles à l’import."
    )


def told(column: RelationColumn) -> str:
    """Give the name of a column as people read it."""
    return column.label or column.name


def nature(column: RelationColumn) -> str:
    """Give the nature of a column in the words of people."""
    return NATURES[family(column.type)]


def rewritten(text: str, rewrites: frozenset[Rewrite]) -> str:
    """Render a text with its rewrites, but for codes of communes: these are looked up after.

    Parameters
    ----------
    text
        SQL of a text.
    rewrites
        What does not count.

    Returns
    -------
    str
        SQL of a text, empty where nothing is left of it.
    """
    blank = "" if Rewrite.SPACES in rewrites else " "
    if Rewrite.LETTERS in rewrites:
        text = _letters(text, blank)
    if Rewrite.SPACES in rewrites:
        text = f"regexp_replace({text}, '{_BLANKS}', '', 'g')"
    if Rewrite.ZEROS in rewrites:
        text = f"regexp_replace(trim({text}), '^0+(.)', '\\1')"
    # Whatever is compared, blanks alone are no value.
    return text if Rewrite.LETTERS in rewrites else f"CASE WHEN trim({text}) <> '' THEN {text} END"


def commune_name(text: str) -> str:
    """Render the name of a commune as it is compared.

    Capitals, accents, hyphens and apostrophes do not count; nor does the article, before the name
    or behind it; `St` is `Saint`, `s/` is `sur`.
    """
    plain = f"' ' || {_letters(text, ' ')} || ' '"
    for short, whole in (("st", "saint"), ("ste", "sainte"), ("s", "sur")):
        plain = f"replace({plain}, ' {short} ', ' {whole} ')"
    return (
        f"trim(regexp_replace(regexp_replace({plain}, '^ (?:le|la|les|l) (.)', ' \\1'), "
        "' (?:le|la|les|l) $', ' '))"
    )


def _letters(text: str, blank: str) -> str:
    plain = f"strip_accents(lower({text}))"
    for joined, letters in (("œ", "oe"), ("æ", "ae")):
        plain = f"replace({plain}, '{joined}', '{letters}')"
    return f"trim(regexp_replace({plain}, '{_MARKS}', '{blank}', 'g'))"


def _as_it_is(column: RelationColumn, value: str) -> str:
    match family(column.type):
        case "text":
            # Looking at the first letter tells nearly all of them, and copies none.
            return (
                f"CASE WHEN {value} <> '' AND NOT starts_with({value}, ' ') THEN {value} "
                f"WHEN trim({value}) <> '' THEN {value} END"
            )
        case "integer":
            return f"CAST({value} AS HUGEINT)" if column.type == "HUGEINT" else value
        case "double":
            return f"CASE WHEN isfinite({value}) THEN {value} END"
        case "timestamptz" | "timestamp":
            return f"CAST({value} AS TIMESTAMP)"
        case _:
            return value


def _text(column: RelationColumn, value: str) -> str:
    """Render a value as the text of a code: `1004`, and not `1004.0`."""
    text = f"CAST({value} AS VARCHAR)"
    match family(column.type):
        case "double":
            whole = f"CAST(TRY_CAST({value} AS HUGEINT) AS VARCHAR)"
            return (
                f"CASE WHEN NOT isfinite({value}) THEN NULL WHEN {value} = trunc({value}) "
                f"AND abs({value}) < {_WIDEST} THEN {whole} ELSE {text} END"
            )
        case "decimal":
            # A scale of 0 has no point: its zeros count.
            return (
                f"CASE WHEN contains({text}, '.') "
                f"THEN rtrim(rtrim({text}, '0'), '.') ELSE {text} END"
            )
        case _:
            return text


def _period(column: RelationColumn, value: str, period: Period) -> str:
    if family(column.type) == "integer":
        return f"CAST({value} AS BIGINT)"
    day = f"CAST({value} AS DATE)"
    match period:
        case Period.DAY:
            return day
        case Period.MONTH:
            return f"12 * year({day}) + month({day})"
        case Period.YEAR:
            return f"year({day})"


def _bound(column: RelationColumn, value: str, kinds: set[str]) -> str:
    """Render a bound of an interval, or what is placed in it: days where one of them is a day."""
    if kinds <= NUMERIC:
        number = f"CAST({value} AS DOUBLE)"
        return f"CASE WHEN isfinite({number}) THEN {number} END"
    return f"CAST({value} AS {'DATE' if 'date' in kinds else 'TIMESTAMP'})"
