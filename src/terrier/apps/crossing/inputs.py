"""What a crossing is computed from: when any of it changes, the result is out of date."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

from terrier.apps.catalog.models import Release, VersionTable
from terrier.apps.territories.models import Organisation
from terrier.domain.matching.definition import Side, Zoning

from . import zonings
from .models import Crossing, HandMatch


def now(crossing: Crossing) -> dict[str, Any]:
    """Give the identity of everything that the result depends on, as plain JSON."""
    return now_of([crossing])[crossing.pk]


def now_of(crossings: Iterable[Crossing]) -> dict[int, dict[str, Any]]:
    """Give `now` of each crossing, by their ids, in a few queries whatever their number."""
    known = list(crossings)
    standing = _standing(known)
    return {crossing.pk: _identity(crossing, standing) for crossing in known}


def versions_of(crossing: Crossing) -> dict[str, int]:
    """Give the versions of its sources that the result was computed from, by their ids."""
    sides = (crossing.inputs.get(side, {}) for side in ("left", "right"))
    return {str(side["dataset"]): side["version"] for side in sides if side.get("dataset")}


@dataclass(frozen=True)
class _Standing:
    """What stands now, read once for all the crossings that are looked at."""

    tables: dict[tuple[int, str], tuple[int, str]]
    """Number of the version and file, by dataset and name of the table."""
    thresholds: dict[int, int]
    """Of the releases, by dataset."""
    hands: dict[int, list[tuple[str, Any]]]
    """By crossing: digest of the left side, right side."""
    projections: dict[int, str]
    """Of the territory, by organisation."""
    communes: Callable[[str], str]
    """Names the communes as they stand, in a projection."""


def _standing(crossings: list[Crossing]) -> _Standing:
    definitions = [c.asked() for c in crossings]
    sources = {s.dataset for d in definitions for s in (d.left, d.right)} - {None}
    tables = VersionTable.objects.filter(
        version__current_of__in=sources, version__gone_reason=""
    ).values_list("version__current_of", "table__name", "version__number", "path")
    releases = Release.objects.filter(dataset__crossing__in=crossings)
    hands: dict[int, list[tuple[str, Any]]] = defaultdict(list)
    made = HandMatch.objects.filter(crossing__in=crossings)
    for pk, digest, right in made.values_list("crossing_id", "digest", "right"):
        hands[pk].append((digest, right))
    projected = dict(Organisation.objects.values_list("pk", "projected_crs"))
    return _Standing(
        {(dataset, name): (number, path) for dataset, name, number, path in tables},
        dict(releases.values_list("dataset_id", "threshold")),
        hands,
        {pk: projected[above[-1]] for pk, above in Organisation.objects.lineages().items()},
        cache(zonings.communes_identity),
    )


def _identity(crossing: Crossing, standing: _Standing) -> dict[str, Any]:
    asked = crossing.asked()
    crs = standing.projections[crossing.dataset.owner_id]
    return {
        "left": _side(asked.left, crs, standing),
        "right": _side(asked.right, crs, standing),
        "definition": _digest(crossing.definition),
        "hands": _digest(sorted(standing.hands.get(crossing.pk, []))),
        "perimeter": standing.communes(crs) if asked.perimeter else "",
        "threshold": standing.thresholds.get(crossing.dataset_id, 0),
    }


def _side(side: Side, crs: str, standing: _Standing) -> dict[str, Any]:
    if side.zoning is Zoning.COMMUNES:
        return {"zoning": side.zoning, "state": standing.communes(crs)}
    if side.zoning is not None:
        return {"zoning": side.zoning}
    number, path = standing.tables.get((side.dataset, side.table), (None, ""))
    # An erasure gives a version another file: the path says so, the number does not.
    return {"dataset": side.dataset, "table": side.table, "version": number, "file": path}


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
