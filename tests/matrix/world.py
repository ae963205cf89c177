"""A small world brought in through the real door, with a secret in all that can be hidden."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import shapely
from django.test import TestCase

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import metadata
from terrier.apps.catalog.actions.policy import Wanted
from terrier.apps.catalog.actions.publication import publish
from terrier.apps.catalog.models import Column, Correction, Dataset
from terrier.apps.crossing.models import Crossing
from terrier.apps.digging.models import Answer
from terrier.apps.figures import actions as figures
from terrier.apps.figures.figure import FigureAddress
from terrier.apps.imports import column_changes
from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.interventions.actions import pictures
from terrier.apps.interventions.models import Document, Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.stories.actions import blocks, indicators
from terrier.apps.stories.actions import pages as stories
from terrier.apps.stories.choices import Kind as BlockKind
from terrier.apps.stories.models import Page
from terrier.apps.territories import actions as territories
from terrier.apps.territories.models import Commune, Invitation, Membership, Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.apps.worksites.actions import writing
from terrier.apps.worksites.models import Worksite
from terrier.connectors.photographs.rewriting import Rewritten
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.tabular.plan import ImportPlan
from terrier.domain.upkeep.events import Kind
from tests.apps.networks.town import Town
from tests.matrix.crossed import attach, cross
from tests.matrix.network import RIGHTS, answer_before_digging, bring_network

TABLE = "lieux"
ROWS = 12
"""Rows of every dataset, a third in each commune."""
CODES = ("96001", "96002", "96003")
MASKED = ("zqconfident", "zqmontant")
"""Columns of `masque` that are masked today."""
OLD_COLUMN = "zqancienne"
"""A masked column that only the first version of `masque` has."""
SECRET_NUMBER = 918273
"""Every value of the masked column of numbers begins so."""
DESCRIBED = {
    "theme": "environnement",
    "contact_name": "Service des lieux",
    "licence": "etalab-2.0",
    "frequency": "annual",
}


@dataclass(eq=False)
class World:
    """Everything the matrix speaks of."""

    root: Organisation
    communes: tuple[Organisation, ...]
    other_root: Organisation
    people: dict[str, User]
    invitation: str
    folder: Path
    datasets: dict[str, Dataset] = field(default_factory=dict)
    pending: Import | None = None
    """An import of the root that waits for its decisions."""
    water: Town | None = None
    """A public network of the root."""
    answer: Answer | None = None
    """What was answered about it before digging."""
    crossings: dict[str, Crossing] = field(default_factory=dict)
    documents: dict[str, Document] = field(default_factory=dict)
    """Attached to the first row, by dataset."""

    def column(self, dataset: str, name: str) -> Column:
        """Find a column."""
        return Column.objects.get(table__dataset=self.datasets[dataset], name=name)


def secrets_of(name: str) -> dict[str, list[str]]:
    """Give the markers of a dataset by what they stand in.

    `exists`: in the description and every visible row; `commune N`: in the rows of the nth
    commune; `masked`: in masked columns; `files`: in originals, rejects and receipts; `log`: in
    what was noted on the first row.
    """
    found = {
        "exists": [f"zqtitre{name}", f"zqdescription{name}"],
        "files": [f"zqfichier{name}", f"zqrejet{name}"],
        "log": [f"zqnote{name}"],
    }
    for n in range(3):
        found[f"commune {n}"] = [f"zqligne{name}c{n}"]
    if name == "masque":
        found["masked"] = ["zqvaleur", *MASKED, OLD_COLUMN, str(SECRET_NUMBER), "918 273"]
    return found


def build(folder: Path) -> World:
    """Make organisations, people and datasets; jobs are done."""
    world = _places(folder)
    bring(world, "ouvert", Visibility.PUBLIC)
    bring(world, "masque", Visibility.PUBLIC, masked=(*MASKED, OLD_COLUMN))
    bring_again(world, "masque", gone=(OLD_COLUMN,))
    bring(world, "interne", Visibility.INTERNAL)
    bring(world, "limite", Visibility.INTERNAL, territory="code_insee")
    bring(world, "restreint", Visibility.RESTRICTED, shared=(world.communes[0],))
    bring(world, "brouillon", None, owner=world.communes[0])
    bring(world, "voisin", Visibility.INTERNAL, owner=world.other_root, actor="neighbour")
    bring(world, "retire", Visibility.PUBLIC)
    admin = world.people["administrator"]
    metadata.withdraw_dataset(
        admin, reader_of(admin), world.datasets["retire"], "Publié par erreur."
    )
    world.pending = _read(world, "attente", world.root, admin, None)
    for dataset in world.datasets.values():
        dataset.refresh_from_db()
        _correct(dataset)
        _note(dataset)
    _dig(world)
    _tell(world)
    world.water = bring_network(world, folder)
    world.answer = answer_before_digging(world)
    cross(world)
    world.documents = {name: attach(world, name) for name in ("interne", "limite")}
    return world


def _dig(world: World) -> None:
    """Inscribe a worksite of the root, which stays internal."""
    admin = world.people["administrator"]
    values = {"title": "Chantier zqchantier", "kind": "EAU"}
    shape = shapely.Point(4.81, 46.51)
    writing.create(admin, reader_of(admin), world.root, values, shape)
    # Another one lies on the network.
    values = {"title": "Chantier zqtranchee", "kind": "EAU"}
    writing.create(admin, reader_of(admin), world.root, values, shapely.Point(4.82, 46.52))


def _tell(world: World) -> None:
    """Write an internal page of the root, and its communes' sheets, on what each dataset hides."""
    admin = world.people["administrator"]
    reader = reader_of(admin)
    page = stories.create(admin, reader, world.root, {"title": "Page zqpage"})
    for name, dataset in world.datasets.items():
        where = {"dataset": dataset.slug, "table": TABLE}
        titled = {**where, "title": f"Bloc zqtitre{name}", "note": f"zqdescription{name}"}
        for question in ("mesure=count&par=code_insee", f"mesure=sum:{MASKED[1]}&par=nom"):
            asked = {**titled, "question": question}
            blocks.add(admin, reader, page, BlockKind.TABLE, asked)
        said = {"label": f"zqtitre{name}", "sentence": f"{{valeur}} zqdescription{name}"}
        counted = {**where, **said, "question": "mesure=count&par=code_insee"}
        indicators.add(admin, reader, world.root, counted)
    page.refresh_from_db()
    stories.publish(admin, reader, page, Visibility.INTERNAL, frozenset(), page.revision)
    _tell_others(world)


def _tell_others(world: World) -> None:
    """Write a page that everybody reads, and one for the first commune alone, on what is closed.

    One figure of the restricted dataset is told to all, its small cells out.
    """
    admin = world.people["administrator"]
    reader, first = reader_of(admin), world.communes[0]
    told = FigureAddress("jeu-restreint", TABLE, "mesure=count&par=code_insee&ordre=lowest")
    figures.release(admin, reader, told, audience="public", reason="Utile à tous.")
    openings = {
        "Page ouverte": (Visibility.PUBLIC, frozenset()),
        "Page zqreservee": (Visibility.RESTRICTED, frozenset({first.pk})),
    }
    for title, (visibility, shared) in openings.items():
        page = stories.create(admin, reader, world.root, {"title": title})
        for name in ("restreint", "interne", "limite"):
            asked = {"dataset": f"jeu-{name}", "table": TABLE, "question": told.query}
            blocks.add(admin, reader, page, BlockKind.TABLE, asked)
        page.refresh_from_db()
        stories.publish(admin, reader, page, visibility, shared, page.revision)


def story_of(world: World) -> Page:
    """Find the page of the root."""
    return world.root.pages.get(title__contains="zqpage")


def worksite_of(world: World) -> Worksite:
    """Find the worksite of the root."""
    return world.root.worksites.get(title__contains="zqchantier")


def _places(folder: Path) -> World:
    names = ("Aubrac", "Le Bourg", "Cormes")
    square = [shapely.box(4.8 + n * 0.05, 46.5, 4.85 + n * 0.05, 46.55) for n in range(3)]
    facts = [
        territories.CommuneFacts(code, name, 100, shapely.to_wkb(shape))
        for code, name, shape in zip(CODES, names, square, strict=True)
    ]
    root = territories.prepare_fictional_territory("Val Clair", facts)
    communes = tuple(Organisation.objects.filter(parent=root).order_by("commune__code"))
    other = territories.create_organisation(SYSTEM, name="Autre Rive", kind="epci", parent=None)
    world = World(root, communes, other, {}, "", folder)
    for name, role, where in (
        ("stranger", Role.READER, other),
        ("neighbour", Role.ADMINISTRATOR, other),
        ("reader", Role.READER, root),
        ("agent", Role.CONTRIBUTOR, communes[0]),
        ("elected", Role.READER, communes[1]),
        ("contributor", Role.CONTRIBUTOR, root),
        ("publisher", Role.PUBLISHER, root),
        ("administrator", Role.ADMINISTRATOR, root),
    ):
        user = User.objects.create_user(f"zqmail{name}@val.example", name=f"Zqnom{name}")
        rights = sorted(RIGHTS.get(name, ()))
        Membership.objects.create(user=user, organisation=where, role=role.value, rights=rights)
        world.people[name] = user
    world.people["instance"] = User.objects.create_user(
        "zqmailinstance@val.example", name="Zqnominstance", instance_administrator=True
    )
    link = territories.invite(
        reader_of(world.people["administrator"]),
        root,
        "zqmailinvite@val.example",
        Role.READER,
        site="http://testserver",
    )
    world.invitation = link.rstrip("/").rsplit("/", 1)[-1]
    return world


def bring(
    world: World,
    name: str,
    visibility: Visibility | None,
    *,
    owner: Organisation | None = None,
    actor: str = "administrator",
    masked: tuple[str, ...] = (),
    shared: tuple[Organisation, ...] = (),
    territory: str | None = None,
) -> None:
    """Import a dataset and open it to its audience; None leaves a draft."""
    user = world.people[actor]
    reader = reader_of(user)
    importing = _read(world, name, owner or world.root, user, None)
    dataset = world.datasets[name] = _run(importing, user)
    description = f"Les lieux (zqdescription{name})."
    metadata.update_metadata(user, reader, dataset, description=description)
    if visibility is not None:
        open_to(user, dataset, visibility, masked=masked, shared=shared, territory=territory)


def open_to(
    user: User,
    dataset: Dataset,
    visibility: Visibility,
    *,
    masked: tuple[str, ...] = (),
    shared: tuple[Organisation, ...] = (),
    territory: str | None = None,
) -> None:
    """Publish a dataset to its audience."""
    reader = reader_of(user)
    metadata.update_metadata(user, reader, dataset, **DESCRIBED)
    ids = dict(Column.objects.filter(table__dataset=dataset).values_list("name", "stable_id"))
    wanted = Wanted(
        visibility,
        frozenset(o.pk for o in shared),
        frozenset(ids[n] for n in masked),
        ids[territory] if territory else None,
    )
    dataset.refresh_from_db()
    everything = frozenset(ids.values())
    revision = dataset.policy_revision
    publish(user, reader, dataset, wanted, revision=revision, acknowledged=everything)
    drain()


def bring_again(world: World, name: str, *, gone: tuple[str, ...]) -> None:
    """Import the next version, without the columns that it no longer has."""
    user = world.people["administrator"]
    dataset = world.datasets[name]
    importing = _read(world, name, dataset.owner, user, dataset, without=gone)
    missing = dict.fromkeys(gone, column_changes.REMOVED)
    importing.column_changes = {c.table: missing for c in column_changes.changes(importing)}
    importing.save(update_fields=["column_changes"])
    _run(importing, user)


def _read(world, name, owner, user, dataset, without=()) -> Import:
    edition = 1 if dataset is None else 2
    file = world.folder / f"zqfichier{name}-{edition}.csv"
    file.write_text(_csv(name, edition, without), encoding="utf-8")
    importing = receiving.begin(
        user,
        reader_of(user),
        owner=owner,
        originals=[receiving.keep_local_file(file, user)],
        dataset=dataset,
        metadata={"title": f"Lieux zqtitre{name}", "slug": f"jeu-{name}"},
    )
    drain()
    importing.refresh_from_db()
    assert importing.state == Import.State.PROPOSED, importing.error
    plan = ImportPlan.from_json(importing.plan)
    (table,) = plan.tables
    kept = replace(table, name=TABLE, title="Lieux", key=("numero",))
    importing.plan = replace(plan, tables=(kept,)).to_json()
    importing.save(update_fields=["plan"])
    return importing


def _run(importing: Import, user: User) -> Dataset:
    # The world stands in a transaction that never ends: what waits for its end is done here.
    with TestCase.captureOnCommitCallbacks(execute=True):
        deciding.launch(importing, reader_of(user), user)
        drain()
    drain()
    importing.refresh_from_db()
    assert importing.state == Import.State.DONE, importing.error
    assert importing.dataset is not None
    return importing.dataset


def _csv(name: str, edition: int, without: tuple[str, ...]) -> str:
    hidden = (*MASKED, OLD_COLUMN) if name == "masque" else ()
    columns = [c for c in hidden if c not in without]
    lines = [";".join(["numero", "code_insee", "nom", "genre", "longitude", "latitude", *columns])]
    for n in range(ROWS):
        lon, lat = 4.81 + n % 3 * 0.05, 46.51 + n // 3 * 0.005
        mark = f"zqligne{name}c{n % 3}"
        place = [f"{lon:.3f}", f"{lat:.3f}"]
        cells = [f"L{n}", CODES[n % 3], f"{mark} {n}", f"{mark} genre {n // 3 % 2}", *place]
        secret = {
            "zqconfident": f"zqvaleur{n}e{edition if n < 4 else 1}",
            "zqmontant": f"{SECRET_NUMBER}{n:02d}",
            OLD_COLUMN: f"zqvaleurancienne{n}",
        }
        lines.append(";".join(cells + [secret[c] for c in columns]))
    # One line too many cells: it is rejected, and kept among the rejects.
    lines.append(f"L99;96001;zqrejet{name};a;4.81;46.51" + ";trop" * (len(columns) + 3))
    return "\n".join(lines) + "\n"


def _correct(dataset: Dataset) -> None:
    column = Column.objects.get(table__dataset=dataset, name="nom")
    Correction.objects.create(
        table=column.table,
        column=column,
        row_key="L1",
        expected="avant",
        value="mieux",
        found="autre",
        reason="Essai.",
        state=Correction.State.CONFLICT,
    )


def _note(dataset: Dataset) -> None:
    """Write in the log of the first row, which lies in the first commune."""
    name = dataset.slug.removeprefix("jeu-")
    noted = Intervention.objects.create(
        table=dataset.tables.get(),
        row_key="L0",
        kind=Kind.BREAK.value,
        done_on=date(2026, 3, 12),
        note=f"zqnote{name} zqligne{name}c0",
    )
    with pictures.kept([Rewritten(f"zqnote{name}".encode(), 1, 1)]) as rows:
        pictures.attach(noted, rows)


def invitation_of(world: World) -> Invitation:
    """Give the invitation that is open."""
    return Invitation.objects.get(organisation=world.root)


def commune_names() -> list[str]:
    """List the communes."""
    return list(Commune.objects.values_list("name", flat=True))
