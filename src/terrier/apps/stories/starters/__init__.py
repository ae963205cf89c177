"""Templates of pages: they find the data that they need, and say what is missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import sights_of
from terrier.apps.catalog.models import Dataset, Table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound
from terrier.domain.questions import address

from ..choices import Kind
from .declared import STARTERS
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


@dataclass(frozen=True)
class Prepared:
    """A template with what it found."""

    starter: Starter
    blocks: tuple[tuple[Kind, dict[str, Any]], ...]
    """Kind and values of each block, ready to be added."""
    used: tuple[str, ...]
    """Titles of the datasets that it draws from."""
    missing: tuple[str, ...]
    """What it looked for in vain, in French."""

    @property
    def initial(self) -> dict[str, str]:
        """Give what the form starts with."""
        told = self.starter
        return {"title": told.title, "summary": told.summary, "theme": told.theme}


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
    found = {id(need): answer(need, available) for need in _needs(starter)}
    blocks: list[tuple[Kind, dict[str, Any]]] = [(Kind.TEXT, {"text": starter.opening})]
    for wish in starter.wishes:
        answered = found[id(wish.need)]
        if answered is not None:
            blocks.append((wish.kind, _values(wish, *answered)))
    known = [answer for answer in found.values() if answer is not None]
    return Prepared(
        starter=starter,
        blocks=tuple(blocks),
        used=tuple(dict.fromkeys(source.title for source, _columns in known)),
        missing=tuple(n.words for n in _needs(starter) if found[id(n)] is None),
    )


def _needs(starter: Starter) -> Iterator[Need]:
    yield from {id(w.need): w.need for w in starter.wishes}.values()


def answer(need: Need, available: Iterable[Source]) -> tuple[Source, dict[str, Told]] | None:
    """Find a table for a need: those whose title says it come before those of its keywords."""
    about = re.compile(rf"\b(?:{need.about})\b")
    fitting = [s for s in available if not s.derived and about.search(s.words)]
    fitting.sort(key=lambda s: about.search(plain_words(s.title)) is None)
    for source in fitting:
        columns = need.answered_by(source.columns)
        if columns is not None:
            return source, columns
    return None


def _values(wish: Wish, source: Source, columns: dict[str, Told]) -> dict[str, Any]:
    question = address.write(wish.ask(columns))
    return {
        "title": wish.title,
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
