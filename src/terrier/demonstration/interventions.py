"""A few interventions on the things of the demonstration, noted the way the screen notes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from terrier.apps.accounts.models import User
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.interventions.actions import noting
from terrier.apps.interventions.models import Intervention
from terrier.domain.access.policy import Reader
from terrier.domain.upkeep.events import Entry, Kind, Outcome
from terrier.lake.cells import cell_text
from terrier.lake.filters import NO_FILTERS
from terrier.lake.keys import keyed_rows

LIGHTS, BINS = "eclairage-public", "points-d-apport-volontaire"
HYDRANTS, BUILDINGS = "points-d-eau-incendie", "patrimoine-bati"


@dataclass(frozen=True)
class Done:
    """One intervention, on the nth row of the first table of a dataset."""

    dataset: str
    row: int
    days_ago: int
    kind: Kind
    note: str
    outcome: Outcome = Outcome.DONE
    minutes: int | None = None
    cost: str | None = None
    state: tuple[str, str] | None = None
    """A column, and what it says from now on."""


WRITTEN = (
    Done(LIGHTS, 12, 3, Kind.REPAIR, "Lampe changée.", minutes=25, cost="84.50"),
    Done(LIGHTS, 12, 190, Kind.INSPECTION, "Clignote à l’allumage.", Outcome.FOLLOW_UP),
    Done(LIGHTS, 48, 9, Kind.REPLACEMENT, "Passage en LED, 36 W.", minutes=50, cost="410.00"),
    Done(LIGHTS, 91, 16, Kind.INSPECTION, "Mât heurté par un véhicule.", Outcome.FOLLOW_UP),
    Done(BINS, 4, 2, Kind.CLEANING, "Dépôt sauvage enlevé au pied de la colonne.", minutes=40),
    Done(BINS, 4, 33, Kind.CLEANING, "Lavage annuel.", minutes=20),
    Done(BINS, 17, 12, Kind.REPAIR, "Opercule remplacé.", minutes=15, cost="38.00"),
    Done(BINS, 30, 5, Kind.INSPECTION, "Accès barré par un chantier.", Outcome.IMPOSSIBLE),
    Done(HYDRANTS, 6, 20, Kind.INSPECTION, "Pesée : débit et pression conformes.", minutes=30),
    Done(
        HYDRANTS, 9, 6, Kind.INSPECTION, "Poteau renversé, vanne de pied fermée.",
        Outcome.FOLLOW_UP, state=("disponible", "non"),
    ),
    Done(BUILDINGS, 2, 41, Kind.INSPECTION, "Visite de sécurité, registre signé.", minutes=90),
    Done(BUILDINGS, 5, 14, Kind.REPAIR, "Gouttière recollée côté cour.", minutes=60),
)  # fmt: skip


def note_some(actor: User, reader: Reader) -> None:
    """Write the log of each dataset that has none yet."""
    noted = Intervention.objects.values_list("table__dataset__slug", flat=True)
    known = set(noted.distinct())
    for slug in dict.fromkeys(one.dataset for one in WRITTEN):
        if slug not in known:
            opened = open_table(reader, slug)
            keys = list(keyed_rows(opened.relation, NO_FILTERS, None, 100)[0])
            for one in (d for d in WRITTEN if d.dataset == slug):
                noting.note(actor, reader, opened, keys[one.row], _sent(one, opened, keys[one.row]))


def _sent(one: Done, opened: Opened, key: str) -> noting.Sent:
    entry = Entry(
        kind=one.kind,
        done_on=timezone.localdate() - timedelta(days=one.days_ago),
        note=one.note,
        outcome=one.outcome,
        duration_min=one.minutes,
        cost_eur=Decimal(one.cost) if one.cost else None,
    )
    if one.state is None:
        return noting.Sent(entry)
    name, value = one.state
    column = opened.relation.require(name)
    expected = cell_text(opened.relation, key, column)
    return noting.Sent(entry, state=noting.StateLeft(column.id, expected, value))
