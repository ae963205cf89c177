"""Reading a table: its columns, rows, groups and figures."""

from __future__ import annotations

import json
from math import isfinite
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.catalog.queries.measures import profile_of
from terrier.apps.figures.dropped import naming_what_is_gone
from terrier.apps.opening.doors import PRIVATE_CACHE
from terrier.lake.profile import ColumnProfile
from terrier.lake.questions import answer
from terrier.lake.row_pages import rows_after

from . import told
from .cells import cell
from .permission import READ
from .questions import BY_COLUMN, GroupsWanted, RowsWanted, VersionWanted, open_asked
from .schemas.catalogue import TableAnswer
from .schemas.tables import (
    AggregatesAnswer,
    ColumnFigures,
    FrequentValue,
    GroupAnswer,
    RowsAnswer,
    StatisticsAnswer,
)
from .strict import only

router = Router(tags=["Tables"])
TABLE = "datasets/{slug:slug}/tables/{slug:table}"


@router.get(
    TABLE,
    auth=READ,
    response=TableAnswer,
    url_name="rest-table",
    operation_id="getTable",
    summary="Lire les colonnes d’une table",
    description="Les colonnes que vous voyez : une colonne masquée n’existe pas.",
)
def table(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    table: str,
    scope: Annotated[VersionWanted, Query()],
) -> TableAnswer:
    """Describe a table."""
    only(request, "version")
    opened = open_table(request.reader, slug, table, scope.version)
    _dress(response, opened)
    return told.table(request, opened.dataset, opened.sight, opened.stored, opened.relation)


@router.get(
    f"{TABLE}/rows",
    auth=READ,
    response=RowsAnswer,
    url_name="rest-rows",
    operation_id="listRows",
    summary="Lire les lignes",
    description=(
        "Page par page : suivez « next », qui garde la version, pour n’en perdre ni n’en répéter "
        "aucune pendant qu’une nouvelle version arrive."
    ),
    openapi_extra={"parameters": [BY_COLUMN]},
)
def rows(
    request: HttpRequest, slug: str, table: str, wanted: Annotated[RowsWanted, Query()]
) -> HttpResponse:
    """Give one page of rows; they are written in DuckDB, never one by one here."""
    only(request, *RowsWanted.model_fields, columns=True)
    opened, filters = open_asked(request, slug, table, wanted)
    whole = opened.sight.every_row and not filters and not wanted.filter.strip()
    page = rows_after(
        opened.relation,
        wanted.asked(opened.relation, filters),
        after=wanted.after,
        limit=wanted.limit,
        matched=opened.stored.records if whole else None,
    )
    head = {
        "version": opened.version.number,
        "matched": page.matched,
        "returned": page.returned,
        "next": _next(request, opened, page.next_after),
    }
    opening = json.dumps(head, ensure_ascii=False)[:-1].encode()
    body = b"".join([opening, b', "rows": [\n', page.rows, b"\n]}\n"])
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    _dress(response, opened)
    return response


@router.get(
    f"{TABLE}/aggregates",
    auth=READ,
    response=AggregatesAnswer,
    url_name="rest-aggregates",
    operation_id="aggregateRows",
    summary="Compter et mesurer par groupes",
    description="Exact, sur toutes les lignes qui répondent aux filtres ; au plus 2 500 groupes.",
    openapi_extra={"parameters": [BY_COLUMN]},
)
def aggregates(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    table: str,
    wanted: Annotated[GroupsWanted, Query()],
) -> AggregatesAnswer:
    """Group rows and measure each group."""
    only(request, *GroupsWanted.model_fields, columns=True)
    opened, filters = open_asked(request, slug, table, wanted)
    asked = wanted.question()
    with naming_what_is_gone(opened, asked.columns):
        found = answer(opened.relation, asked, filters=filters)
    _dress(response, opened)
    return AggregatesAnswer(
        version=opened.version.number,
        measure=wanted.measure.value,
        of=wanted.of,
        rows=found.rows or 0,
        gathered=max(found.all_groups - wanted.top, 0) if wanted.top else 0,
        groups=[
            GroupAnswer(
                keys={
                    grouping.column: cell(key)
                    for grouping, key in zip(found.question.by, group.keys, strict=True)
                },
                value=cell(group.value),
                rows=group.rows or 0,
                others=group.others,
            )
            for group in found.groups
        ],
    )


@router.get(
    f"{TABLE}/statistics",
    auth=READ,
    response=StatisticsAnswer,
    url_name="rest-statistics",
    operation_id="getStatistics",
    summary="Lire les chiffres d’une table",
    description="Comptes exacts par colonne, sur les lignes et les colonnes que vous voyez.",
)
def statistics(
    request: HttpRequest,
    response: HttpResponse,
    slug: str,
    table: str,
    scope: Annotated[VersionWanted, Query()],
) -> StatisticsAnswer:
    """Give the figures of the reader's own relation."""
    only(request, "version")
    opened = open_table(request.reader, slug, table, scope.version)
    figures = profile_of(opened)
    _dress(response, opened)
    return StatisticsAnswer(
        version=opened.version.number,
        rows=figures.rows,
        located=figures.located,
        extent=list(figures.extent) if figures.extent else None,
        geometry_types=list(figures.geometry_types),
        period=list(figures.time_range) if figures.time_range else None,
        columns=[_figures(column) for column in figures.columns],
    )


def _dress(response: HttpResponse, opened: Opened) -> None:
    """Say the version, and keep out of caches what not everybody sees."""
    response["ETag"] = told.tag(opened.version)
    if not opened.public:
        response["Cache-Control"] = PRIVATE_CACHE


def _next(request: HttpRequest, opened: Opened, after: int | None) -> str | None:
    if after is None:
        return None
    asked = request.GET.copy()
    asked["version"], asked["after"] = str(opened.version.number), str(after)
    return request.build_absolute_uri(f"{request.path}?{asked.urlencode(safe=',:/')}")


def _figures(column: ColumnProfile) -> ColumnFigures:
    return ColumnFigures(
        name=column.name,
        type=column.type,
        filled=column.filled,
        empty=column.empty,
        distinct=column.distinct,
        minimum=column.minimum,
        maximum=column.maximum,
        mean=column.mean if column.mean is not None and isfinite(column.mean) else None,
        frequent=[FrequentValue(value=value, rows=count) for value, count in column.top],
    )
