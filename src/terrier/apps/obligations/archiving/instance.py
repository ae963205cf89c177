"""What belongs to no dataset: organisations, people, the trail, what was kept for the law."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from terrier.apps.privacy.queries import register
from terrier.apps.territories import trail
from terrier.apps.territories.models import Commune, Membership, Organisation
from terrier.web.spreadsheet_cells import harmless

from .. import grid
from ..models import DutyAnswer, SitePage

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset
    from terrier.domain.access.policy import Reader

    from ..bags import Bag


def add_instance(bag: Bag, reader: Reader, datasets: Iterable[Dataset]) -> None:
    """Put the instance's own records in a bag; the reader administers it.

    The register of processing tells of the datasets of the bag alone.
    """
    entries = [register.entry_of(dataset) for dataset in datasets if dataset.about_persons]
    bag.add("instance/registre.csv", (line.encode() for line in register.as_csv(entries)))
    bag.add_text("instance/organismes.json", _json(_organisations()))
    bag.add_text("instance/communes.json", _json(_communes()))
    bag.add("instance/membres.csv", _csv(_members()))
    journal = trail.as_csv(trail.entries(reader, trail.Wish()))
    bag.add("instance/journal.csv", (line.encode() for line in journal))
    pages = {page.kind: page.values for page in SitePage.objects.order_by("kind")}
    bag.add_text("instance/pages.json", _json(pages))
    audit = grid.latest()
    if audit is not None:
        bag.add("instance/grille-rgaa.csv", _csv(grid.as_table(audit)))
    answers = DutyAnswer.objects.select_related("organisation", "dataset")
    bag.add_text("instance/obligations.json", _json([_answer(a) for a in answers]))


def _organisations() -> list[dict[str, Any]]:
    return [
        {
            "identifiant": o.slug,
            "nom": o.name,
            "nature": o.kind,
            "rattache_a": o.parent.slug if o.parent else None,
            "commune": o.commune.code if o.commune else None,
            "siren": o.siren,
            "contact": o.contact_email,
        }
        for o in Organisation.objects.select_related("parent", "commune")
    ]


def _communes() -> list[dict[str, Any]]:
    return [
        {
            "code": c.code,
            "nom": c.name,
            "anciens_codes": c.former_codes,
            "population": c.population,
            "contour_wkb_hexadecimal": bytes(c.outline).hex() if c.outline else None,
        }
        for c in Commune.objects.all()
    ]


def _members() -> Iterator[list[str]]:
    yield ["organisme", "nom", "courriel", "role"]
    for m in Membership.objects.select_related("user", "organisation").order_by("pk"):
        yield [m.organisation.slug, harmless(m.user.name), harmless(m.user.email), m.role]


def _answer(answer: DutyAnswer) -> dict[str, Any]:
    return {
        "organisme": answer.organisation.slug,
        "obligation": answer.duty,
        "reponse": answer.kind,
        "jeu": answer.dataset.slug if answer.dataset else None,
        "adresse": answer.address,
        "precision": answer.comment,
        "date": answer.at,
    }


def _csv(rows: Iterable[list[str]]) -> Iterator[bytes]:
    for row in rows:
        line = io.StringIO()
        csv.writer(line).writerow(row)
        yield line.getvalue().encode()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n"
