"""What each text column holds, proposed from a sample and decided on all rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from terrier.domain.tabular.concepts import CONCEPTS, Concept, concepts_of_labels
from terrier.domain.tabular.context import TypingContext
from terrier.domain.tabular.grammars import grammar
from terrier.domain.tabular.grammars.contract import Reading
from terrier.domain.tabular.names import lake_names
from terrier.domain.tabular.plan import ColumnPlan
from terrier.lake import engine
from terrier.lake.relation import literal, quote
from terrier.lake.typing import checks, render, sentences, survey
from terrier.lake.typing.survey import NO_SURVEY, Candidate, Survey
from terrier.lake.typing.tally import tally
from terrier.lake.typing.verdict import Column, decide

CONCEPT_SHARE = 0.8
CONTENT_SHARE = 0.95
PLAUSIBLE_SHARE = 0.4
ROUNDS = 4
"""At each round the sample has grown by values that the last candidate did not fit."""
WHOLE_NUMBERS = frozenset({"integer"})
"""Grammars that a column declared as text is not read by."""
TEXT_TYPES = frozenset({"TEXT", "VARCHAR"})


def propose_columns(
    staged: Path,
    columns: Sequence[str],
    labels: Sequence[str],
    types: Sequence[str] | None,
    context: TypingContext,
) -> tuple[ColumnPlan, ...]:
    """Propose how each staged column is read, decided on all rows.

    Parameters
    ----------
    staged
        Parquet file of the staged part (`_line` and the columns).
    columns
        Staged column names, in order.
    labels
        Headers, in the same order.
    types
        Types declared by the format; None where every value is text. Declared columns that are
        not text keep their type (grammar `native`).
    context
        What is known of the territory.

    Returns
    -------
    tuple[ColumnPlan, ...]
        One plan per column. `question` is set where a person should decide.
    """
    declared = types or ["TEXT"] * len(columns)
    texts = [c for c, t in zip(columns, declared, strict=True) if t.upper() in TEXT_TYPES]
    told = dict(zip(columns, concepts_of_labels(tuple(labels)), strict=True))
    with engine.cursor() as cur:
        checks.load_communes(cur, context.communes)
        seen = _first_survey(cur, staged, texts)
        found = {c: _concept(seen[c], told[c]) for c in seen}
        judged = _judge(cur, staged, dict(zip(columns, labels, strict=True)), seen, found)
        plans = []
        for draft, type_ in zip(_drafts(columns, labels), declared, strict=True):
            source = draft.source
            if source in judged:
                column = replace(judged[source], draft=draft)
                plan = _plan(cur, staged, column, found[source])
                plans.append(plan if types is None else _text_as_declared(plan))
            else:
                plans.append(_native(draft, type_, told[source]))
    return _named(plans)


def _text_as_declared(plan: ColumnPlan) -> ColumnPlan:
    """Keep as text the whole numbers of a column that the format itself declares as text.

    Whoever drew the table chose a text column for codes (`27`, `03`): a number would say more.
    """
    if plan.grammar not in WHOLE_NUMBERS:
        return plan
    kept = ColumnPlan(source=plan.source, name=plan.name, label=plan.label, concept=plan.concept)
    return replace(kept, reason="le fichier déclare cette colonne comme du texte")


def _drafts(columns: Sequence[str], labels: Sequence[str]) -> list[ColumnPlan]:
    return [
        ColumnPlan(source=source, name=name, label=label)
        for source, name, label in zip(columns, lake_names(labels), labels, strict=True)
    ]


_BY_CONTENT = {
    "DATE": "Date",
    "TIME": "Heure",
    "TIMESTAMP": "Date et heure",
    "TIMESTAMPTZ": "Date et heure",
}


def _named(plans: Sequence[ColumnPlan]) -> tuple[ColumnPlan, ...]:
    """Name the columns that have no header: by what they hold where that is plain."""
    labels = [
        p.label or _BY_CONTENT.get(grammar(p.grammar).type) or p.source.capitalize() for p in plans
    ]
    return tuple(
        replace(plan, label=label, name=name)
        for plan, label, name in zip(plans, labels, lake_names(labels), strict=True)
    )


def _first_survey(
    cur: duckdb.DuckDBPyConnection, staged: Path, columns: Sequence[str]
) -> dict[str, Survey]:
    if not columns:
        return {}
    survey.gather(cur, staged, columns)
    seen = survey.survey(cur, columns, survey.PLAIN)
    return {c: seen.get(c, NO_SURVEY) for c in columns}


def _native(draft: ColumnPlan, type_: str, concept: Concept | None) -> ColumnPlan:
    kept = concept.id if concept and (concept.coded or concept.id in _COORDINATES) else None
    reason = f"type déclaré par le fichier ({sentences.type_name(type_)})"
    return replace(draft, grammar="native", concept=kept, reason=reason)


_COORDINATES = ("longitude", "latitude")


def _concept(seen: Survey, told: Concept | None) -> Concept | None:
    """Keep the concept of the header where the content agrees, or find one by content."""
    if told and seen.values and seen.concepts[told.id] / seen.values >= CONCEPT_SHARE:
        return told
    for concept in CONCEPTS:
        share = seen.concepts.get(f"content:{concept.id}", 0) / max(1, seen.values)
        if concept.content and share >= CONTENT_SHARE:
            return concept
    return None


def _plan(
    cur: duckdb.DuckDBPyConnection,
    staged: Path,
    column: Column,
    concept: Concept | None,
) -> ColumnPlan:
    source = f"read_parquet({literal(str(staged))})"
    if concept is None or not concept.coded:
        plan = decide(cur, source, column)
        numeric = plan.grammar != "text"
        fitting = concept is not None and (numeric == (concept.id in _COORDINATES))
        return replace(plan, concept=concept.id) if concept and fitting else plan
    known = checks.register_applies(cur, source, quote(column.draft.source), concept)
    test = checks.obeys(quote(column.draft.source), concept, communes_known=known)
    row = cur.execute(
        f"SELECT count_if({test}) FROM {source} "
        f"WHERE NOT {render.is_empty(quote(column.draft.source))}"
    ).fetchone()
    valid = int(row[0] or 0) if row else 0
    filled = column.tally.filled + column.tally.missing
    return _coded(cur, source, column, concept, test, filled - valid)


def _coded(
    cur: duckdb.DuckDBPyConnection,
    source: str,
    column: Column,
    concept: Concept,
    test: str,
    invalid: int,
) -> ColumnPlan:
    name = quote(column.draft.source)
    reason = f"{concept.label}, gardé en texte"
    question = ""
    if invalid:
        found = checks.example_misfits(cur, source, name, test, 3)
        question = sentences.invalid_codes(invalid, concept.rule, found)
    options = {"pad": concept.pad} if concept.pad else {}
    return replace(
        column.draft,
        grammar="text",
        concept=concept.id,
        options=options,
        reason=reason,
        question=question,
    )


def _judge(
    cur: duckdb.DuckDBPyConnection,
    staged: Path,
    labels: dict[str, str],
    seen: dict[str, Survey],
    concepts: dict[str, Concept | None],
) -> dict[str, Column]:
    """Find for each column the candidate that all its rows fit, or the nearest one.

    A column of codes is text whatever it looks like: only its cells are counted.
    """
    choices = {c: None if _is_coded(concepts[c]) else _choice(seen[c], labels[c]) for c in seen}
    settled = {
        c: Column(_NO_DRAFT, choices[c], counted, seen[c])
        for c, counted in tally(cur, staged, choices).items()
    }
    waiting = [c for c in seen if settled[c].tally.misfits and choices[c]]
    for _ in range(ROUNDS):
        waiting = _widen(cur, staged, waiting, labels, settled)
        if not waiting:
            break
    return settled


def _is_coded(concept: Concept | None) -> bool:
    return concept is not None and concept.coded


def _widen(
    cur: duckdb.DuckDBPyConnection,
    staged: Path,
    waiting: Sequence[str],
    labels: dict[str, str],
    settled: dict[str, Column],
) -> list[str]:
    """Look for wider candidates with the misfits in hand; give the columns still improving."""
    if not waiting:
        return []
    for c in waiting:
        candidate = settled[c].candidate
        if candidate is not None:
            survey.add_misfits(cur, staged, c, candidate)
    seen = survey.survey(cur, waiting, (*survey.PLAIN, *survey.DECORATED))
    choices = {c: _choice(seen[c], labels[c]) for c in waiting}
    counted = tally(cur, staged, {c: k for c, k in choices.items() if k is not None})
    better = [c for c in counted if counted[c].misfits < settled[c].tally.misfits]
    for c in better:
        settled[c] = replace(settled[c], candidate=choices[c], tally=counted[c])
    return [c for c in better if counted[c].misfits]


_NO_DRAFT = ColumnPlan(source="", name="", label="")


def _choice(seen: Survey, label: str) -> Candidate | None:
    """Choose the candidate to count: the first that fits the most sampled values."""
    allowed = [c for c in seen.fitting if c.grammar.applies_to(label) and _both(c, seen)]
    best = max(allowed, key=lambda c: seen.fitting[c], default=None)
    return best if best and seen.share(best) >= PLAUSIBLE_SHARE else None


def _both(candidate: Candidate, seen: Survey) -> bool:
    truth = candidate.grammar.reading is Reading.TRUTH
    return not (truth and candidate.grammar.needs_both and seen.answers < 2)
