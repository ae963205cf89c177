"""The demonstration brought in through the door that any user's file takes."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import columns as describing
from terrier.apps.catalog.actions import metadata, publication
from terrier.apps.catalog.actions.policy import Wanted
from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.imports import column_changes
from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.jobs.worker import drain
from terrier.apps.territories import actions as territories
from terrier.apps.territories.demonstration import ACCOUNTS, prepare_accounts
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.apps.territories.reference import CommuneFacts
from terrier.domain.access.policy import Reader, Visibility
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.tabular.plan import ImportPlan, TablePlan

from . import crossings, interventions, stories, underground
from .generate import generate
from .manifest import BOARD_SLUG, DatasetDescription, Manifest, Override, SourceFile
from .population import YEARS

PASSWORD = "terrier-demonstration"  # noqa: S105 - printed at start, refused beyond loopback
CRS = "EPSG:3947"
_CHOSEN = "choisi à la main"
Say = Callable[[str], None]


def seed(say: Say) -> None:
    """Draw the territory and import its datasets; what is already there is left alone."""
    folder = Path(tempfile.mkdtemp(prefix="terrier-demonstration-"))
    try:
        say("Le territoire fictif est dessiné…")
        manifest = generate(folder)
        root = _prepare_places(manifest)
        prepare_accounts(SYSTEM, root, PASSWORD)
        board = underground.prepare_board(root, BOARD_SLUG)
        underground.give_rights(board)
        actor = User.objects.get(email=ACCOUNTS["administratrice"].email)
        reader = reader_of(actor)
        for number, described in enumerate(manifest.datasets, start=1):
            say(f"[{number}/{len(manifest.datasets)}] {described.title}")
            bring(described, actor, reader)
        say("Des interventions sont notées…")
        interventions.note_some(actor, reader)
        say("Les réseaux sont déclarés, les chantiers inscrits…")
        underground.use(manifest, board, actor, reader)
        drain()
        say("Des jeux de données sont croisés…")
        crossings.cross(root, actor, reader)
        say("Des infographies et les fiches des communes sont composées…")
        stories.tell(root, actor, reader)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def bring(described: DatasetDescription, actor: User, reader: Reader) -> Dataset:
    """Import the files of one dataset in order, describe it and open it to its audience."""
    owner = Organisation.objects.get(slug=described.organisation)
    dataset = Dataset.objects.filter(slug=described.slug).first()
    done = dataset.versions.count() if dataset else 0
    for file in described.files[done:]:
        importing = _import(described, file, owner, dataset, actor, reader)
        dataset = importing.dataset
    assert dataset is not None
    if dataset.published_at is None:
        _describe(described, dataset, actor, reader)
        _open(described, dataset, actor, reader)
    return dataset


def _prepare_places(manifest: Manifest) -> Organisation:
    communes = [
        CommuneFacts(m.code, m.name, m.population, m.wkb, m.siren, m.former_codes, YEARS[-1])
        for m in manifest.communes
    ]
    root = territories.prepare_fictional_territory(
        manifest.epci.name, communes, siren=manifest.epci.siren, projected_crs=CRS
    )
    _rename_slug(root, manifest.epci.slug)
    for member in manifest.communes:
        _rename_slug(Organisation.objects.get(parent=root, commune__code=member.code), member.slug)
    return root


def _rename_slug(organisation: Organisation, slug: str) -> None:
    if organisation.slug != slug:
        organisation.slug = slug
        organisation.save(update_fields=["slug"])


def _import(
    described: DatasetDescription,
    file: SourceFile,
    owner: Organisation,
    dataset: Dataset | None,
    actor: User,
    reader: Reader,
) -> Import:
    importing = receiving.begin(
        actor,
        reader,
        owner=owner,
        originals=[receiving.keep_local_file(file.path, actor)],
        dataset=dataset,
        mode=file.mode,
        metadata={"title": described.title, "slug": described.slug},
    )
    drain()
    importing.refresh_from_db()
    _expect(importing, Import.State.PROPOSED)
    plan = ImportPlan.from_json(importing.plan)
    importing.plan = _decided(plan, described, file).to_json()
    importing.column_changes = _renames(importing, file)
    importing.save(update_fields=["plan", "column_changes"])
    deciding.launch(importing, reader, actor)
    drain()
    importing.refresh_from_db()
    _expect(importing, Import.State.DONE)
    return importing


def _expect(importing: Import, state: str) -> None:
    if importing.state != state:
        raise TerrierError(f"{importing} : {importing.get_state_display()}. {importing.error}")


def _decided(plan: ImportPlan, described: DatasetDescription, file: SourceFile) -> ImportPlan:
    return replace(plan, tables=tuple(_decided_table(t, described, file) for t in plan.tables))


def _decided_table(table: TablePlan, described: DatasetDescription, file: SourceFile) -> TablePlan:
    mine = [o for o in file.overrides if o.part in ("", table.source, table.title)]
    for override in mine:
        table = _overridden(table, override)
    names = {c.label: c.name for c in table.columns}
    renamed = {old: new for new, old in file.renamed.items()}
    key = tuple(names.get(h) or names.get(renamed.get(h, "")) or "" for h in described.key)
    return replace(table, key=key) if key and all(key) else table


def _overridden(table: TablePlan, override: Override) -> TablePlan:
    if override.column is None:
        return replace(table, **override.changes)
    return replace(
        table,
        columns=tuple(
            replace(c, reason=_CHOSEN, **override.changes) if c.label == override.column else c
            for c in table.columns
        ),
    )


def _renames(importing: Import, file: SourceFile) -> dict[str, dict[str, str]]:
    """Answer the dialogue on changed columns as the manifest says."""
    answers: dict[str, dict[str, str]] = {}
    plan = ImportPlan.from_json(importing.plan)
    for change in column_changes.changes(importing):
        table = next(t for t in plan.tables if t.name == change.table)
        new_names = {
            file.renamed[c.label]: c.name for c in table.columns if c.label in file.renamed
        }
        answers[change.table] = {
            one.name: new_names.get(one.label, column_changes.REMOVED) for one in change.missing
        }
    return answers


def _describe(described: DatasetDescription, dataset: Dataset, actor: User, reader: Reader) -> None:
    metadata.update_metadata(
        actor,
        reader,
        dataset,
        title=described.title,
        description=described.description,
        theme=described.theme,
        licence=described.licence,
        frequency=described.frequency,
        contact_name=dataset.owner.name,
        contact_email=described.contact,
        keywords=list(described.keywords),
        spatial_coverage=described.coverage_place,
        covers_from=described.coverage_from,
        covers_to=described.coverage_to,
    )
    notes = {note.source: note for note in described.columns}
    written: dict[str, dict[str, Any]] = {}
    for column in Column.objects.filter(table__dataset=dataset):
        if note := notes.get(column.label):
            written[column.stable_id] = {
                "label": note.label,
                "description": note.description,
                "unit": note.unit or column.unit,
            }
    if written:
        describing.describe_columns(actor, reader, dataset, written)


def _open(described: DatasetDescription, dataset: Dataset, actor: User, reader: Reader) -> None:
    labels = {note.source: note.label for note in described.columns}
    ids = {c.label: c.stable_id for c in Column.objects.filter(table__dataset=dataset)}

    def found(header: str) -> str:
        return ids[labels.get(header, header)]

    wanted = Wanted(
        visibility=Visibility(described.visibility),
        shared_with=frozenset(
            Organisation.objects.filter(slug__in=described.shared_with).values_list("pk", flat=True)
        ),
        masked=frozenset(found(h) for h in described.masks),
        territory_column=found(described.territory_column) if described.territory_column else None,
    )
    dataset.refresh_from_db()
    publication.publish(
        actor,
        reader,
        dataset,
        wanted,
        revision=dataset.policy_revision,
        acknowledged=frozenset(ids.values()),
    )
