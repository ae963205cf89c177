"""What the demonstration holds: each dataset as a person would describe it, with its files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from terrier.demonstration.names import FICTION
from terrier.demonstration.territory import Territory

EPCI_SLUG = "val-de-virlane"
BOARD_SLUG = "regie-des-eaux"
"""The water board, which holds the networks."""
LICENCE = "etalab-2.0"
CONTACT = "donnees@val-de-virlane.example"


@dataclass(frozen=True)
class Override:
    """A decision that a person would have taken against, or beyond, the proposal."""

    changes: dict[str, Any]
    """Fields of `ColumnPlan` (or of `TablePlan` where no column is named) with their values."""
    column: str | None = None
    """Header as it stands in the file."""
    part: str = ""
    """Sheet, layer or member; empty: the only one."""


@dataclass(frozen=True)
class SourceFile:
    """One file to bring in, in order."""

    path: Path
    mode: str = "replace"
    """`replace`, `append` or `upsert`."""
    overrides: tuple[Override, ...] = ()
    renamed: dict[str, str] = field(default_factory=dict)
    """Headers that this file renames: new → old."""
    note: str = ""
    """French sentence: what is remarkable in this file."""


@dataclass(frozen=True)
class ColumnNote:
    """How people read one column."""

    source: str
    """Header as it stands in the first file."""
    label: str
    description: str = ""
    unit: str | None = None


@dataclass(frozen=True)
class DatasetDescription:
    """One dataset of the demonstration."""

    slug: str
    title: str
    description: str
    theme: str
    """A value of `terrier.apps.catalog.choices.Theme`."""
    files: tuple[SourceFile, ...]
    organisation: str = EPCI_SLUG
    """Slug of the owning organisation: the EPCI or a commune."""
    licence: str = LICENCE
    """Value of the catalogue's list of licences; `interne` where the public sees nothing."""
    frequency: str = "annual"
    """`continuous`, `daily`, `weekly`, `monthly`, `quarterly`, `annual`, `irregular`."""
    contact: str = CONTACT
    keywords: tuple[str, ...] = ()
    coverage_from: str | None = None
    coverage_to: str | None = None
    coverage_place: str = f"Val de Virlane ({FICTION})"
    columns: tuple[ColumnNote, ...] = ()
    visibility: str = "public"
    """`public`, `internal` or `restricted`."""
    shared_with: tuple[str, ...] = ()
    """Slugs of the organisations named where restricted."""
    masks: tuple[str, ...] = ()
    """Headers of masked columns."""
    territory_column: str | None = None
    """Header of the commune code that limits rows to the reader's own communes."""
    key: tuple[str, ...] = ()
    """Headers of the declared key."""
    background: bool = False
    """True for the layers under every map."""

    def __post_init__(self) -> None:
        if FICTION not in self.description:
            text = f"{self.description} {FICTION} : ces données sont inventées."
            object.__setattr__(self, "description", text)
        if FICTION.lower() not in self.keywords:
            object.__setattr__(self, "keywords", (*self.keywords, FICTION.lower()))


@dataclass(frozen=True)
class Member:
    """The grouping or one commune, as an organisation."""

    slug: str
    name: str
    code: str
    """Commune code of the demonstration's register; the SIREN for the grouping."""
    siren: str
    population: int
    wkb: bytes
    """Outline, WGS84."""
    former_codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """All that `generate` wrote."""

    seed: int
    epci: Member
    communes: tuple[Member, ...]
    datasets: tuple[DatasetDescription, ...]
    territory: Territory

    @property
    def background(self) -> tuple[DatasetDescription, ...]:
        """Give the layers to draw under every map."""
        return tuple(d for d in self.datasets if d.background)

    def dataset(self, slug: str) -> DatasetDescription:
        """Find a dataset by its slug."""
        return next(d for d in self.datasets if d.slug == slug)
