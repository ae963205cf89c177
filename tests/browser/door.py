"""Files brought through the real door, for the browser's small territory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import shapely

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import metadata
from terrier.apps.catalog.actions.policy import Wanted
from terrier.apps.catalog.actions.publication import publish
from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.imports.standalone import Decisions, decide
from terrier.apps.jobs.worker import drain
from terrier.apps.obligations.actions import auditing
from terrier.apps.territories import actions as territories
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role, Visibility
from terrier.domain.tabular.plan import ImportPlan


@dataclass(frozen=True)
class Door:
    """The territory, and the person who brings its files."""

    folder: Path
    root: Organisation
    actor: User

    @classmethod
    def open(cls, folder: Path, password: str, emails: dict, codes: dict) -> Door:
        """Make the organisations and the people."""
        facts = [
            territories.CommuneFacts(
                code, name, 100 * (n + 1), shapely.to_wkb(_square(4.8 + n * 0.05))
            )
            for n, (code, name) in enumerate(codes.items())
        ]
        root = territories.prepare_fictional_territory("Val Clair", facts)
        communes = Organisation.objects.filter(parent=root).order_by("commune__code")
        places = {
            "secretary": (root, Role.PUBLISHER),
            "reader": (communes[1], Role.READER),
            "administrator": (root, Role.ADMINISTRATOR),
        }
        for name, email in emails.items():
            user = territories.create_person(
                SYSTEM,
                email=email,
                name=name,
                password=password,
                instance_administrator=name == "administrator",
            )
            territories.add_member(SYSTEM, places[name][0], user, places[name][1])
        administrator = User.objects.get(email=emails["administrator"])
        auditing.start_audit(reader_of(administrator))
        return cls(folder, root, administrator)

    def read(
        self,
        title: str,
        name: str,
        content: str | bytes,
        dataset: Dataset | None = None,
        key: tuple = (),
    ) -> Import:
        """Give a file in and have it read; texts are written as French spreadsheets do."""
        file = self.folder / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode("cp1252"))
        begun = receiving.begin(
            self.actor,
            reader_of(self.actor),
            owner=self.root,
            originals=[receiving.keep_local_file(file, self.actor)],
            dataset=dataset,
            metadata={"title": title},
        )
        drain()
        begun.refresh_from_db()
        assert begun.state == Import.State.PROPOSED, begun.error
        if key:
            plan = ImportPlan.from_json(begun.plan)
            keyed = tuple(replace(table, key=key) for table in plan.tables)
            begun.plan = replace(plan, tables=keyed).to_json()
            begun.save(update_fields=["plan"])
        return begun

    def bring(
        self,
        title: str,
        name: str,
        content: str | bytes,
        key: tuple = (),
        types: dict | None = None,
    ) -> Dataset:
        """Import a file as it is proposed, but for the types that are given."""
        begun = self.read(title, name, content, key=key)
        if types:
            decide(begun, Decisions(types=types))
        return self._run(begun)

    def bring_again(self, dataset: Dataset, name: str, text: str) -> None:
        """Import the next version."""
        self._run(self.read(dataset.title, name, text, dataset))

    def publish(self, dataset: Dataset, visibility: str, *, theme: str) -> None:
        """Describe a dataset and open it."""
        reader = reader_of(self.actor)
        metadata.update_metadata(
            self.actor,
            reader,
            dataset,
            description="Ce que le service a relevé.",
            theme=theme,
            licence="etalab-2.0",
            frequency="annual",
            contact_name="Service des déchets",
        )
        columns = Column.objects.filter(table__dataset=dataset)
        publish(
            self.actor,
            reader,
            dataset,
            Wanted(Visibility(visibility)),
            revision=dataset.policy_revision,
            acknowledged=frozenset(columns.values_list("stable_id", flat=True)),
        )
        drain()

    def _run(self, importing: Import) -> Dataset:
        deciding.launch(importing, reader_of(self.actor), self.actor)
        drain()
        importing.refresh_from_db()
        assert importing.state == Import.State.DONE, importing.error
        assert importing.dataset is not None
        return importing.dataset


def _square(west: float) -> shapely.Polygon:
    return shapely.box(west, 46.5, west + 0.05, 46.55)
