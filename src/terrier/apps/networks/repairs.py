"""Breaks and leaks of the log, as the repairs that RAEPA describes."""

from __future__ import annotations

import numpy as np
import shapely

from terrier.apps.interventions.models import Intervention
from terrier.apps.interventions.queries.breaks import number_of
from terrier.domain.topology.elements import Frame
from terrier.domain.topology.families import SEWER, family
from terrier.domain.topology.models.raepa import FAILURE
from terrier.domain.upkeep.repairs import UNKNOWN_FAILURE

from .models import Network
from .reading import Loaded

NAMES = ("identifier", "repaired", "failure", "date", "owner")


def repairs_of(network: Network, loaded: Loaded) -> Frame:
    """Give the breaks of the pipes of a version, each on the side of its pipe; undated ones too."""
    pipes = loaded.elements.pipes
    rows = {str(ref): row for row, ref in enumerate(pipes.refs)}
    carried, identifiers = pipes.texts("commodity"), pipes.texts("identifier")
    log = Intervention.objects.filter(table__dataset=network.dataset).standing().breaks()
    refs: list[str] = []
    shapes: list[shapely.Point | None] = []
    told: list[tuple[str | None, ...]] = []
    for one in log.select_related("table").order_by("pk"):
        row = rows.get(f"{one.table.name}/{one.row_key}")
        if row is None:
            continue
        side = "ass" if family(carried[row]) == SEWER else "aep"
        refs.append(f"repar_{side}/{one.pk}")
        shapes.append(_place(loaded, one))
        said = identifiers[row] or one.row_key
        day = one.repaired_on.isoformat() if one.repaired_on else None
        failure = FAILURE.reading[one.failure or UNKNOWN_FAILURE]
        told.append((number_of(one), str(said), failure, day, network.dataset.owner.name))
    columns = dict(zip(NAMES, zip(*told, strict=True), strict=True)) if told else {}
    return Frame(
        _objects(refs),
        _objects(shapes),
        {name: _objects(values) for name, values in columns.items()},
    )


def _place(loaded: Loaded, one: Intervention) -> shapely.Point | None:
    if one.longitude is None or one.latitude is None:
        return None
    return shapely.Point(loaded.to_metres.transform(one.longitude, one.latitude))


def _objects(values: object) -> np.ndarray:
    return np.array([*values, None], dtype=object)[:-1]  # type: ignore[misc]
