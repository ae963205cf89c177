"""Worksites that come from a table: the mapping kept, the rows read again at each version."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Table, VersionTable
from terrier.apps.catalog.permissions import require_on
from terrier.apps.jobs.actions import enqueue
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Invalid, Refused, TerrierError
from terrier.domain.worksites import place
from terrier.domain.worksites.reading import Draft, Part, draft
from terrier.domain.worksites.vocabulary import State
from terrier.lake import rows, windows
from terrier.lake.filters import Box

from .. import grounds
from ..models import Feed, Worksite

WORLD = Box(-180, -90, 180, 90)
TOLD = 20
"""Refused rows and unread values that are named; all are counted."""


@dataclass
class Reading:
    """What one reading of a table did."""

    rows: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    kept: int = 0
    """No longer in the table, but over: the register remembers them."""
    placeless: int = 0
    refused: int = 0
    reasons: list[list[str]] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def refuse(self, row: object, reason: str) -> None:
        """Count a row that makes no worksite."""
        self.refused += 1
        if len(self.reasons) < TOLD:
            self.reasons.append([str(row), reason])


@transaction.atomic
def follow(
    actor: User,
    reader: Reader,
    table: Table,
    columns: Mapping[Part, Sequence[str]],
    *,
    publish: bool,
) -> Feed:
    """Make worksites of a table's rows, now and at each new version.

    Parameters
    ----------
    columns
        Stable ids of the columns that say each part.
    publish
        Show what comes from it to inhabitants.

    Raises
    ------
    Invalid
        No column gives a title, or a column is not of the table.
    Refused
        The reader does not publish the dataset: its rows will be shown to others than it is.
    """
    dataset = table.dataset
    require_on(reader, dataset, Role.PUBLISHER)
    if not columns.get(Part.TITLE):
        raise Invalid(_("Dites quelle colonne donne le titre des chantiers."))
    known = set(table.columns.filter(removed=False).values_list("stable_id", flat=True))
    chosen = {part.value: list(ids) for part, ids in columns.items() if ids}
    if not {one for ids in chosen.values() for one in ids} <= known:
        raise Invalid(_("Une des colonnes choisies n’est plus dans cette table."))
    feed, _new = Feed.objects.update_or_create(
        table=table,
        defaults={"columns": chosen, "publish": publish, "set_by": actor, "trouble": ""},
    )
    _show(feed, published=publish)
    record(actor, "worksites.follow", dataset, organisation=dataset.owner_id, table=table.title)
    enqueue("worksites.read", {"feed_id": feed.pk})
    return feed


@transaction.atomic
def stop(actor: User, reader: Reader, feed: Feed) -> None:
    """Follow the table no longer; its worksites stay, and may now be changed by hand."""
    dataset = feed.table.dataset
    require_on(reader, dataset, Role.PUBLISHER)
    record(actor, "worksites.stop", dataset, organisation=dataset.owner_id, table=feed.table.title)
    feed.delete()


def read(feed: Feed) -> Reading | None:
    """Read the table's current version again; what fails is told on the feed's page.

    Returns
    -------
    Reading or None
        None where the table could not be read.
    """
    try:
        with transaction.atomic():
            done = _read(feed)
    except TerrierError as wrong:
        Feed.objects.filter(pk=feed.pk).update(trouble=wrong.user_message)
        return None
    return done


def _read(feed: Feed) -> Reading:
    dataset = feed.table.dataset
    sight = authority.sight_of(reader_of(feed.set_by), dataset)
    if not sight.publishes:
        raise Refused(
            _("Qui a demandé ce suivi ne publie plus ce jeu de données : demandez-le à nouveau.")
        )
    version = authority.version_for(dataset, None)
    stored = version.tables.select_related("table").filter(table=feed.table).first()
    if stored is None:
        raise Invalid(_("La version en place n’a plus cette table."))
    done = Reading()
    drafts = _drafts(feed, authority.relation(sight, dataset, stored), stored, done)
    _write(feed, drafts, done)
    Feed.objects.filter(pk=feed.pk).update(
        version=version.number, read_at=timezone.now(), outcome=vars(done), trouble=""
    )
    record(
        feed.set_by,
        "worksites.read",
        dataset,
        organisation=dataset.owner_id,
        created=done.created,
        changed=done.changed,
        removed=done.removed,
    )
    return done


def _drafts(
    feed: Feed, relation: Any, stored: VersionTable, done: Reading
) -> dict[str, tuple[Draft, shapely.Geometry]]:
    """Read each row; the first of two that bear one identifier counts."""
    if stored.records > windows.MAX_LIMIT:
        raise Invalid(
            _("Cette table a plus de %(most)d lignes : ce n’est pas une liste de chantiers.")
            % {"most": windows.MAX_LIMIT}
        )
    columns = _columns(feed, stored)
    window = windows.features(relation, WORLD, limit=windows.MAX_LIMIT)
    done.rows = rows.count(relation)
    done.placeless = done.rows - window.matched
    today = timezone.localdate()
    drafts: dict[str, tuple[Draft, shapely.Geometry]] = {}
    for feature in json.loads(window.geojson)["features"]:
        try:
            one = _draft(feature, columns, today)
        except Invalid as wrong:
            done.refuse(feature["id"], wrong.user_message)
            continue
        identifier = one[0].identifier
        if identifier in drafts:
            done.refuse(feature["id"], _("L’identifiant « %s » est déjà pris.") % identifier)
            continue
        drafts[identifier] = one
        done.unread += [v for v in one[0].unread if v not in done.unread][: TOLD - len(done.unread)]
    return drafts


def _columns(feed: Feed, stored: VersionTable) -> dict[Part, list[str]]:
    """Give the names, in this version, of the columns that were chosen by their ids."""
    names = {entry["id"]: entry["name"] for entry in stored.columns}
    chosen = {Part(p): [names[i] for i in ids if i in names] for p, ids in feed.columns.items()}
    if not chosen.get(Part.TITLE):
        raise Invalid(_("La colonne du titre n’est plus dans la table : choisissez-en une autre."))
    return chosen


def _draft(
    feature: dict[str, Any], columns: Mapping[Part, Sequence[str]], today: date
) -> tuple[Draft, shapely.Geometry]:
    shape = place.checked(shapely.from_geojson(json.dumps(feature["geometry"])))
    return draft(feature["properties"], columns, shapely.to_wkb(shape), today), shape


def _write(feed: Feed, drafts: dict[str, tuple[Draft, shapely.Geometry]], done: Reading) -> None:
    owner = feed.table.dataset.owner
    known = {
        one.external_id: one for one in Worksite.objects.filter(owner=owner, source=feed.source)
    }
    shapes = [shape for _draft, shape in drafts.values()]
    lands = dict(zip(drafts, grounds.communes_under_each(shapes), strict=True))
    for identifier, (one, shape) in drafts.items():
        worksite = known.get(identifier)
        made = worksite is None
        if worksite is None:
            worksite = Worksite(owner=owner, source=feed.source, published=feed.publish)
        if not _filled(worksite, feed, one, shape):
            done.unchanged += 1
            continue
        worksite.revision += 0 if made else 1
        worksite.updated_at = timezone.now()
        worksite.save()
        worksite.communes.set(lands[identifier])
        done.created += made
        done.changed += not made
    _forget([w for identifier, w in known.items() if identifier not in drafts], done)


def _filled(worksite: Worksite, feed: Feed, one: Draft, shape: shapely.Geometry) -> bool:
    """Write a draft into a worksite; say whether that changes it."""
    west, south, east, north = shape.bounds
    told = {
        "external_id": one.identifier,
        "title": one.title,
        "kind": one.kind.value,
        "state": one.state.value,
        "principal": one.principal,
        "contractor": one.contractor,
        "starts_on": one.start,
        "ends_on": one.end,
        "address": one.address,
        "occupation": one.occupation.value if one.occupation else "",
        "depth_m": one.depth_m,
        "trench_width_m": one.width_m,
        "description": one.description,
        "contact": one.contact,
        "shape": shapely.to_wkb(shape),
        "west": west,
        "south": south,
        "east": east,
        "north": north,
        "feed_id": feed.pk,
    }
    before = {name: getattr(worksite, name) for name in told}
    before["shape"] = bytes(worksite.shape)
    for name, value in told.items():
        setattr(worksite, name, value)
    return before != told


def _forget(gone: list[Worksite], done: Reading) -> None:
    """Remove what the table no longer holds; works that are over stay, without their contact.

    They tell how old the surface of a road is.
    """
    for worksite in gone:
        if worksite.state == State.DONE:
            done.kept += 1
            Worksite.objects.filter(pk=worksite.pk).update(contact="")
        else:
            done.removed += 1
            worksite.delete()


def _show(feed: Feed, *, published: bool) -> None:
    feed.worksites.exclude(published=published).update(published=published)
