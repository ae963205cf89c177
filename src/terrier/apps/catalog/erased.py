"""What was erased of each table, as keyed digests that say nothing of whose rows they were."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Conflict
from terrier.lake.erasure import Mark

from .models import Dataset, ErasedMark, Table

Listener = Callable[[Dataset], None]
_listeners: list[Listener] = []


def on_erasure(listener: Listener) -> Listener:
    """Call a function of an app above when rows leave a dataset, in the same transaction."""
    _listeners.append(listener)
    return listener


def announce(dataset: Dataset) -> None:
    """Tell every listener that rows have left the files of a dataset."""
    for listener in _listeners:
        listener(dataset)


def secret() -> bytes:
    """Give the secret of the digests, made from that of the instance."""
    return salted_hmac(
        "terrier.erased", "", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()


def fingerprint() -> str:
    """Tell one secret from another without giving it away."""
    return hashlib.sha256(secret()).hexdigest()[:8]


def scope(table: Table, columns: Iterable[str]) -> str:
    """Say which table and columns (stable ids) a digest speaks of."""
    return f"{table.pk}:{','.join(columns)}"


def mark(
    table: Table, columns: Iterable[str], digests: Iterable[str], names: Mapping[str, str]
) -> Mark:
    """Give a mark for a file in which columns bear these names (by stable id)."""
    ids = tuple(columns)
    # A column that the file does not have keeps a name that no file has: the mark cannot hold.
    called = tuple(names.get(i, f" {i}") for i in ids)
    return Mark(scope(table, ids), called, frozenset(digests))


def marks_of(table: Table, names: Mapping[str, str]) -> tuple[Mark, ...]:
    """Give every mark of a table, for a file in which columns bear these names.

    Raises
    ------
    Conflict
        The instance has another secret than when rows were erased: nobody could tell them.
    """
    ours = fingerprint()
    kept: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for found in ErasedMark.objects.filter(table=table):
        if found.secret != ours:
            raise Conflict(
                _(
                    "La clé secrète de l’instance n’est plus celle avec laquelle des lignes de "
                    "« %(table)s » ont été effacées : un import pourrait les faire revenir. "
                    "Remettez l’ancienne clé (fichier « secret_key », ou TERRIER_SECRET_KEY)."
                )
                % {"table": table.title}
            )
        kept[tuple(found.columns)].append(found.digest)
    return tuple(mark(table, columns, digests, names) for columns, digests in kept.items())
