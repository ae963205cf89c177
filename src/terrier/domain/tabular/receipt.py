"""The receipt of an import: every line accounted for, every decision shown.

The JSON of a receipt is versioned by `RECEIPT_VERSION`; `Receipt.to_json` is its only writer. Its
keys are the field names below, tuples being lists.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from terrier.domain.kernel.errors import TerrierError

RECEIPT_VERSION = 1


class DoesNotAddUp(TerrierError):
    """The lines of a source are not all accounted for: the import fails."""

    code = "does_not_add_up"


@dataclass(frozen=True)
class LineEquation:
    """`lines = preamble + blank + total + records`, counted by the second reader, and
    `records = inserted + updated + unchanged + rejected + erased`, told by the import.

    Raises
    ------
    DoesNotAddUp
        From `check`, when one of the two does not hold.
    """

    lines: int
    preamble: int
    blank: int
    total: int
    records: int
    inserted: int
    updated: int
    unchanged: int
    rejected: int
    reader: str = ""
    """Name of the second reader."""
    erased: int = 0
    """Records left out because they had been erased before, at somebody's request."""

    def check(self) -> LineEquation:
        """Return the equation if it holds."""
        parts = self.preamble + self.blank + self.total + self.records
        if parts != self.lines:
            raise DoesNotAddUp(
                f"Le compte des lignes n'est pas juste : {self.lines} lignes lues, mais "
                f"{self.preamble} d'en-tête + {self.blank} vides + {self.total} de total + "
                f"{self.records} enregistrements = {parts}. L'import est annulé, "
                "la version précédente reste en place."
            )
        fates = self.inserted + self.updated + self.unchanged + self.rejected + self.erased
        if fates != self.records:
            raise DoesNotAddUp(
                f"Le compte des enregistrements n'est pas juste : {self.records} comptés par le "
                f"second lecteur ({self.reader or 'inconnu'}), mais {self.inserted} ajoutés + "
                f"{self.updated} modifiés + {self.unchanged} inchangés + {self.rejected} rejetés + "
                f"{self.erased} écartés car effacés = {fates}. L'import est annulé, "
                "la version précédente reste en place."
            )
        return self


@dataclass(frozen=True)
class Place:
    """A value and where it stands in the source."""

    line: int
    value: str


@dataclass(frozen=True)
class Change:
    """A raw value and what typing made of it."""

    before: str
    after: str


@dataclass(frozen=True)
class ClockReport:
    """Wall-clock times of Europe/Paris around the two changes of the year."""

    nonexistent: int = 0
    ambiguous: int = 0
    examples: tuple[Place, ...] = ()


@dataclass(frozen=True)
class ColumnReport:
    """What typing did to one column."""

    name: str
    label: str
    type: str
    grammar: str
    why: str
    unit: str | None = None
    concept: str | None = None
    filled: int = 0
    """Values in the version."""
    empty: int = 0
    """Cells without any value in the source, rejected rows included."""
    missing: dict[str, int] = field(default_factory=dict)
    """Tokens read as « no value », with their counts."""
    changed: int = 0
    """Cells whose text was rewritten to be read."""
    examples: tuple[Change, ...] = ()
    rejected: int = 0
    """Values that could not be read; their rows are among the rejected."""
    distinct: int = 0
    distinct_exact: bool = True
    minimum: str | None = None
    maximum: str | None = None
    invalid: int = 0
    """Codes that do not obey the rule of their concept; they are kept."""
    invalid_examples: tuple[Place, ...] = ()
    clock: ClockReport | None = None


@dataclass(frozen=True)
class GeometryReport:
    """What became of the geometries."""

    kind: str
    crs: str
    crs_reason: str
    types: tuple[str, ...] = ()
    located: int = 0
    empty: int = 0
    """Rows without coordinates in the source; they are kept."""
    impossible: int = 0
    """Rows whose coordinates fall nowhere; they are kept without geometry."""
    impossible_examples: tuple[Place, ...] = ()
    repaired: int = 0
    repaired_examples: tuple[Place, ...] = ()
    """Line and what was wrong."""
    outside: int | None = None
    """Features outside the territory; None where the territory is unknown."""
    outside_examples: tuple[Place, ...] = ()
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in WGS84."""
    has_z: bool = False


@dataclass(frozen=True)
class SourceFile:
    """The file as received."""

    id: int
    name: str
    size: int
    sha256: str
    url: str = ""


@dataclass(frozen=True)
class Proof:
    """One thing decided about the source, with its evidence."""

    what: str
    value: str
    proof: str


@dataclass(frozen=True)
class RejectSummary:
    """How many rows each rule rejected."""

    column: str
    rule: str
    count: int


@dataclass(frozen=True)
class RejectedExample:
    """One rejected value; `column` is empty where the whole line was rejected."""

    line: int
    column: str
    value: str
    rule: str


@dataclass(frozen=True)
class Corrections:
    """Corrections of people, applied again to the new rows."""

    applied: int
    conflicts: int


@dataclass(frozen=True)
class ConformityError:
    """One departure from a national schema."""

    line: int | None
    field: str
    value: str
    rule: str


@dataclass(frozen=True)
class Conformity:
    """A table held against the national schema that its header matches."""

    schema: str
    title: str
    rows_checked: int
    complete: bool
    """False where only the first rows were checked."""
    errors: tuple[ConformityError, ...] = ()
    errors_count: int = 0


@dataclass(frozen=True)
class Comparison:
    """The version against the one before."""

    base_version: int
    added: int
    removed: int
    changed: int
    unchanged: int
    by_key: bool
    """False: without a key, versions are compared as bags of rows."""


@dataclass(frozen=True)
class Step:
    """The time that one step took."""

    name: str
    seconds: float
    rows: int | None = None

    @property
    def rows_per_second(self) -> int | None:
        """Give the speed, None for a step that does not go by rows."""
        return round(self.rows / self.seconds) if self.rows and self.seconds else None


@dataclass(frozen=True)
class TableReceipt:
    """The receipt of one table of a version."""

    name: str
    title: str
    equation: LineEquation
    rejects: tuple[RejectSummary, ...] = ()
    rejected_examples: tuple[RejectedExample, ...] = ()
    evidence: tuple[Proof, ...] = ()
    columns: tuple[ColumnReport, ...] = ()
    geometry: GeometryReport | None = None
    conformity: Conformity | None = None
    comparison: Comparison | None = None
    corrections: Corrections | None = None
    broken_characters: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Receipt:
    """The receipt of one import."""

    files: tuple[SourceFile, ...]
    format: str
    evidence: tuple[Proof, ...]
    tables: tuple[TableReceipt, ...]
    steps: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Give the receipt as plain JSON, once its equations are checked.

        Raises
        ------
        DoesNotAddUp
            When a table's lines are not all accounted for.
        """
        for table in self.tables:
            table.equation.check()
        steps = [{**asdict(s), "rows_per_second": s.rows_per_second} for s in self.steps]
        return {"receipt_version": RECEIPT_VERSION, **asdict(self), "steps": steps}
