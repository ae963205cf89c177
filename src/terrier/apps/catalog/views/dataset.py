"""The page of a dataset, and of one of its rows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import Empty
from terrier.apps.catalog.queries.facts import facts
from terrier.apps.catalog.reading_log import filtered_columns, record_reading
from terrier.apps.catalog.row_names import naming_column, row_name
from terrier.apps.catalog.sections import row_sections, sections
from terrier.lake import rows
from terrier.lake.filters import NO_FILTERS
from terrier.web.audience import Audience, audience

from .about import column_notes, contributor_links, table_links, version_notes
from .asking import Asked, ask, canonical_address
from .charts import chart_view
from .downloads import download_choices
from .map import map_view
from .table import chips, hidden_fields, table_view


@audience(Audience.BY_DATASET)
def dataset(request: HttpRequest, slug: str, table: str | None = None) -> HttpResponse:
    """Show a dataset: what it is, its table, map, chart, downloads and versions."""
    try:
        asked = ask(request, slug, table)
    except Empty as empty:
        context = {"dataset": empty.dataset, "contributes": empty.sight.contributes}
        return render(request, "catalog/empty.html", context)
    shareable = canonical_address(request, asked)
    if shareable is not None:
        return redirect(shareable)
    shown = {
        "asked": asked,
        "opened": asked.opened,
        "table": table_view(asked),
        "hidden_fields": hidden_fields(asked),
        "table_links": table_links(asked.opened),
    }
    _note(request, asked, Reading.Door.PAGE, len(shown["table"].lines))
    if request.htmx and request.htmx.target == "lignes":
        return render(request, "catalog/parts/rows.html", shown)
    return render(
        request, "catalog/dataset.html", {**shown, **_around(request, asked, shown["table"])}
    )


def _around(request: HttpRequest, asked: Asked, table: Any) -> dict[str, Any]:
    """Gather what stands around the table."""
    return {
        "facts": facts(asked.opened, table.total if not asked.filters else None),
        "chips": chips(asked),
        "clear_url": asked.page_url(filters=NO_FILTERS),
        "map": map_view(asked) if asked.opened.relation.has_geometry else None,
        "basemap": reverse("basemap-style"),
        "contributor_links": contributor_links(asked.opened),
        "chart": chart_view(asked),
        "downloads": download_choices(asked, table.total),
        "columns": column_notes(asked.opened),
        "versions": version_notes(asked.opened),
        "sections": sections(request, asked.opened),
    }


@audience(Audience.BY_DATASET)
def row(request: HttpRequest, slug: str, table: str, row: int) -> HttpResponse:
    """Show one row: a page, or a fragment for the map."""
    asked = ask(request, slug, table)
    found = rows.one(asked.opened.relation, row)
    relation = asked.opened.relation
    naming = naming_column(relation)
    cells = tuple(zip(relation.columns, found.values, strict=True))
    value = next((v for c, v in cells if c is naming), None)
    context = {
        "asked": asked,
        "opened": asked.opened,
        "row": found,
        "cells": cells,
        "name": row_name(row, value),
        "table_url": asked.page_url(),
        "page_url": asked.to_kept("dataset-row", row=row),
        "correct_url": _correct_url(asked, row),
    }
    _note(request, asked, Reading.Door.ROW, 1)
    fragment = bool(request.htmx) or "fragment" in request.GET
    places = ("before",) if fragment else ("before", "after")
    context["parts"] = row_sections(request, asked.opened, found, *places)
    template = "catalog/parts/row.html" if fragment else "catalog/row.html"
    return render(request, template, context)


def _note(request: HttpRequest, asked: Asked, door: Reading.Door, number: int) -> None:
    opened, filtered = asked.opened, filtered_columns(asked.filters)
    record_reading(request, opened.dataset, opened.version, door, number, filtered=filtered)


def _correct_url(asked: Asked, row: int) -> str:
    """Give where the row can be corrected: by contributors, in the version in place, by its key."""
    opened = asked.opened
    if not opened.sight.contributes or opened.pinned or not opened.relation.has_key:
        return ""
    return opened.address("dataset-correct", row=row)
