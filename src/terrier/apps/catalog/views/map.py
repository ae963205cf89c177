"""The map of the dataset page, and the list that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from terrier.apps.catalog.colouring import colour_columns, legend
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries.measures import profile_of
from terrier.apps.catalog.reading_log import filtered_columns, record_reading
from terrier.apps.catalog.row_names import describing_columns, naming_column, row_name
from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake import rows, tiles, windows
from terrier.lake.filters import Box, Filter, Operator
from terrier.web.audience import Audience, audience

from .asking import COLOUR, Asked, ask, with_parameter
from .framing import WORLD, Outside, frame
from .table import scope_fields
from .tiles import PRIVATE_CACHE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from terrier.lake.relation import RelationColumn

LISTED = 30
"""Objects named beside the map; all of them are counted."""
FEATURES = 1000
"""Objects of a GeoJSON window, unless the address asks for another number."""
FRAME = "cadre"
"""Name, in the list’s address, of the rectangle filtered by: `bbox` is that of the view."""
MARGIN_DEGREES = 0.002
"""Added around a single point, so that it has a view."""


@dataclass(frozen=True)
class MapView:
    """What `components/map.html` is given."""

    label: str
    tiles: str
    tile_zooms: str
    bounds: str
    """Where there is something to draw."""
    view: str
    """Where the map opens."""
    outside: Outside | None
    geometry: str
    feature_address: str
    list_address: str
    in_view: dict[str, Any]
    color_by: str
    legend: list[dict[str, Any]]
    colours: list[RelationColumn]
    """Columns that the person may colour by."""
    hidden_fields: list[tuple[str, str]]
    """What the form that chooses the colour carries on."""


def map_view(asked: Asked) -> MapView | None:
    """Prepare the map; None where no row that answers the filters has a place."""
    box = _extent(asked)
    if box is None:
        return None
    opened = asked.opened
    figures = profile_of(opened)
    colour = _colour(asked)
    first = frame(asked, box)
    nothing_outside = first.view is box and figures.located == figures.rows
    others = {n: v for n, v in asked.kept.items() if n != COLOUR}
    return MapView(
        label=_("Carte : %(title)s") % {"title": opened.dataset.title},
        tiles=_tiles(asked),
        tile_zooms=_zooms(asked),
        bounds=str(box),
        view=str(first.view),
        outside=first.outside,
        geometry=_geometry(opened.stored.geometry_type),
        feature_address=_feature_address(asked),
        list_address=_list_address(asked),
        in_view=in_view(asked, first.view, everything=nothing_outside),
        color_by=colour.name if colour else "",
        legend=legend(opened.relation, colour, asked.filters, figures) if colour else [],
        colours=colour_columns(opened.relation.columns, figures),
        hidden_fields=[*scope_fields(asked), *others.items()],
    )


def _colour(asked: Asked) -> RelationColumn | None:
    """Give the column that the address colours by."""
    name = asked.kept.get(COLOUR)
    return asked.opened.relation.require(name) if name else None


def in_view(asked: Asked, box: Box, *, everything: bool = False) -> dict[str, Any]:
    """List the rows that meet a window: counted exactly, the first ones named.

    `everything` says that no row lies outside the window: its test is spared, which counts on a
    million points.
    """
    relation = asked.opened.relation
    inside = asked.filters
    if not everything:
        inside = inside.with_(Filter(GEOMETRY_COLUMN, Operator.WITHIN, box))
    found = rows.page(relation, inside, size=LISTED)
    naming = naming_column(relation)
    position = relation.columns.index(naming) + 1 if naming else None
    beside = [relation.columns.index(c) + 1 for c in describing_columns(relation, naming)]
    items = [
        {
            "row": values[0],
            "title": row_name(values[0], values[position] if position else None),
            "text": " · ".join(str(values[n]) for n in beside if values[n]),
            "address": asked.to_kept("dataset-row", row=values[0]),
        }
        for values in found.rows
    ]
    more = f"{asked.page_url(filters=inside)}#table" if found.total > len(items) else None
    return {"total": found.total, "items": items, "more_address": more}


@audience(Audience.BY_DATASET)
def visible_list(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Give the list of what is in view, again."""
    asked = ask(request, slug, table, frame=FRAME)
    box = _clamped(request.GET.get("bbox", ""))
    record_reading(request, asked.opened.dataset, asked.opened.version, Reading.Door.MAP)
    context = {"in_view": in_view(asked, box), "list_address": _list_address(asked)}
    response = render(request, "components/in_view.html", context)
    response["Cache-Control"] = PRIVATE_CACHE
    return response


@audience(Audience.BY_DATASET)
def features(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Give the objects of a window as GeoJSON, with the exact number of those that match."""
    asked = ask(request, slug, table)
    limit = request.GET.get("limit", str(FEATURES))
    if not (limit.isascii() and limit.isdecimal() and len(limit) < 7):
        raise Invalid(_("« limit » est un nombre d’objets, de 1 à 10 000."))
    window = windows.features(asked.opened.relation, WORLD, asked.filters, int(limit))
    opened, filtered = asked.opened, filtered_columns(asked.filters)
    record_reading(request, opened.dataset, opened.version, Reading.Door.MAP, filtered=filtered)
    response = HttpResponse(window.geojson, content_type="application/geo+json")
    response["Cache-Control"] = "no-cache" if asked.opened.public else PRIVATE_CACHE
    return response


def _extent(asked: Asked) -> Box | None:
    opened = asked.opened
    if opened.relation.whole and not asked.filters and opened.stored.bbox:
        box = Box(*opened.stored.bbox)
    else:
        found = tiles.extent(opened.relation, asked.filters)
        if found is None:
            return None
        box = found
    if box.west == box.east or box.south == box.north:
        return _clamp([box.west, box.south, box.east, box.north], MARGIN_DEGREES)
    return box


def _tiles(asked: Asked) -> str:
    path = asked.opened.tile_template()
    url = f"{path}?{asked.filters.to_query()}" if asked.filters else path
    colour = asked.kept.get(COLOUR)
    return with_parameter(url, COLOUR, colour) if colour else url


def _zooms(asked: Asked) -> str:
    archive = asked.opened.relation.archive
    if archive is not None and not asked.filters:
        return f"0,{tiles.archive_info(archive).max_zoom}"
    return f"0,{tiles.COMPLETE_ZOOM}"


def _feature_address(asked: Asked) -> str:
    pinned = asked.to_kept("dataset-row", row=0).replace("/lignes/0/", "/lignes/{row}/")
    return with_parameter(pinned, "fragment", "1")


def _list_address(asked: Asked) -> str:
    # The island writes the view's rectangle as `bbox`: the filter's takes another name meanwhile.
    address = asked.to("dataset-visible").replace("?bbox=", f"?{FRAME}=")
    return address.replace("&bbox=", f"&{FRAME}=")


def _geometry(kind: str) -> str:
    lowered = kind.casefold().removeprefix("multi")
    return {"point": "point", "linestring": "line", "polygon": "polygon"}.get(lowered, "mixed")


def _clamped(text: str) -> Box:
    """Read the view's rectangle, which may reach beyond the edge of the world."""
    numbers = [float(part) for part in text.split(",")] if _four_numbers(text) else []
    return _clamp(numbers) if numbers else WORLD


def _four_numbers(text: str) -> bool:
    parts = text.split(",")
    return len(parts) == 4 and all(
        p.removeprefix("-").replace(".", "", 1).isdecimal() and len(p) < 30 for p in parts
    )


def _clamp(corners: Sequence[float], margin: float = 0.0) -> Box:
    west, south, east, north = corners
    return Box(
        min(max(west - margin, -180.0), 180.0),
        min(max(south - margin, -90.0), 90.0),
        max(min(east + margin, 180.0), -180.0),
        max(min(north + margin, 90.0), -90.0),
    )
