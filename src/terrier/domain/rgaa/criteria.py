"""The criteria and their themes, as the State publishes them (`criteria.tsv`)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files


@dataclass(frozen=True)
class Criterion:
    """One question of the RGAA."""

    number: str
    """`3.2`: theme, then rank within it."""
    title: str
    wcag: str
    """Success criteria of WCAG that it comes from, with their levels."""

    @property
    def theme(self) -> int:
        """Give the number of its theme."""
        return int(self.number.split(".")[0])


@dataclass(frozen=True)
class Theme:
    """A family of criteria."""

    number: int
    name: str
    criteria: tuple[Criterion, ...]


@lru_cache(maxsize=1)
def themes() -> tuple[Theme, ...]:
    """Give the 13 themes with their 106 criteria, in the order of the norm.

    Examples
    --------
    >>> len(themes()), sum(len(theme.criteria) for theme in themes())
    (13, 106)
    """
    names: dict[int, str] = {}
    found: dict[int, list[Criterion]] = {}
    text = files(__package__).joinpath("criteria.tsv").read_text(encoding="utf-8")
    for line in text.splitlines()[1:]:
        name, number, title, wcag = line.split("\t")
        criterion = Criterion(number, title, wcag)
        names[criterion.theme] = name
        found.setdefault(criterion.theme, []).append(criterion)
    return tuple(Theme(number, names[number], tuple(found[number])) for number in found)


@lru_cache(maxsize=1)
def criteria() -> dict[str, Criterion]:
    """Give the criteria by their numbers, in the order of the norm."""
    return {c.number: c for theme in themes() for c in theme.criteria}
