"""Which column of the result is made of which column of a source: who sees it follows."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from terrier.apps.catalog.models import Column, Dataset, Derivation, Version
from terrier.domain.matching.definition import Definition, Rewrite, Several

from ..columns import Result, SideName
from ..models import Crossing

SAME_TERRITORY = frozenset({Rewrite.SPACES, Rewrite.ZEROS, Rewrite.COMMUNES})
"""Rewrites under which two equal codes of commune are one territory."""


def note(crossing: Crossing, result: Result, version: Version) -> None:
    """Write the derivations of a new version, and mark what it tells of persons.

    Part of the transaction that makes the version current: no reader may see it without them.
    """
    ids = _ids(version)
    crossing.columns = {**crossing.columns, **{c.origin: ids[c.name] for c in result.columns}}
    write(crossing.dataset, result, ids)


def write(dataset: Dataset, result: Result, ids: dict[str, str]) -> None:
    """Write which columns come from where; `ids` gives the stable id of each result column.

    A source of an earlier definition goes on narrowing the dataset: its versions can be read.
    """
    made: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    carried: dict[int, dict[str, str]] = defaultdict(dict)
    source_of = {"left": result.definition.left.dataset, "right": result.definition.right.dataset}
    for column in result.columns:
        for side, source in column.made_of | result.rows_tell:
            if (pk := source_of[side]) is not None:
                made[pk][source].add(ids[column.name])
    for (side, source), name in _carried(result).items():
        if (pk := source_of[side]) is not None:
            carried[pk].setdefault(source, ids[name])
    if source_of["left"] == source_of["right"]:
        # A dataset crossed with itself: a row shows two of its rows, and repeats only one.
        carried.clear()
    for pk in {s for s in source_of.values() if s is not None}:
        _add(dataset, pk, made[pk], carried[pk])
    changed: dict[str, Any] = {"derived": True}
    if any(d.source.about_persons for d in dataset.derivations.select_related("source")):
        changed["about_persons"] = True
    Dataset.objects.filter(pk=dataset.pk).update(**changed)


def _add(dataset: Dataset, source: int, made: dict[str, set[str]], carried: dict[str, str]) -> None:
    """Add to what is known of a source: versions of an earlier definition can still be read.

    A column has had a part in whatever it has ever had a part in; a column carries a territory
    only if it always did.
    """
    known = Derivation.objects.filter(dataset=dataset, source_id=source).first()
    for column, ids in (known.made if known else {}).items():
        made.setdefault(column, set()).update(ids)
    if known is not None and known.made:
        carried = {c: i for c, i in carried.items() if known.carried.get(c) == i}
    Derivation.objects.update_or_create(
        dataset=dataset,
        source_id=source,
        defaults={"made": {c: sorted(ids) for c, ids in made.items()}, "carried": carried},
    )


def _carried(result: Result) -> dict[tuple[SideName, str], str]:
    """Give, for each column of a source, the result column that says the territory of its rows.

    A left column that is kept says that of its own row. A right one does where each row shows one
    right row; where rows are summarised, only if what they meet by is that very column: all that
    went into the row then has the same code.
    """
    definition = result.definition
    found: dict[tuple[SideName, str], str] = {}
    for column in result.columns:
        if column.repeats is not None:
            found.setdefault(column.repeats, column.name)
    for left, right in _same_codes(definition):
        kept = found.get(("left", left))
        if kept is not None and definition.several is Several.SUMMARISED:
            found.setdefault(("right", right), kept)
    return found


def _same_codes(definition: Definition) -> list[tuple[str, str]]:
    return [
        (pair.left, pair.right)
        for pair in definition.link.pairs
        if pair.period is None and not pair.until and set(pair.rewrites) <= SAME_TERRITORY
    ]


def _ids(version: Version) -> dict[str, str]:
    """Give the stable ids of the columns of a version by their names."""
    stored = version.tables.get()
    known = Column.objects.filter(table=stored.table_id).values_list("stable_id", flat=True)
    return {e["name"]: e["id"] for e in stored.columns if e["id"] in set(known)}
