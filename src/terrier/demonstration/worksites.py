"""Worksites kept by hand: some to come side by side, so that a trench may be shared."""

from __future__ import annotations

from datetime import date, timedelta

import shapely
from shapely.ops import substring

from terrier.apps.accounts.models import User
from terrier.apps.territories.models import Organisation
from terrier.apps.worksites.actions import writing
from terrier.demonstration.ground import WGS84, stream, to_crs
from terrier.demonstration.territory import Territory
from terrier.domain.access.policy import Reader

STREETS = 6
_PAIRS = (
    ("EAU", "Renouvellement de la conduite", 60, 1.3, "closed"),
    ("TELECOM", "Pose de la fibre", 75, 0.8, "narrowed"),
    ("VOIRIE", "Réfection des enrobés", 20, None, "alternating"),
)
"""Kind, title, days from today, depth and road of the worksites of one street."""
_DAYS = 18


def inscribe(
    territory: Territory, owner: Organisation, actor: User, reader: Reader, today: date
) -> None:
    """Inscribe what the water board and its neighbours intend, around the day it is asked."""
    rng = stream(territory.seed, "worksites by hand")
    streets = [r for r in territory.roads if r.kind == "street" and r.line.length > 160]
    for rank, pick in enumerate(rng.choice(len(streets), STREETS, replace=False).tolist()):
        road = streets[pick]
        for kind, title, days, depth, occupation in _PAIRS[: 1 + rank % 3]:
            start = today + timedelta(days=days + 9 * rank)
            line = substring(road.line, 10, road.line.length - 10 * (1 + rank % 4))
            values = {
                "title": f"{title}, {road.name}",
                "kind": kind,
                "state": "planned" if rank % 2 else "intention",
                "starts_on": start,
                "ends_on": start + timedelta(days=_DAYS),
                "address": road.name,
                "occupation": occupation,
                "depth_m": depth,
                "contact": "Service travaux (fictif)",
            }
            shape = shapely.set_precision(to_crs(line, WGS84), 1e-7, mode="pointwise")
            made = writing.create(actor, reader, owner, values, shape)
            if rank % 2:
                writing.publish(actor, reader, made, made.revision, published=True)
