"""Templates of pages: they find the data that they need, and say what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Dataset, Table
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.queries.measures import profile_of
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.domain.questions import address

from ..choices import Kind
from .declared import STARTERS
from .filling import filled
from .needs import Need, Starter, Told, Wish, plain_words

FORM = "forme"


@dataclass(frozen=True)
class Source:
    """A table that the reader sees, with what is known of its columns."""

    dataset: str
    table: str
    title: str
    words: str
    columns: tuple[Told, ...]
    derived: bool
    """Whether it is a crossing: its rows are not what its title alone would say."""


Found = tuple[Source, dict[str, Told]]
"""A table that answers a need, and the column of each role."""


@dataclass(frozen=True)
class Prepared:
    """A template with what it found."""

    starter: Starter
    found: tuple[tuple[Need, Found | None], ...]

    @property
    def used(self) -> tuple[str, ...]:
        """Give the titles of the datasets that it draws from."""
        return tuple(dict.fromkeys(found[0].title for _need, found in self.found if found))

    @property
    def missing(self) -> tuple[str, ...]:
        """Say what it looked for in vain, in French."""
        return tuple(need.words for need, found in self.found if not found)

    @property
    def initial(self) -> dict[str, str]:
        """Give what the form starts with."""
        told = self.starter
        return {"title": told.title, "summary": told.summary, "theme": told.theme}

    def blocks(self, reader: Reader, today: date) -> list[tuple[Kind, dict[str, Any]]]:
        """Give the kind and the values of each block, ready to be added; no line has a gap."""
        known = {id(need): _measured(reader, *found) for need, found in self.found if found}
        drawn: list[tuple[Kind, dict[str, Any]]] = []
        for wish in self.starter.wishes:
            values = id(wish.need) in known and _values(wish, *known[id(wish.need)], today)
            if values:
                drawn.append((wish.kind, values))
        opening = (Kind.TEXT, {"text": self.starter.opening})
        return [opening, *filled(drawn), *self._untold()]

    def _untold(self) -> list[tuple[Kind, dict[str, Any]]]:
        """Say on the page what it does not speak of."""
        if not self.missing:
            return []
        words = "\n".join(f"- {words}" for words in self.missing)
        title = _("Ce que cette page ne dit pas encore")
        return [
            (Kind.TEXT, {"title": title, "text": _("La plateforme n’a pas :") + f"\n\n{words}"})
        ]


def every(reader: Reader) -> list[Prepared]:
    """Prepare all the templates; the catalogue is read once."""
    known = sources(reader)
    return [_prepare(starter, known) for starter in STARTERS]


def prepared(reader: Reader, id: str) -> Prepared | None:
    """Prepare a template; None where none is asked for.

    Raises
    ------
    NotFound
        There is none of this name.
    """
    if not id:
        return None
    chosen = next((s for s in STARTERS if s.id == id), None)
    if chosen is None:
        known = ", ".join(s.id for s in STARTERS)
        raise NotFound(_("Ce modèle n’existe pas. Modèles : %(known)s.") % {"known": known})
    return _prepare(chosen, sources(reader))


def _prepare(starter: Starter, available: list[Source]) -> Prepared:
    needs = {id(wish.need): wish.need for wish in starter.wishes}.values()
    return Prepared(starter, tuple((need, answer(need, available)) for need in needs))


def answer(need: Need, available: Iterable[Source]) -> Found | None:
    """Find a table for a need: those whose title says it come before those of its keywords."""
    about = re.compile(rf"\b(?:{need.about})\b")
    fitting = [s for s in available if not s.derived and about.search(s.words)]
    fitting.sort(key=lambda s: about.search(plain_words(s.title)) is None)
    for source in fitting:
        columns = need.answered_by(source.columns)
        if columns is not None:
            return source, columns
    return None


def _measured(reader: Reader, source: Source, columns: dict[str, Told]) -> Found:
    """Find how far the columns go and what they hold, where a block may depend on it."""
    profile = profile_of(open_table(reader, source.dataset, source.table))
    figures = {column.name: column for column in profile.columns}
    told = {}
    for role, column in columns.items():
        seen = figures[column.name]
        values = tuple(value for value, _count in seen.top)
        told[role] = replace(
            column, first=seen.minimum or "", last=seen.maximum or "", values=values
        )
    return source, told


def _values(
    wish: Wish, source: Source, columns: dict[str, Told], today: date
) -> dict[str, Any] | None:
    asked = wish.ask(columns, today)
    if asked is None:
        return None
    year = columns["moment"].whole_year(today) if "{year}" in wish.title else None
    question = address.write(asked)
    return {
        "title": wish.title.format(year=_(", en %(year)s") % {"year": year} if year else ""),
        "note": wish.note,
        "width": wish.width.value,
        "dataset": source.dataset,
        "table": source.table,
        "question": f"{question}&{FORM}={wish.form}" if wish.form else question,
    }


def sources(reader: Reader) -> list[Source]:
    """Give the tables that have rows and that the reader sees, with the columns they may read."""
    datasets = Dataset.objects.visible_to(reader).filter(current__isnull=False)
    known = {d.pk: d for d in datasets.select_related("owner")}
    sights = sights_of(reader, known.values())
    tables = Table.objects.filter(
        dataset__in=known, versions__version__current_of__isnull=False, versions__records__gt=0
    )
    return [
        Source(
            dataset=known[table.dataset_id].slug,
            table=table.name,
            title=known[table.dataset_id].title,
            words=_words(known[table.dataset_id]),
            derived=known[table.dataset_id].derived,
            columns=tuple(
                Told(c.name, c.label, c.unit, c.type, c.concept)
                for c in table.columns.all()
                if not c.removed and c.stable_id not in sights[table.dataset_id].masked
            ),
        )
        for table in tables.distinct().prefetch_related("columns")
    ]


def _words(dataset: Dataset) -> str:
    return plain_words(" ".join((dataset.title, *dataset.keywords)))
