"""What a crossing is computed from: when any of it changes, the result is out of date."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from terrier.apps.catalog.models import Release, VersionTable
from terrier.domain.matching.definition import Side, Zoning

from . import zonings
from .models import Crossing


def now(crossing: Crossing) -> dict[str, Any]:
    """Give the identity of everything that the result depends on, as plain JSON."""
    asked = crossing.asked()
    release = Release.objects.filter(dataset=crossing.dataset_id).first()
    crs = crossing.dataset.owner.root().projected_crs
    return {
        "left": _side(asked.left, crs),
        "right": _side(asked.right, crs),
        "definition": _digest(crossing.definition),
        "hands": _digest(sorted(crossing.hands.values_list("digest", "right"))),
        "perimeter": zonings.communes_identity(crs) if asked.perimeter else "",
        "threshold": release.threshold if release else 0,
    }


def _side(side: Side, crs: str) -> dict[str, Any]:
    if side.zoning is Zoning.COMMUNES:
        return {"zoning": side.zoning, "state": zonings.communes_identity(crs)}
    if side.zoning is not None:
        return {"zoning": side.zoning}
    stored = VersionTable.objects.filter(
        version__current_of=side.dataset, table__name=side.table, version__gone_reason=""
    ).select_related("version")
    found = stored.first()
    # An erasure gives a version another file: the path says so, the number does not.
    return {
        "dataset": side.dataset,
        "table": side.table,
        "version": found.version.number if found else None,
        "file": found.path if found else "",
    }


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value, sort_keys=True, default=str).encode()).hexdigest()[:16]
