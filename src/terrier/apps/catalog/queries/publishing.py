"""What should be looked at before a dataset is opened to the public."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.choices import Licence
from terrier.apps.catalog.models import Column, Dataset
from terrier.domain.access.policy import Reader
from terrier.domain.access.sensitive import PATTERNS, Described, Found, Suspicion, suspicions
from terrier.lake.sightings import examples, sightings


@dataclass(frozen=True)
class Point:
    """One line of the check-list."""

    label: str
    done: bool
    remedy: str


@dataclass(frozen=True)
class Suspected:
    """A column that seems to say something of persons."""

    column: Column
    suspicion: Suspicion


Check = Callable[[Dataset], Iterable[Point]]
_checks: list[Check] = []


def publication_check(check: Check) -> Check:
    """Add to the check-list what an app above asks of a dataset, whoever it is opened to."""
    _checks.append(check)
    return check


def duties(dataset: Dataset) -> list[Point]:
    """Say what the apps above ask before the dataset is opened to anybody."""
    return [point for check in _checks for point in check(dataset)]


def description_points(dataset: Dataset) -> list[Point]:
    """Say what of the description is there and what is missing for the public."""
    return [
        *duties(dataset),
        Point(
            _("Une description"),
            bool(dataset.description),
            _("Dites en deux phrases ce que contient ce jeu de données."),
        ),
        Point(
            _("Un thème"),
            bool(dataset.theme),
            _("Choisissez le thème sous lequel on le cherchera."),
        ),
        Point(
            _("Un contact"),
            bool(dataset.contact_name or dataset.contact_email),
            _("Donnez le service ou l’adresse à qui écrire."),
        ),
        Point(
            _("Une licence de réutilisation"),
            dataset.licence not in {"", Licence.INTERNAL},
            _("Choisissez une licence ouverte, par exemple la Licence Ouverte 2.0."),
        ),
        Point(
            _("Une fréquence de mise à jour"),
            bool(dataset.frequency),
            _("Dites quand la prochaine mise à jour est attendue."),
        ),
        Point(
            _("Des données"),
            dataset.current_id is not None,
            _("Importez un fichier dans ce jeu de données."),
        ),
    ]


def suspected_columns(reader: Reader, dataset: Dataset) -> list[Suspected]:
    """Find the columns that seem to say something of persons, masked ones included.

    Values are read in the current version; columns that only old versions have are judged by
    their names, since old versions would open with the others.
    """
    found, illustrations = _values(reader, dataset)
    by_table = defaultdict(list)
    for column in Column.objects.filter(table__dataset=dataset).select_related("table"):
        by_table[column.table_id].append(column)
    suspected = []
    for columns in by_table.values():
        by_id = {c.stable_id: c for c in columns}
        described = [Described(c.stable_id, c.label, c.concept) for c in columns]
        for one in suspicions(described, found):
            shown = one.examples or illustrations.get(one.column, ())
            suspected.append(Suspected(by_id[one.column], replace(one, examples=shown)))
    return suspected


def _values(
    reader: Reader, dataset: Dataset
) -> tuple[dict[str, list[Found]], dict[str, tuple[str, ...]]]:
    """Read the current version: what patterns found, and a few values of every column."""
    found: dict[str, list[Found]] = defaultdict(list)
    illustrations: dict[str, tuple[str, ...]] = {}
    if dataset.current is None:
        return found, illustrations
    seen = authority.sight_of(reader, dataset)
    for stored in dataset.current.tables.select_related("table"):
        relation = authority.relation(seen, dataset, stored)
        illustrations |= examples(relation)
        for one in sightings(relation, PATTERNS):
            found[one.column].append(Found(one.pattern, one.count, one.examples))
    return found, illustrations
