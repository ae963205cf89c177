"""An import from end to end in this process, for the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from terrier.apps.accounts.models import User
from terrier.apps.catalog.authority import dataset_to_contribute
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.queries import reader_of
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.tabular.plan import ImportPlan, TablePlan
from terrier.lake.typing.asked import read_as

from . import queries, reading
from .actions import deciding, receiving
from .models import Import


@dataclass(frozen=True)
class Decisions:
    """What the command line decides against the proposal."""

    types: dict[str, str]
    """Grammar id by column name."""
    key: tuple[str, ...] | None = None
    crs: str | None = None
    sheets: tuple[str, ...] = ()


def propose(
    files: list[Path],
    *,
    actor: User,
    organisation: str | None,
    dataset: str | None,
    mode: str,
    title: str | None,
    hints: dict[str, Any],
) -> Import:
    """Keep the files and read them; `error` says why when they cannot be read."""
    reader = reader_of(actor)
    updated = dataset_to_contribute(reader, dataset)[0] if dataset else None
    owner = updated.owner if updated else _owner(reader, organisation)
    importing = receiving.begin(
        actor,
        reader,
        owner=owner,
        originals=[receiving.keep_local_file(f, actor) for f in files],
        dataset=updated,
        mode=mode,
        metadata={"title": title} if title else {},
        hints=hints,
    )
    drain()
    importing.refresh_from_db()
    return importing


def decide(importing: Import, decisions: Decisions) -> None:
    """Change the proposed plan."""
    plan = ImportPlan.from_json(importing.plan)
    titles = {t.title for t in plan.tables} | {t.name for t in plan.tables}
    unknown = [s for s in decisions.sheets if s not in titles]
    if unknown:
        raise Invalid(
            f"« {unknown[0]} » n’est pas dans le fichier ; il contient : "
            f"{', '.join(t.title for t in plan.tables)}."
        )
    tables = tuple(_decided(importing, plan, table, decisions) for table in plan.tables)
    columns = {c.name for t in tables for c in t.columns}
    strange = [n for n in (*decisions.types, *(decisions.key or ())) if n not in columns]
    if strange:
        raise Invalid(
            f"La colonne « {strange[0]} » n’existe pas ; colonnes : {', '.join(sorted(columns))}."
        )
    importing.plan = replace(plan, tables=tables).to_json()
    importing.save(update_fields=["plan"])


def run(importing: Import) -> None:
    """Import as decided, in this process."""
    actor = importing.created_by
    assert actor is not None
    deciding.launch(importing, reader_of(actor), actor)
    drain()
    importing.refresh_from_db()


def _owner(reader: Any, slug: str | None) -> Organisation:
    allowed = queries.organisations_to_contribute(reader)
    found = (allowed.filter(slug=slug) if slug else allowed.filter(parent=None)).first()
    if found is not None:
        return found
    known = ", ".join(allowed.order_by("slug").values_list("slug", flat=True))
    if known:
        raise NotFound(f"Dites pour quel organisme, avec --organisation : {known}.")
    raise NotFound(
        "Ce compte ne contribue à aucun organisme : donnez-lui un rôle, sur le site ou par "
        "« terrier user ADRESSE --organisation IDENTIFIANT --role contributor »."
    )


def _decided(
    importing: Import, plan: ImportPlan, table: TablePlan, decisions: Decisions
) -> TablePlan:
    if decisions.sheets and not {table.title, table.name} & set(decisions.sheets):
        return replace(table, keep=False)
    if set(decisions.types) & {c.name for c in table.columns}:
        staged = reading.stage(importing, plan, table, lambda _step, _share: None)
        table = replace(
            table,
            columns=tuple(
                read_as(staged.path, c, decisions.types[c.name]) if c.name in decisions.types else c
                for c in table.columns
            ),
        )
    if decisions.crs and table.geometry:
        table = replace(
            table,
            geometry=replace(table.geometry, crs=decisions.crs, crs_reason="choisi par vous"),
        )
    return table if decisions.key is None else replace(table, key=decisions.key)
