"""What is said of a catalogue, before any RDF."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Agent:
    """An organisation that publishes."""

    uri: str
    name: str
    homepage: str = ""


@dataclass(frozen=True)
class Contact:
    """Whom to write to."""

    name: str
    email: str = ""
    page: str = ""


@dataclass(frozen=True)
class Distribution:
    """One way to get the data."""

    uri: str
    title: str
    access_url: str
    download_url: str = ""
    """Empty for a service."""
    format: str = ""
    """Key of `vocabularies.FILE_TYPES`."""
    service: str = ""
    """Address of the service that gives the data, where no file does."""
    conforms_to: str = ""
    """Address of the national schema that the file was checked against."""


@dataclass(frozen=True)
class DatasetFacts:
    """A public dataset."""

    uri: str
    identifier: str
    """Never changes: harvesters know the dataset by it."""
    title: str
    description: str
    page: str
    publisher: Agent
    contact: Contact
    version: str
    modified: datetime
    issued: datetime | None = None
    licence: str = ""
    frequency: str = ""
    theme: str = ""
    keywords: tuple[str, ...] = ()
    covers_from: date | None = None
    covers_to: date | None = None
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in degrees."""
    place: str = ""
    distributions: tuple[Distribution, ...] = ()


@dataclass(frozen=True)
class ServiceFacts:
    """The doors for machines."""

    uri: str
    title: str
    endpoint: str
    description_url: str
    conforms_to: tuple[str, ...]


@dataclass(frozen=True)
class PageFacts:
    """One page of a catalogue."""

    uri: str
    """Of the catalogue, the same on all pages."""
    title: str
    description: str
    homepage: str
    publisher: Agent
    contact: Contact
    service: ServiceFacts
    datasets: tuple[DatasetFacts, ...]
    total: int
    """Datasets on all pages."""
    address: str
    """Of this page."""
    first: str
    last: str
    previous: str = ""
    next: str = ""
