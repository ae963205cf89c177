"""A dataset in a bag: plain files, description, receipts, originals."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.about_files import about_file
from terrier.apps.catalog.models import Correction, Dataset, Original, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.domain.kernel.errors import Unholdable
from terrier.lake.export import FileFormat, stream, write_file
from terrier.lake.filters import NO_FILTERS

from ..bags import Bag, pieces
from ..models import ArchiveTerms

if TYPE_CHECKING:
    from terrier.domain.access.policy import Sight
    from terrier.lake.relation import Relation

Report = Callable[[str, float], None]
FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
"""What some file system refuses in a name."""
LONGEST_NAME = 150


@dataclass
class Told:
    """What the bag's reader has to know."""

    notes: list[str] = field(default_factory=list)
    """What could not be put in, and why."""


def add_dataset(
    bag: Bag, dataset: Dataset, seen: Sight, *, every_version: bool, told: Told, report: Report
) -> None:
    """Put a dataset in a bag, as the sight shows it."""
    top = f"jeux/{dataset.slug}"
    versions = list(_versions(dataset, every_version=every_version))
    bag.add_text(f"{top}/description.json", _json(describe(dataset, versions)))
    for version in versions:
        folder = f"{top}/versions/{version.number}"
        if version.pk == dataset.current_id:
            folder = f"{top}/courant"
        report(_("%(dataset)s, version %(n)d") % {"dataset": dataset.title, "n": version.number}, 0)
        for stored in version.tables.select_related("table", "version"):
            relation = authority.relation(seen, dataset, stored)
            _add_table(bag, folder, dataset, stored, relation, told, report)
        if version.receipt:
            bag.add_text(f"{folder}/recepisse.json", _json(version.receipt))
    _add_originals(bag, f"{top}/originaux", dataset, versions, told)
    corrections = Correction.objects.filter(table__dataset=dataset)
    if corrections.exists():
        bag.add_text(f"{top}/corrections.json", _json(list(map(_correction, corrections))))


def describe(dataset: Dataset, versions: list[Version]) -> dict[str, Any]:
    """Say everything that the catalogue knows of a dataset."""
    terms = ArchiveTerms.objects.filter(dataset=dataset).first()
    return {
        "identifiant": dataset.slug,
        "titre": dataset.title,
        "description": dataset.description,
        "organisme": {"nom": dataset.owner.name, "siren": dataset.owner.siren},
        "theme": str(dataset.get_theme_display()),
        "contact": {"nom": dataset.contact_name, "courriel": dataset.contact_email},
        "licence": dataset.licence,
        "frequence": dataset.frequency,
        "mots_cles": dataset.keywords,
        "territoire": dataset.spatial_coverage,
        "periode": [dataset.covers_from, dataset.covers_to],
        "origine": dataset.source_note,
        "visibilite": str(dataset.get_visibility_display()),
        "partage_avec": [o.name for o in dataset.shared_with.all()],
        "cree_le": dataset.created_at,
        "publie_le": dataset.published_at,
        "tables": [_table(table) for table in dataset.tables.all()],
        "versions": [
            {
                "numero": version.number,
                "date": version.created_at,
                "mode": version.mode,
                "note": version.note,
                "retiree": version.gone_reason,
                "originaux": [_original_name(o) for o in version.originals.all()],
                "dans_l_archive": version in versions,
            }
            for version in dataset.versions.order_by("number")
        ],
        "archivage": {
            "duree_d_utilite_administrative_ans": terms and terms.years,
            "point_de_depart": terms.starts if terms else "",
            "sort_final": terms.fate if terms else "",
            "fondement": terms.basis if terms else "",
            "precisions": terms.note if terms else "",
        },
    }


def safe_name(name: str) -> str:
    """Write a name that every file system takes, its ending kept."""
    clean = FORBIDDEN.sub("_", name).strip(" .") or "sans-nom"
    path = Path(clean)
    ending = path.suffix[:20]
    stem = clean[: len(clean) - len(path.suffix)] if path.suffix else clean
    return stem[: LONGEST_NAME - len(ending)] + ending


def _versions(dataset: Dataset, *, every_version: bool) -> Iterator[Version]:
    readable = dataset.versions.filter(gone_reason="").order_by("-number")
    wanted = readable if every_version else readable.filter(pk=dataset.current_id)
    yield from wanted.prefetch_related("originals")


def _table(table: Any) -> dict[str, Any]:
    return {
        "nom": table.name,
        "titre": table.title,
        "colonnes": [
            {
                "identifiant": c.stable_id,
                "nom": c.name,
                "type": c.type,
                "libelle": c.label,
                "description": c.description,
                "unite": c.unit,
                "concept": c.concept,
                "masquee": c.masked,
                "retiree": c.removed,
            }
            for c in table.columns.all()
        ],
    }


def _add_table(
    bag: Bag,
    folder: str,
    dataset: Dataset,
    stored: VersionTable,
    relation: Relation,
    told: Told,
    report: Report,
) -> None:
    about = about_file(dataset, stored.version, extract=False)
    name = stored.table.name

    def followed(_step: str, _share: float) -> None:
        report(dataset.title, 0)

    def counted(chunks: Iterator[bytes]) -> Iterator[bytes]:
        for chunk in chunks:
            report(dataset.title, 0)
            yield chunk

    bag.add(f"{folder}/{name}.csv", counted(stream(relation, about=about).chunks))
    wanted = [FileFormat.GEOPARQUET]
    if relation.has_geometry:
        wanted.append(FileFormat.GEOPACKAGE)
    for format in wanted:
        with store().workshop() as workshop:
            out = workshop / f"{name}.{format.value}"
            try:
                write_file(relation, NO_FILTERS, format, out, about=about, progress=followed)
            except Unholdable as refused:
                told.notes.append(f"{dataset.slug}, {name}.{format.value} : {refused.user_message}")
                continue
            bag.add_file(f"{folder}/{out.name}", out)
    if stored.rejects and store().path(stored.rejects).exists():
        bag.add_file(f"{folder}/{name}.rejets.csv", store().path(stored.rejects))


def _add_originals(
    bag: Bag, folder: str, dataset: Dataset, versions: list[Version], told: Told
) -> None:
    originals = Original.objects.filter(versions__in=versions).distinct().order_by("pk")
    added: set[str] = set()
    for original in originals:
        file, name = store().path(original.path), _original_name(original)
        if name in added:
            continue
        if not file.is_file():
            told.notes.append(
                _("%(dataset)s : le fichier d’origine « %(name)s » n’est plus gardé.")
                % {"dataset": dataset.slug, "name": original.name}
            )
            continue
        added.add(name)
        bag.add(f"{folder}/{name}", pieces(file))


def _original_name(original: Original) -> str:
    return f"{original.sha256[:12]}-{safe_name(original.name)}"


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "table": correction.table.name,
        "ligne": correction.row_key,
        "colonne": correction.column.name,
        "valeur_attendue": correction.expected,
        "valeur": correction.value,
        "motif": correction.reason,
        "etat": correction.state,
        "date": correction.created_at,
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"
