"""The match report: what met, what met nothing, what met several times; it adds up or fails."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from terrier.domain.kernel.errors import TerrierError


class DoesNotAddUp(TerrierError):
    """Rows of a crossing are not all accounted for: it is not saved."""

    code = "crossing_does_not_add_up"


@dataclass(frozen=True)
class Tally:
    """What became of the rows of one side."""

    rows: int
    matched: int
    unmatched: int
    """Rows that could have met something and did not: the work list."""
    without: int
    """Rows that cannot meet anything: no value in the key, no geometry, one that cannot be used."""
    several: int = 0
    """Matched rows that met more than one row of the other side."""
    outside: int = 0
    """Rows out of the perimeter that was asked for."""

    def check(self) -> Tally:
        """Return the tally if every row is accounted for."""
        parts = self.matched + self.unmatched + self.without + self.outside
        if parts != self.rows or self.several > self.matched:
            raise DoesNotAddUp(
                f"Le compte du croisement n’est pas juste : {self.rows} lignes, mais "
                f"{self.matched} rapprochées + {self.unmatched} sans correspondance + "
                f"{self.without} sans clé ni position + {self.outside} hors périmètre = {parts}. "
                "Rien n’est enregistré."
            )
        return self


@dataclass(frozen=True)
class Doubt:
    """Two values that look alike, not taken for the same: a person decides."""

    left: str
    right: str
    likeness: float
    """Between 0 and 1."""
    rows: int
    """Left rows with this value."""


@dataclass(frozen=True)
class MatchReport:
    """What a crossing met, exactly."""

    left: Tally
    right: Tally
    pairs: int
    """Meetings: a left row with a right row."""
    by_hand: int = 0
    """Left rows that only a match made by hand lets meet something."""
    doubts: tuple[Doubt, ...] = ()
    """Names of communes that look alike, the most frequent first; at most 100."""
    notes: tuple[str, ...] = ()
    """French sentences: areas that overlap, holes, geometries that were mended for the computing,
    a match by hand that no longer leads anywhere."""
    examples: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """A few values that met nothing: `left` and `right`."""

    @property
    def rate(self) -> float | None:
        """Give the part of the left rows of the perimeter that met something; None: no row."""
        asked = self.left.rows - self.left.outside
        return self.left.matched / asked if asked else None

    def share_told(self, *, by_areas: bool) -> float | None:
        """Give the part that people ask for: of the areas of a zoning, some rightly hold nothing.

        Parameters
        ----------
        by_areas
            Whether the left rows are areas that are always at hand: the part is then of what they
            were to hold.
        """
        if not by_areas:
            return self.rate
        asked = self.right.rows - self.right.outside
        return self.right.matched / asked if asked else None

    def to_json(self) -> dict[str, Any]:
        """Give the report as plain JSON, once it adds up.

        Raises
        ------
        DoesNotAddUp
            The rows of a side are not all accounted for.
        """
        self.left.check()
        self.right.check()
        return {**asdict(self), "rate": self.rate}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> MatchReport:
        """Read a report written by `to_json`."""
        return cls(
            left=Tally(**data["left"]),
            right=Tally(**data["right"]),
            pairs=data["pairs"],
            by_hand=data["by_hand"],
            doubts=tuple(Doubt(**d) for d in data["doubts"]),
            notes=tuple(data["notes"]),
            examples={side: tuple(values) for side, values in data["examples"].items()},
        )
