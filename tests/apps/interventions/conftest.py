"""A dataset of a network: valves and the pipes between them, each with a key."""

from __future__ import annotations

import io
import uuid
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Dataset, Table
from terrier.apps.catalog.queries import open_table
from terrier.apps.interventions.actions import noting
from terrier.apps.interventions.models import Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.upkeep.events import Entry, Kind
from terrier.lake.engine import cursor

VALVES = (
    NewColumn("id", "TEXT", "Identifiant"),
    NewColumn("commune", "TEXT", "Commune", concept="commune_code"),
    NewColumn("nom", "TEXT", "Nom"),
    NewColumn("etat", "TEXT", "État"),
    NewColumn("acces", "BOOLEAN", "Accessible"),
)
PIPES = (
    NewColumn("id", "TEXT", "Identifiant"),
    NewColumn("commune", "TEXT", "Commune", concept="commune_code"),
    NewColumn("materiau", "TEXT", "Matériau"),
)
ROWS = 6
"""Valves V1 to V6 and pipes C1 to C6, two in each commune."""


def write_network(folder: Path, gone: tuple[str, ...] = ()) -> tuple[Path, Path]:
    """Write both tables; rows named in `gone` are left out."""
    out = ", ".join(f"'{key}'" for key in ("-", *gone))
    common = (
        "CAST(i + 2 AS BIGINT) AS _line, row_number() OVER (ORDER BY i) AS _row,"
        " {letter} || (i + 1) AS _key, {letter} || (i + 1) AS id,"
        " CAST(96001 + i % 3 AS TEXT) AS commune"
    )
    x, y = "(4.805 + (i % 3) * 0.05)", "(46.505 + (i // 3) * 0.01)"
    valves, pipes = folder / "vannes.parquet", folder / "conduites.parquet"
    with cursor() as db:
        for path, letter, more in (
            (
                valves,
                "'V'",
                "'Vanne ' || (i + 1) AS nom, CASE WHEN i = 5 THEN 'fermée' ELSE 'ouverte' END"
                f" AS etat, true AS acces, ST_SetCRS(ST_Point({x}, {y}), 'EPSG:4326') AS geom",
            ),
            (
                pipes,
                "'C'",
                "'Fonte' AS materiau, ST_SetCRS(ST_GeomFromText('LINESTRING(' ||"
                f" {x} || ' ' || {y} || ', ' || ({x} + 0.01) || ' ' || ({y} + 0.004) || ', ' ||"
                f" ({x} + 0.02) || ' ' || {y} || ')'), 'EPSG:4326') AS geom",
            ),
        ):
            selected = f"{common.format(letter=letter)}, {more}"
            db.execute(
                f"COPY (SELECT {selected} FROM range({ROWS}) t(i) WHERE {letter} || (i + 1)"
                f" NOT IN ({out})) TO '{path}' (FORMAT parquet, geoparquet_version 'BOTH')"
            )
    return valves, pipes


@dataclass(frozen=True)
class Network:
    """The dataset, and people who do things on it."""

    place: object
    folder: Path
    dataset: Dataset

    def table(self, name: str = "vannes") -> Table:
        return self.dataset.tables.get(name=name)

    def bring(self, *gone: str) -> None:
        """Bring the next version."""
        self.dataset.refresh_from_db()
        paths = write_network(self.folder, gone)
        count = {p.stem: ROWS - sum(k[0] == p.stem[0].upper() for k in gone) for p in paths}
        told = (
            ("vannes", "Vannes", VALVES, "Point"),
            ("conduites", "Conduites", PIPES, "LineString"),
        )
        tables = tuple(
            FinishedTable(
                name, title, path, columns, count[name], True, kind, [4.8, 46.5, 4.95, 46.53]
            )
            for path, (name, title, columns, kind) in zip(paths, told, strict=True)
        )
        keys = [{"name": name, "key": ["id"]} for name, *_ in told]
        new = NewVersion("replace", tables, plan={"format": "csv", "tables": keys})
        commit(self.dataset, self.dataset.current, new, None)
        self.dataset.refresh_from_db()

    def note(self, user: User, key: str = "V1", table: str = "vannes", **sent) -> Intervention:
        """Note an intervention the way a screen does."""
        entry = Entry(
            sent.pop("kind", Kind.INSPECTION),
            sent.pop("done_on", date(2026, 3, 12)),
            sent.pop("note", ""),
            **{n: sent.pop(n) for n in list(sent) if n in Entry.__dataclass_fields__},
        )
        reader = reader_of(user)
        opened = open_table(reader, self.dataset.slug, table)
        return noting.note(user, reader, opened, key, noting.Sent(entry, **sent))


@pytest.fixture
def network(place, tmp_path) -> Network:
    dataset = Dataset.objects.create(
        slug="eau", title="Réseau d’eau", owner=place.root, visibility="internal",
        published_at=timezone.now(),
    )  # fmt: skip
    made = Network(place, tmp_path, dataset)
    made.bring()
    drain()
    return made


@pytest.fixture
def fitter(place) -> User:
    return place.member("Fontainier", Role.CONTRIBUTOR)


def picture(size=(64, 48), format="JPEG", **saving) -> bytes:
    """Take a photograph."""
    out = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(out, format, **saving)
    return out.getvalue()


def form(**fields) -> dict:
    """Fill the form as a telephone sends it."""
    return {
        "kind": "inspection",
        "done_on": "2026-03-12",
        "note": "",
        "outcome": "done",
        "token": str(uuid.uuid4()),
        "version": "1",
        **fields,
    }
