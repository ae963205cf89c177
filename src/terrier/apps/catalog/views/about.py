"""What is said of a dataset beside its data: description, columns, versions, other tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.models import Column, Version
from terrier.lake.filters.values import family
from terrier.web.days import day_of, write_day

from .asking import with_parameter
from .editing import menu

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened


@dataclass(frozen=True)
class ColumnNote:
    """A column as the page describes it."""

    label: str
    name: str
    type: str
    unit: str
    description: str


@dataclass(frozen=True)
class VersionNote:
    """A version in the list, with the address that shows it."""

    version: Version
    current: bool
    shown: bool
    url: str
    records: int | None
    """None where the reader sees only a part of the rows."""
    erased: tuple[str, ...] = ()
    """What was taken out of it, in sentences; shown where the number of rows is."""
    links: tuple[tuple[str, str], ...] = ()
    """What contributors may do with it: label and address."""


def column_notes(opened: Opened) -> tuple[ColumnNote, ...]:
    """Describe the columns that the reader sees."""
    descriptions = dict(
        Column.objects.filter(table=opened.stored.table_id).values_list("stable_id", "description")
    )
    return tuple(
        ColumnNote(c.label or c.name, c.name, _type(c.type), c.unit or "", descriptions[c.id])
        for c in opened.relation.columns
    )


def version_notes(opened: Opened) -> tuple[VersionNote, ...]:
    """List the versions, the latest first."""
    versions = opened.dataset.versions.defer("plan", "receipt").prefetch_related(
        "tables", "tombstones"
    )
    page = reverse("dataset", args=[opened.dataset.slug])
    whole = opened.sight.every_row
    readable = [v.number for v in versions if not v.gone_reason]
    return tuple(
        VersionNote(
            version=v,
            current=v.pk == opened.dataset.current_id,
            shown=v.pk == opened.version.pk,
            url=with_parameter(page, "version", str(v.number)),
            records=sum(t.records for t in v.tables.all()) if whole else None,
            erased=_erased(v) if whole else (),
            links=_version_links(opened, v, next((n for n in readable if n < v.number), None)),
        )
        for v in versions
    )


def _erased(version: Version) -> tuple[str, ...]:
    return tuple(
        ngettext(
            "%(n)s ligne effacée le %(day)s %(why)s",
            "%(n)s lignes effacées le %(day)s %(why)s",
            one.rows,
        )
        % {
            "n": one.rows,
            "day": write_day(day_of(one.at)),
            "why": one.get_cause_display(),
        }
        for one in version.tombstones.all()
    )


def _version_links(
    opened: Opened, version: Version, before: int | None
) -> tuple[tuple[str, str], ...]:
    if version.gone_reason:
        return ()
    links = []
    if before is not None:
        compare = reverse("dataset-compare", args=[opened.dataset.slug])
        links.append((_("Ce qui a changé"), f"{compare}?de={before}&a={version.number}"))
    if opened.sight.contributes:
        at = {"slug": opened.dataset.slug, "number": version.number}
        if version.mode != Version.Mode.CROSSING:
            links.append((_("Récépissé"), reverse("receipt", kwargs=at)))
        if version.pk != opened.dataset.current_id and not opened.dataset.derived:
            links.append((_("Restaurer"), reverse("dataset-restore", kwargs=at)))
    return tuple(links)


def contributor_links(opened: Opened) -> list[dict[str, Any]]:
    """List what the reader may do with the dataset, as `views.editing.menu` does."""
    if not opened.sight.contributes:
        return []
    update = {
        "label": _("Apporter une mise à jour"),
        "address": with_parameter(reverse("bring"), "jeu", opened.dataset.slug),
        "icon": "upload",
        "count": None,
    }
    bringing = [] if opened.dataset.derived else [update]
    return [*bringing, *menu.tabs(opened.dataset, opened.sight, "")]


def table_links(opened: Opened) -> tuple[tuple[str, str, bool], ...]:
    """Give the tables of the dataset: title, address, whether it is this one."""
    pinned = str(opened.version.number) if opened.pinned else ""
    links = []
    for stored in opened.tables:
        address = reverse("dataset-table", args=[opened.dataset.slug, stored.table.name])
        if pinned:
            address = with_parameter(address, "version", pinned)
        links.append((stored.table.title, address, stored.pk == opened.stored.pk))
    return tuple(links)


def _type(type: str) -> str:
    return {
        "text": _("texte"),
        "integer": _("nombre entier"),
        "decimal": _("nombre"),
        "double": _("nombre"),
        "boolean": _("oui ou non"),
        "date": _("date"),
        "time": _("heure"),
        "timestamp": _("date et heure"),
        "timestamptz": _("date et heure"),
    }[family(type)]
