"""A column read as a person asks: the type measured on every row, the misfits told beforehand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.grammars import MISSING_TOKENS, contract, grammar
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake.engine import cursor
from terrier.lake.typing import sentences
from terrier.lake.typing.survey import Candidate
from terrier.lake.typing.tally import Tally, number_type, tally


def read_as(staged: Path, column: ColumnPlan, wanted: str) -> ColumnPlan:
    """Give the plan of a column under another grammar.

    Parameters
    ----------
    staged
        Staged Parquet file.
    column
        Plan so far.
    wanted
        Id of the grammar that the person chose.

    Raises
    ------
    Invalid
        Where the grammar does not exist, or would bend the column's numbers.
    """
    chosen = grammar(wanted)
    if chosen.reading in (Reading.TEXT, Reading.NATIVE):
        return replace(
            column, grammar=wanted, options={}, missing=(), unit=None,
            reason="choisi par vous", question="", suggestion="",
        )  # fmt: skip
    candidate, counted = _best(staged, column.source, wanted)
    options = dict[str, Any](candidate.options)
    if chosen.reading is Reading.NUMBER:
        exact = number_type(counted)
        if exact is None:
            raise Invalid(
                f"Colonne « {column.label} » : ses nombres ont trop de chiffres pour rester "
                "exacts. Gardez-la en texte."
            )
        options[contract.NUMBER_TYPE] = exact
    question = ""
    if counted.misfits:
        question = (
            f"{sentences.unlike(counted.misfits, chosen)} : leurs lignes seront rejetées, "
            "à réparer."
        )
    return replace(
        column,
        grammar=wanted,
        options=options,
        unit=chosen.unit or column.unit,
        missing=MISSING_TOKENS if counted.missing else (),
        reason="choisi par vous",
        question=question,
        suggestion="",
    )


def _best(staged: Path, column: str, wanted: str) -> tuple[Candidate, Tally]:
    chosen = grammar(wanted)
    decorations = [(False, False)]
    if chosen.reading is Reading.NUMBER:
        decorations += [(True, False), (False, True), (True, True)]
    tried = []
    with cursor() as duck:
        for parentheses, qualified in decorations:
            candidate = Candidate(chosen, parentheses, qualified)
            counted = tally(duck, staged, {column: candidate})[column]
            tried.append((candidate, counted))
            if not counted.misfits:
                break
    return max(tried, key=lambda pair: pair[1].fits)
