"""Documents as one reader may read them: they follow the row that they are attached to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.catalog.authority import dataset_for
from terrier.connectors.documents.recognising import SORTS, Sort
from terrier.domain.kernel.errors import NotFound
from terrier.lake.keys import rows_of

from ..models import Document
from .log import relations_in_place

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset
    from terrier.domain.access.policy import Reader, Sight


def readable(dataset: Dataset, seen: Sight, found: Iterable[Document]) -> list[Document]:
    """Keep the documents of the rows that the reader sees in the version in place.

    Contributors who see every row keep those of rows that disappeared too: somebody must be able
    to take them away.
    """
    documents = list(found)
    relations = relations_in_place(dataset, seen)
    known = {
        table: rows_of(relation, {d.row_key for d in documents if d.table_id == table})
        for table, relation in relations.items()
    }
    everything = seen.contributes and seen.whole
    return [d for d in documents if everything or d.row_key in known.get(d.table_id, {})]


def document_for(reader: Reader, slug: str, number: int) -> tuple[Document, Dataset, Sight]:
    """Find a document that the reader may read."""
    dataset, seen = dataset_for(reader, slug)
    asked = Document.objects.filter(table__dataset=dataset, pk=min(number, 2**62))
    found = readable(dataset, seen, asked.select_related("table__dataset", "author"))
    if not found:
        raise NotFound(_("Ce document n’existe pas, ou n’est pas ouvert à votre compte."))
    return found[0], dataset, seen


@dataclass(frozen=True)
class DocumentTold:
    """A document, with what a list says of it."""

    document: Document
    sort: Sort
    author: str | None
    """Empty: the account was deleted; None: not told, to who is not of the territory."""


def told(found: Iterable[Document], *, names: bool) -> list[DocumentTold]:
    """Put documents into words; `names` says whether their authors are named."""
    return [
        DocumentTold(d, sort_of(d), (d.author.name if d.author else "") if names else None)
        for d in found
    ]


def sort_of(document: Document) -> Sort:
    """Say what a document is."""
    return SORTS[document.sort]
