"""The groups of an answer as the rows that a drawing reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from terrier.domain.figures import axes, wording
from terrier.domain.figures.palette import MOST_CATEGORIES
from terrier.domain.questions.answer import Answer, Group, Value

Row = dict[str, Any]


def names(answer: Answer, axis: int) -> dict[tuple[Value, bool], str]:
    """Name each key of an axis, and « Autres », so that no two bear one name."""
    found = {(g.keys[axis], g.others and axis == 0): g.names[axis] for g in answer.groups}
    often = Counter(found.values())
    return {
        slot: name if often[name] == 1 or slot[0] is None else f"{name} ({slot[0]})"
        for slot, name in found.items()
    }


def rows(answer: Answer, groups: list[Group] | tuple[Group, ...] | None = None) -> list[Row]:
    """Give groups to a drawing: names, value, text, and why a value is not there."""
    named = [names(answer, axis) for axis in range(len(answer.by))]
    found: list[Row] = []
    for group in answer.groups if groups is None else groups:
        row: Row = {
            "value": None if group.value is None else float(group.value),
            "n": len(found),
            "text": wording.group_text(answer, group),
            "special": group.others or None in group.keys,
            "state": _state(group),
        }
        if answer.partial.intersection(key for key in group.keys if isinstance(key, date)):
            row["partial"] = True
        for axis, field in zip(range(len(answer.by)), "ab", strict=False):
            slot = (group.keys[axis], group.others and axis == 0)
            row[field] = named[axis].get(slot, group.names[axis])
        row["said"] = f"{', '.join(row[f] for f in 'ab' if f in row)}\u00a0: {row['text']}"
        found.append(row)
    return found


def _state(group: Group) -> str:
    if group.suppressed:
        return "suppressed"
    return "missing" if group.value is None else ""


@dataclass(frozen=True)
class Series:
    """The groups of two axes as a few series, the most important first."""

    answer: Answer
    axis: int
    """Axis whose keys are the series."""
    ordered: tuple[str, ...]
    """Names of the series in order; what is put together comes last."""
    rows: tuple[Row, ...]
    """As `rows`, with `group`, the name of the series, and `key`, the key on the other axis."""
    beyond: int
    """Series that are put together, or left out where they do not add up."""

    @property
    def gathers(self) -> bool:
        """Say whether what is beyond is put together."""
        return self.beyond > 0 and wording.additive(self.answer)


def series(answer: Answer, axis: int, most: int = MOST_CATEGORIES) -> Series:
    """Keep the series that weigh most, and put the others together where they add up."""
    weights: dict[Value, float] = defaultdict(float)
    for group in axes.named(answer):
        weights[group.keys[axis]] += abs(float(group.value or 0))
    ranked = sorted(weights, key=lambda key: -weights[key])
    if answer.question.by[axis].part.value != "value" or axes.is_moment(answer, axis):
        ranked = axes.keys(answer, axis)
    kept = ranked if len(ranked) <= most else ranked[: most - 1]
    beyond = ranked[len(kept) :]
    own = [g for g in answer.groups if not _apart(g, axis) and g.keys[axis] in set(kept)]
    apart = [g for g in answer.groups if _apart(g, axis)]
    found = rows(answer, own)
    for row, group in zip(found, own, strict=True):
        row |= {"group": row["ab"[axis]], "key": group.keys[1 - axis]}
    rest = [g for g in answer.groups if not _apart(g, axis) and g.keys[axis] in set(beyond)]
    if wording.additive(answer):
        found += _together(answer, axis, rest + [g for g in apart if _others(g, axis)], "Autres")
    found += _together(answer, axis, [g for g in apart if not _others(g, axis)], "Sans valeur")
    named = names(answer, axis)
    ordered = [named[(key, False)] for key in kept]
    ordered += list(dict.fromkeys(r["group"] for r in found if r["group"] not in ordered))
    return Series(answer, axis, tuple(ordered), tuple(found), len(beyond))


def _apart(group: Group, axis: int) -> bool:
    return group.keys[axis] is None


def _others(group: Group, axis: int) -> bool:
    return group.others and axis == 0


def _together(answer: Answer, axis: int, groups: list[Group], name: str) -> list[Row]:
    """Add groups up by their other key."""
    by_key: dict[Value, list[Group]] = defaultdict(list)
    for group in groups:
        by_key[group.keys[1 - axis]].append(group)
    found = []
    for key, members in by_key.items():
        known = [g.value for g in members if g.value is not None]
        hidden = any(g.suppressed for g in members)
        total = sum(map(float, known)) if known and not hidden else None
        first = replace(members[0], value=total, suppressed=hidden)
        row = rows(answer, [first])[0]
        row |= {"group": name, "ab"[axis]: name, "key": key, "special": True}
        row["said"] = f"{row['a']}, {row['b']}\u00a0: {row['text']}"
        found.append(row)
    return found
