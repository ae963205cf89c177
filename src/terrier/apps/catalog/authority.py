"""The one authority: what a reader sees of a dataset, as a relation that the lake can query.

Page, table, tile, chart, download and every later door read data through `relation`; nothing
else turns a version into a path.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader, Sight, sight
from terrier.domain.kernel.errors import Gone, NotFound, Refused
from terrier.domain.questions.nouns import rows_called
from terrier.lake.relation import Relation, RelationColumn

from .derivations import policies_of
from .models import Column, Dataset, Version, VersionTable
from .repeats import repeated_columns
from .store import store


def sight_of(reader: Reader, dataset: Dataset) -> Sight:
    """Give what the reader sees of the dataset under today's policy."""
    return sight(reader, dataset.policy())


def sights_of(reader: Reader, datasets: Iterable[Dataset]) -> dict[int, Sight]:
    """Give what the reader sees of many datasets, by their ids, in a few queries."""
    return {pk: sight(reader, policy) for pk, policy in policies_of(datasets).items()}


def dataset_for(reader: Reader, slug: str) -> tuple[Dataset, Sight]:
    """Find a dataset that the reader may see; what they may not see does not exist for them."""
    found = Dataset.objects.select_related("owner", "current").filter(slug=slug).first()
    seen = sight_of(reader, found) if found else None
    if found is None or seen is None or not seen.visible:
        raise NotFound(_("Ce jeu de données n’existe pas, ou n’est pas ouvert à votre compte."))
    if found.gone_reason:
        raise Gone(_("Ce jeu de données a été retiré : %(reason)s") % {"reason": found.gone_reason})
    return found, seen


def dataset_to_contribute(reader: Reader, slug: str) -> tuple[Dataset, Sight]:
    """Find a dataset that the reader may change."""
    found, seen = dataset_for(reader, slug)
    if not seen.contributes:
        raise Refused(
            _("Il faut le rôle « contribution » dans l’organisme %(owner)s pour faire cela.")
            % {"owner": found.owner}
        )
    return found, seen


def version_for(dataset: Dataset, number: int | None) -> Version:
    """Find a version of a visible dataset: the current one, or the one with this number."""
    version = (
        dataset.current
        if number is None
        else Version.objects.filter(dataset=dataset, number=number).first()
    )
    if version is None:
        raise NotFound(_("Cette version n’existe pas."))
    if version.gone_reason:
        raise Gone(_("Cette version a été retirée : %(reason)s") % {"reason": version.gone_reason})
    return version


def relation(seen: Sight, dataset: Dataset, stored: VersionTable) -> Relation:
    """Build the authorised relation of one table of one version.

    Today's policy governs old versions too; a masked column is as if it did not exist.
    """
    if not seen.visible:
        raise NotFound(_("Ce jeu de données n’existe pas, ou n’est pas ouvert à votre compte."))
    described = {c.stable_id: c for c in Column.objects.filter(table_id=stored.table_id)}
    repeated = repeated_columns(dataset)
    columns = tuple(
        _column(described, entry, repeated)
        for entry in stored.columns
        if entry["id"] not in seen.masked
    )
    territory = next((e["name"] for e in stored.columns if e["id"] == seen.territory_column), None)
    masks_here = len(columns) < len(stored.columns)
    whole = seen.every_row and not masks_here
    return Relation(
        path=store().path(stored.path),
        columns=columns,
        has_geometry=bool(stored.geometry_type),
        has_key=stored.has_key and _key_may_show(seen, stored),
        territory_column=territory,
        communes=seen.communes,
        open_rows=_open_rows(seen, stored),
        whole=whole,
        fingerprint=_fingerprint(seen, dataset, stored),
        rows_called=_rows_called(dataset, stored),
        archive=store().path(stored.archive) if whole and stored.archive else None,
    )


def _open_rows(seen: Sight, stored: VersionTable) -> tuple[str, frozenset[str]] | None:
    """Give the rows that a reader from outside sees: none where the column is no longer there."""
    kept = stored.table.open_rows if seen.outside else None
    if not kept:
        return None
    name = next((e["name"] for e in stored.columns if e["id"] == kept["column"]), "")
    return name, frozenset(kept["values"])


def key_columns(stored: VersionTable) -> frozenset[str]:
    """Give the names, in the file, of the columns that make the key."""
    tables = stored.version.plan.get("tables", [])
    plan = next((t for t in tables if t.get("name") == stored.table.name), {})
    return frozenset(plan.get("key", ()))


def _rows_called(dataset: Dataset, stored: VersionTable) -> str:
    """Name the rows; under a key of several columns a row is a measure of a thing."""
    if len(key_columns(stored)) > 1:
        return ""
    alone = len(stored.version.plan.get("tables", [])) <= 1
    return rows_called(dataset.title if alone else stored.table.title)


def _key_may_show(seen: Sight, stored: VersionTable) -> bool:
    """Say whether the key tells nothing of a masked column."""
    masked = {entry["name"] for entry in stored.columns if entry["id"] in seen.masked}
    if not masked:
        return True
    keys = key_columns(stored)
    return bool(keys) and not keys & masked


def _column(
    described: dict[str, Column], entry: dict[str, str], repeated: frozenset[str]
) -> RelationColumn:
    column = described[entry["id"]]
    return RelationColumn(
        id=entry["id"],
        name=entry["name"],
        type=entry["type"],
        label=column.label,
        unit=column.unit or None,
        concept=column.concept or None,
        repeated=entry["id"] in repeated,
    )


def _fingerprint(seen: Sight, dataset: Dataset, stored: VersionTable) -> str:
    authority = [
        stored.pk,
        dataset.policy_revision,
        sorted(seen.masked),
        None if seen.communes is None else sorted(seen.communes),
        seen.outside,
    ]
    return hashlib.sha256(json.dumps(authority).encode()).hexdigest()[:16]
