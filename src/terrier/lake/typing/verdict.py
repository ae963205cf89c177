"""From the counts of a column to its plan, with its reason and its question."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import duckdb

from terrier.domain.tabular.concepts import announced
from terrier.domain.tabular.grammars import MISSING_TOKENS, contract, grammar
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.grammars.numbers import PADDED
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.relation import quote
from terrier.lake.typing import render, sentences
from terrier.lake.typing.survey import Candidate, Survey
from terrier.lake.typing.tally import Tally, number_type

FEW_MISFITS = 5
FEW_SHARE = 0.01
RARE_SHARE = 0.0001
"""An import that nobody watches loses no row by a guess: beyond these few, a column stays text."""
ASKED_SHARE = 0.1
"""Share of misfits up to which the person is asked whether to type the column all the same."""
FAMILY = r"[0-9]+[ ./\-]?[A-Za-z]{1,3}|[A-Za-z]{1,3}[ ./\-]?[0-9]+|[0-9]+(?:[ ./\-][0-9]+)+"
"""Misfits such as `6A` or `36-70` beside `6`: codes of one family, not numbers badly typed."""
RARE_ZEROS = 0.001
CODED_SHARE = 0.1
"""Share of sampled values with a leading zero from which the reason speaks of codes."""
EXACT_REPRESENTATION = 17
"""Digits that identify a double (IEEE 754): more would be bent."""


@dataclass(frozen=True)
class Column:
    """A column with its best candidate, counted on all rows."""

    draft: ColumnPlan
    candidate: Candidate | None
    tally: Tally
    survey: Survey


def decide(cur: duckdb.DuckDBPyConnection, source: str, column: Column) -> ColumnPlan:
    """Decide the plan of a text column from its counts.

    Parameters
    ----------
    source
        Relation that holds `_line` and the column, as SQL.
    """
    counted, candidate, draft = column.tally, column.candidate, column.draft
    if counted.filled == 0 and counted.missing == 0:
        return replace(draft, reason="la colonne est vide")
    if candidate is None or counted.filled == 0:
        return replace(draft, reason=_why_text(column))
    candidate, counted = _one_pair_of_parentheses(cur, source, column)
    if _is_plain_number(candidate):
        coded = _leading_zeros(cur, source, draft, candidate, counted) or _identifiers(
            cur, source, draft, candidate, counted
        )
        if coded is not None:
            return coded
    if counted.misfits and not _tolerable(cur, source, draft, candidate, counted):
        found = _misfits(cur, source, draft, candidate)
        asked = counted.misfits <= ASKED_SHARE * counted.filled
        return replace(
            draft,
            reason=sentences.too_mixed(counted.misfits, candidate.grammar, found),
            question=sentences.typed_all_the_same(counted.misfits, candidate.grammar)
            if asked
            else "",
            suggestion=candidate.grammar.id if asked else "",
        )
    return _typed(cur, source, draft, candidate, counted)


def _why_text(column: Column) -> str:
    coded = column.survey.zeros > CODED_SHARE * column.survey.values
    return sentences.zeros_in_front(PADDED) if coded else "du texte"


def _one_pair_of_parentheses(
    cur: duckdb.DuckDBPyConnection, source: str, column: Column
) -> tuple[Candidate, Tally]:
    """Read `(12,5)` as a negative only where the column shows it more than once."""
    candidate, counted = column.candidate, column.tally
    assert candidate is not None
    if not candidate.parentheses:
        return candidate, counted
    name = quote(column.draft.source)
    fits = render.fits(name, candidate.grammar, candidate.options)
    shown = _count(cur, source, f"contains({name}, '(') AND {fits}")
    if shown > 1:
        return candidate, counted
    return replace(candidate, parentheses=False), replace(counted, fits=counted.fits - shown)


def _count(cur: duckdb.DuckDBPyConnection, source: str, test: str) -> int:
    row = cur.execute(f"SELECT count_if({test}) FROM {source}").fetchone()
    return int(row[0] or 0) if row else 0


def _is_plain_number(candidate: Candidate) -> bool:
    chosen = candidate.grammar
    return (chosen.reading is Reading.NUMBER or chosen.type == "DOUBLE") and chosen.unit is None


def _tolerable(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    draft: ColumnPlan,
    candidate: Candidate,
    counted: Tally,
) -> bool:
    few = counted.misfits <= FEW_MISFITS and counted.misfits <= FEW_SHARE * counted.filled
    if not few and counted.misfits > RARE_SHARE * counted.filled:
        return False
    if not _is_plain_number(candidate):
        return True
    wrong = _misfit_test(draft, candidate)
    alike = render.matches(quote(draft.source), _whole(FAMILY))
    return not _count(cur, source, f"{wrong} AND {alike}")


def _identifiers(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    draft: ColumnPlan,
    candidate: Candidate,
    counted: Tally,
) -> ColumnPlan | None:
    """Keep in text what the header calls a code, and identifiers that a number would rewrite.

    `7.10` is not 7.1, and `6A` stands beside `6`; plain whole numbers of an identifier stay
    numbers, which sort as people expect.
    """
    kind = announced(draft.label)
    if kind is None:
        return None
    usual = render.matches(quote(draft.source), _whole("-?(?:0|[1-9][0-9]*)"))
    rewritten = kind == "code" or counted.misfits or _count(cur, source, f"NOT {usual}")
    return replace(draft, reason=sentences.identifiers(kind)) if rewritten else None


def _whole(pattern: str) -> str:
    return f"{contract.OUTER_SPACES}(?:{pattern}){contract.OUTER_SPACES}"


def _leading_zeros(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    draft: ColumnPlan,
    candidate: Candidate,
    counted: Tally,
) -> ColumnPlan | None:
    if not counted.misfits:
        return None
    test = render.matches(quote(draft.source), contract.LEADING_ZERO)
    zeros = _count(cur, source, test)
    if not zeros:
        return None
    found = _lines(cur, source, draft, test)
    rare = zeros <= RARE_ZEROS * counted.filled
    return replace(
        draft,
        reason=sentences.leading_zeros(zeros, found),
        question=sentences.rare_zeros(zeros, counted.filled, found, PADDED) if rare else "",
    )


def _typed(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    draft: ColumnPlan,
    candidate: Candidate,
    counted: Tally,
) -> ColumnPlan:
    chosen, options = candidate.grammar, dict[str, Any](candidate.options)
    reason = sentences.all_fit(counted.fits, chosen)
    if chosen.reading is Reading.NUMBER:
        exact = number_type(counted)
        if exact is None:
            return replace(
                draft, reason=f"{reason}, trop longs pour rester exacts : gardé en texte"
            )
        options[contract.NUMBER_TYPE] = exact
    elif chosen.type == "DOUBLE" and counted.significant > EXACT_REPRESENTATION:
        return replace(draft, reason=f"{reason}, trop précis pour rester exacts : gardé en texte")
    questions = [_doubt(draft, candidate, counted)]
    if counted.misfits:
        found = _misfits(cur, source, draft, candidate)
        questions.insert(0, sentences.misfits(counted.misfits, chosen, found))
    return replace(
        draft,
        grammar=chosen.id,
        unit=chosen.unit,
        reason=reason + _remark(cur, source, draft, candidate, counted),
        question=" ".join(q for q in questions if q),
        missing=_tokens(cur, source, draft, candidate) if counted.missing else (),
        options=options,
    )


def _doubt(draft: ColumnPlan, candidate: Candidate, counted: Tally) -> str:
    match candidate.grammar.id:
        case "decimal_dot" if counted.hint == counted.fits:
            return (
                "Toutes les valeurs ont trois chiffres après le point : est-ce un point décimal "
                "(1.234 = un virgule deux) ou de milliers (1.234 = mille deux cents) ?"
            )
        case "excel_day" | "excel_moment":
            return "Ces nombres sont-ils bien des dates comptées en jours par Excel ?"
        case "date_short_year":
            return "L'année n'a que deux chiffres : 69 à 99 sont lus 1969 à 1999, les autres 20xx."
        case "o_n" | "y_n":
            return "Ces lettres veulent-elles bien dire oui et non ?"
        case "cross":
            return "Une case vide veut-elle dire « non » ? Elle reste vide, sauf si vous le dites."
        case _:
            return ""


def _remark(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    draft: ColumnPlan,
    candidate: Candidate,
    counted: Tally,
) -> str:
    """Say what reading was chosen where two were possible."""
    chosen = candidate.grammar
    if chosen.id.endswith("month_first"):
        other = chosen.id.replace("month_first", "day_first")
        test = f"NOT {render.fits(quote(draft.source), grammar(other), {})}"
        proof = _lines(cur, source, draft, f"({test})", limit=1)
        return f", le mois d'abord : {sentences.places(proof, 1)} le prouve" if proof else ""
    if chosen.id == "date_day_first" and counted.hint == counted.fits:
        return ", lues jour d'abord comme en France (aucune valeur ne le prouve)"
    if chosen.id.startswith("month_"):
        return ", gardés au premier jour du mois"
    if candidate.parentheses:
        return ", les parenthèses lues comme un signe moins"
    if candidate.qualified:
        return ", certaines précédées de <, >, ≤ ou ≥, gardé dans une colonne à part"
    return ""


def _tokens(
    cur: duckdb.DuckDBPyConnection, source: str, draft: ColumnPlan, candidate: Candidate
) -> tuple[str, ...]:
    name = quote(draft.source)
    fits = render.fits(name, candidate.grammar, candidate.options)
    rows = cur.execute(
        f"SELECT DISTINCT {render.trimmed(name)} AS v FROM {source} "
        f"WHERE {render.is_token(name, MISSING_TOKENS)} AND NOT {fits} ORDER BY v"
    ).fetchall()
    return tuple(row[0] for row in rows)


def _misfits(
    cur: duckdb.DuckDBPyConnection, source: str, draft: ColumnPlan, candidate: Candidate
) -> list[sentences.Misfit]:
    return _lines(cur, source, draft, _misfit_test(draft, candidate))


def _misfit_test(draft: ColumnPlan, candidate: Candidate) -> str:
    name = quote(draft.source)
    fits = render.fits(name, candidate.grammar, candidate.options)
    return f"NOT {render.is_missing(name, MISSING_TOKENS)} AND NOT {fits}"


def _lines(
    cur: duckdb.DuckDBPyConnection, source: str, draft: ColumnPlan, test: str, limit: int = 3
) -> list[sentences.Misfit]:
    rows = cur.execute(
        f"SELECT _line, {quote(draft.source)} FROM {source} WHERE {test} "
        f"ORDER BY _line LIMIT {limit}"
    ).fetchall()
    return [(int(line), str(value)) for line, value in rows]
