"""Explore v2.1: the catalogue, and the records of its datasets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import NotFound
from terrier.domain.odsql.model import Call, Field, Pattern, Star
from terrier.lake import odsql

from . import catalogue, exports, links
from .doors import JSON, answer, explore_door
from .parameters import read_facets, read_page, read_question, read_truth

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened
    from terrier.domain.odsql.model import Item
    from terrier.domain.odsql.question import Question

    from .parameters import Page

CLAUSES = exports.CLAUSES
ATTRIBUTES = (
    "dataset_id", "dataset_uid", "attachments", "has_records", "data_visible", "features", "metas",
    "fields",
)  # fmt: skip
"""Members of a dataset that are not metadata."""


@explore_door
def datasets(request: HttpRequest) -> HttpResponse:
    """List the datasets that the reader sees."""
    tables = catalogue.described(request.reader)
    question = read_question(request.GET, clauses=CLAUSES)
    page = read_page(request.GET, aggregated=question.aggregated)
    source = catalogue.source(tables)
    if question.aggregated:
        found = odsql.records(source, question, page.limit, page.offset)
        return _records(request, found, [])
    plain = replace(question, select=())
    total = odsql.count(source, plain)
    chosen = odsql.identifiers(source, plain, page.limit, page.offset)
    shown = _shown([tables[n] for n in chosen], question.select, source, question, page)
    if read_truth(request.GET, "include_links"):
        for document, n in zip(shown, chosen, strict=True):
            document["_links"] = links.of_dataset(request, tables[n].id)
        above = {"_links": links.of_page(request, page, total)}
    else:
        above = {}
    return answer({"total_count": total, **above, "results": shown})


@explore_door
def dataset(request: HttpRequest, dataset: str) -> HttpResponse:
    """Describe one dataset."""
    table = _table(request, dataset)
    question = read_question(request.GET, clauses=("select",))
    source = catalogue.source([table])
    page = read_page(request.GET, aggregated=False)
    shown = _shown([table], question.select, source, question, page)[0]
    if read_truth(request.GET, "include_links"):
        shown["_links"] = links.of_dataset(request, table.id)
    return answer(shown)


@explore_door
def catalogue_facets(request: HttpRequest) -> HttpResponse:
    """Count the datasets by publisher, theme, keyword …"""
    source = catalogue.source(catalogue.described(request.reader))
    wanted = read_facets(request.GET) or tuple(odsql.Wanted(name) for name in catalogue.FACETS)
    return _facets(request, odsql.facets(source, read_question(request.GET), wanted))


@explore_door
def catalogue_exports(request: HttpRequest) -> HttpResponse:
    """List the formats that the catalogue is exported in."""
    offered = [
        {"rel": word, "href": links.address(request, "explore-catalogue-export", word)}
        for word in ("csv", "json", "ttl")
    ]
    return answer({"links": [links.itself(request), *offered]})


@explore_door
def catalogue_export(request: HttpRequest, format: str) -> HttpResponse:
    """Export the description of every dataset that the reader sees."""
    if format == "ttl":
        return redirect("api-dcat-turtle")
    if format not in ("csv", "json"):
        raise NotFound(f"Format d’export « {format[:30]} » inconnu ici. Formats : csv, json, ttl.")
    tables = catalogue.described(request.reader)
    question = read_question(request.GET, clauses=CLAUSES)
    source = catalogue.source(tables)
    found = exports.FORMATS[format]
    if format == "json" and not question.aggregated and not question.select:
        chosen = odsql.identifiers(source, question, exports.read_limit(request.GET), 0)
        return answer(catalogue.documents([tables[n] for n in chosen]))
    chunks = exports.streamed(source, question, found.writes, request.GET)
    return exports.sent(exports.begun(chunks), found, "catalogue")


@explore_door
def records(request: HttpRequest, dataset: str) -> HttpResponse:
    """Answer a question about the records of a dataset."""
    opened = _open(request, dataset)
    question = read_question(request.GET, clauses=CLAUSES)
    page = read_page(request.GET, aggregated=question.aggregated)
    source = odsql.of_relation(opened.relation)
    told = _told(request, dataset, opened)
    found = odsql.records(source, question, page.limit, page.offset, told)
    _note(request, opened, question, None if found.grouped else len(found.records))
    asked = read_truth(request.GET, "include_links")
    return _records(request, found, links.of_page(request, page, found.total) if asked else [])


@explore_door
def record(request: HttpRequest, dataset: str, record: str) -> HttpResponse:
    """Give one record, by its key or by its row number where the table has no key."""
    opened = _open(request, dataset)
    question = read_question(request.GET, clauses=("select",))
    source = odsql.of_relation(opened.relation)
    text = odsql.record(source, record, question, _told(request, dataset, opened))
    _note(request, opened, question, 1)
    return HttpResponse(text.encode(), content_type=JSON)


@explore_door
def record_facets(request: HttpRequest, dataset: str) -> HttpResponse:
    """Count the values of the fields of a dataset."""
    opened = _open(request, dataset)
    question = read_question(request.GET)
    found = odsql.facets(odsql.of_relation(opened.relation), question, read_facets(request.GET))
    _note(request, opened, question, None)
    return _facets(request, found)


@explore_door
def attachments(request: HttpRequest, dataset: str) -> HttpResponse:
    """List the files that stand beside the data: there are none."""
    _open(request, dataset)
    return answer({"links": [links.itself(request)], "attachments": []})


@explore_door
def dataset_exports(request: HttpRequest, dataset: str) -> HttpResponse:
    """List the formats that a dataset is exported in."""
    spatial = _open(request, dataset).relation.has_geometry
    offered = [
        {"rel": word, "href": links.address(request, "explore-export", dataset, word)}
        for word, format in exports.FORMATS.items()
        if spatial or not format.spatial
    ]
    return answer({"links": [links.itself(request), *offered]})


@explore_door
def dataset_export(request: HttpRequest, dataset: str, format: str) -> HttpResponse:
    """Export the records that answer, all of them."""
    return exports.export(request, _open(request, dataset), format)


def _open(request: HttpRequest, identifier: str) -> Opened:
    """Open a table: `slug` is the first one of the dataset, `slug.table` any of them."""
    slug, _dot, table = identifier.partition(".")
    return open_table(request.reader, slug, table or None)


def _table(request: HttpRequest, identifier: str) -> catalogue.Described:
    slug, _dot, table = identifier.partition(".")
    # The authority says whether it exists for this reader, or was withdrawn.
    authority.dataset_for(request.reader, slug)
    for found in catalogue.described(request.reader, slug):
        if found.first if not table else found.stored.table.name == table:
            return found
    raise NotFound(_("Ce jeu de données n’a pas de table de ce nom."))


def _note(request: HttpRequest, opened: Opened, question: Question, rows: int | None) -> None:
    """Write that rows were read, where it is kept."""
    door = Reading.Door.API
    record_reading(request, opened.dataset, opened.version, door, rows, filtered=question.filtered)


def _told(request: HttpRequest, identifier: str, opened: Opened) -> odsql.Told:
    told = odsql.Told()
    if read_truth(request.GET, "include_app_metas"):
        told = replace(told, changed_at=catalogue.moment(opened.version.created_at))
    if read_truth(request.GET, "include_links"):
        told = replace(
            told,
            address=request.build_absolute_uri(links.path("explore-records", identifier)),
            dataset=links.address(request, "explore-dataset", identifier),
        )
    return told


def _records(
    request: HttpRequest, found: odsql.Answer, above: list[links.Link]
) -> HttpResponse:  # fmt: skip
    head: dict[str, Any] = {"total_count": found.total}
    if above:
        head["_links"] = above
    opening = json.dumps(head, ensure_ascii=False)[:-1]
    return HttpResponse(f'{opening}, "results": {found.json()}}}'.encode(), content_type=JSON)


def _facets(request: HttpRequest, found: list[odsql.Facet]) -> HttpResponse:
    listed = [
        {
            "name": facet.name,
            "facets": [
                {
                    "name": value.value.rsplit("/", 1)[-1] if facet.dated else value.value,
                    "value": value.value,
                    "state": value.state,
                    **({} if value.count is None else {"count": value.count}),
                }
                for value in facet.values
            ],
        }
        for facet in found
    ]
    return answer({"links": [links.itself(request)], "facets": listed})


def _shown(
    tables: list[catalogue.Described],
    select: tuple[Item, ...],
    source: odsql.Source,
    question: Question,
    page: Page,
) -> list[dict[str, Any]]:
    """Describe datasets, whole or by what is selected of them."""
    whole = catalogue.documents(tables)
    if not select:
        return whole
    names, rest = _attributes(select)
    shown = [{name: document[name] for name in names} for document in whole]
    if rest and tables:
        asked = replace(question, select=rest)
        found = odsql.records(source, asked, page.limit, page.offset).json()
        for document, more in zip(shown, json.loads(found), strict=True):
            document |= more
    return shown


def _attributes(select: tuple[Item, ...]) -> tuple[list[str], tuple[Item, ...]]:
    """Part what is selected: members of a dataset, and the rest, which is asked of the metadata."""
    calls = [i.expression for i in select if isinstance(i.expression, Call)]
    included = [a for c in calls if c.name == "include" for a in c.arguments]
    excluded = [a for c in calls if c.name == "exclude" for a in c.arguments]
    direct = {i.expression.name for i in select if isinstance(i.expression, Field) and not i.named}
    whole = any(isinstance(i.expression, Star) for i in select) or len(excluded) == len(select)
    names = [
        name
        for name in ATTRIBUTES
        if (whole or name in direct or any(_matches(p, name) for p in included))
        and not any(_matches(p, name) for p in excluded)
    ]
    patterns = ("include", "exclude")
    rest = tuple(
        item
        for item in select
        if not isinstance(item.expression, Star)
        and not (isinstance(item.expression, Call) and item.expression.name in patterns)
        and not (isinstance(item.expression, Field) and item.expression.name in names)
    )
    return names, rest


def _matches(pattern: object, name: str) -> bool:
    if isinstance(pattern, Pattern):
        return name.startswith(pattern.prefix)
    return isinstance(pattern, Field) and pattern.name == name
