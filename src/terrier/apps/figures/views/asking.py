"""« Montre-moi »: a question put to a table, its answer drawn, told and written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.queries import Opened, Wish, listing, open_table
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.search import LONGEST_QUERY
from terrier.domain.figures import FORM_NAMES, Form, Suggestion, suitable
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.questions import address as written
from terrier.domain.questions.conditions import conditions
from terrier.domain.questions.question import Question, Shown
from terrier.domain.questions.sentence import sentence
from terrier.domain.questions.wording import PER_WORDS
from terrier.lake.questions import headings
from terrier.web.audience import Audience, audience

from .. import asking, composing
from ..communes import places
from ..drawing.component import component
from ..dropped import naming_what_is_gone
from ..examples import examples
from ..figure import CLASSES, FORM, Figure, FigureAddress, figure, figure_of
from ..releases import may_release, of_table
from ..sections import sections

_WHOLE_ROWS = frozenset({"bbox", "near", "q"})
"""Filters that bear on no column."""


@audience(Audience.BY_DATASET)
def choose(request: HttpRequest) -> HttpResponse:
    """Choose the dataset that the question is about."""
    q = " ".join(request.GET.get("q", "").split())[:LONGEST_QUERY]
    written_page = request.GET.get("page", "")
    page = max(1, int(written_page)) if written_page.isdecimal() and len(written_page) < 7 else 1
    found = listing(request.reader, Wish(q=q, page=page))
    more = f"?{urlencode({'q': q, 'page': page + 1})}" if page < found.pages else ""
    context = {"q": q, "listing": found, "next": more}
    if not q and page == 1:
        context["examples"] = examples(request.reader, found.entries)
    return render(request, "figures/choose.html", context)


@audience(Audience.BY_DATASET)
def question(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Show a question as a sentence whose pieces change, and its answer."""
    pairs = asking.pairs_of(request.GET)
    try:
        opened = open_table(request.reader, slug, table)
    except NotFound:
        return _released(request, FigureAddress(slug, table, asking.query_of(pairs)))
    address = opened.address("dataset-question")
    if not request.GET:
        return redirect(f"{address}?{written.write(asking.first_question(opened))}")
    asked, refusal = asking.understood(pairs)
    found = None
    if not refusal:
        try:
            with naming_what_is_gone(opened, asked.columns):
                query = asking.query_of(pairs, opened.relation)
            if asking.is_raw(request.GET):
                return redirect(f"{address}?{query}")
            found = figure_of(opened, FigureAddress(slug, table, query))
        except Invalid as refused:
            refusal = refused.user_message
    context = _around(request, opened, asked, pairs) | {"refusal": refusal}
    if found:
        door = Reading.Door.CHART
        record_reading(request, opened.dataset, opened.version, door, found.answer.rows)
        context |= _shown(request, opened, found)
    status = 400 if refusal and not request.htmx else 200
    response = render(request, "figures/question.html", context, status=status)
    if found and request.htmx:
        response["HX-Push-Url"] = f"{address}?{found.address.query}"
    return response


def _around(
    request: HttpRequest, opened: Opened, asked: Question, pairs: list[tuple[str, str]]
) -> dict[str, Any]:
    """Gather the form: only columns that the reader sees are in it."""
    relation, columns = opened.relation, headings(opened.relation)
    sound = _without_unseen(asked, set(columns))
    return {
        "opened": opened,
        "address": opened.address("dataset-question"),
        "sentence": composing.sentence_pieces(relation, sound, columns),
        "finer": composing.finer_pieces(relation, sound, columns),
        "refined": bool(sound.against or sound.shown is not Shown.VALUE or sound.per),
        "kept": [
            *sound.filters,
            *((n, v) for n, v in pairs if n in {FORM, CLASSES} and v),
        ],
        "filters": _filters(opened, sound, pairs),
        "filterable": composing.filterable(relation),
        "comparisons": composing.comparisons(),
        "dataset_url": reverse("dataset", args=[opened.dataset.slug]),
    }


def _shown(request: HttpRequest, opened: Opened, found: Figure) -> dict[str, Any]:
    query = found.address.query
    absolute = f"{opened.address('dataset-question')}?{query}"
    known = places(opened.root.projected_crs)
    return {
        "figure": found,
        "drawn": _drawn(found, _files(opened, found, query)),
        "said": sentence(found.question, headings(opened.relation), known),
        "forms": _forms(found, opened),
        "classes": _classes(found, opened),
        "share": request.build_absolute_uri(absolute),
        "sections": sections(request, found),
        "may_release": may_release(opened),
        "releases": of_table(opened),
        "query": query,
    }


def _drawn(found: Figure, downloads: dict[str, str]) -> SafeString:
    shown = component(found, "figure", downloads=downloads)
    return SafeString(render_to_string("figures/figure.html", shown))


def _files(opened: Opened, found: Figure, query: str) -> dict[str, str]:
    formats = ("svg", "png", "csv") if found.drawable else ("csv",)
    return {
        name: f"{opened.address('dataset-question-file', format=name)}?{query}" for name in formats
    }


def _forms(found: Figure, opened: Opened) -> list[dict[str, Any]]:
    """Give the forms that suit as tabs, the best first."""
    pairs = written.to_pairs(found.question)
    offered = []
    for suggestion in suitable(found.answer):
        asked = [p for p in pairs if not suggestion.per or p[0] != written.PER]
        asked += [(written.PER, suggestion.per.value)] if suggestion.per else []
        query = asking.with_drawing(
            written.write(written.from_pairs(asked)), [(FORM, suggestion.form.value)]
        )
        offered.append(
            {
                "label": ", ".join(filter(None, (FORM_NAMES[suggestion.form], _per(suggestion)))),
                "address": f"{opened.address('dataset-question')}?{query}",
                "current": suggestion.form is found.form and not suggestion.per,
                "icon": "",
                "count": None,
            }
        )
    return offered


def _per(suggestion: Suggestion) -> str:
    return PER_WORDS[suggestion.per] if suggestion.per else ""


def _classes(found: Figure, opened: Opened) -> list[dict[str, Any]]:
    """Give the ways to make the classes of a choropleth."""
    if found.form is not Form.CHOROPLETH:
        return []
    query = written.write(found.question)
    ways = (("quantiles:5", "autant de communes par classe"), ("natural:5", "seuils naturels"))
    base = opened.address("dataset-question")
    return [
        {
            "name": label,
            "address": base
            + "?"
            + asking.with_drawing(query, [(FORM, found.form.value), (CLASSES, word)]),
            "current": word.startswith(found.classing.method.value),
        }
        for word, label in ways
    ]


def _filters(
    opened: Opened, asked: Question, pairs: list[tuple[str, str]]
) -> list[dict[str, str]]:  # fmt: skip
    """Say each filter, with the address that leaves it out."""
    columns = headings(opened.relation)
    known = places(opened.root.projected_crs)
    shown = []
    for pair in asked.filters:
        rest = [p for p in pairs if p != pair and p[0] in {*written.WORDS, FORM, CLASSES}]
        rest += [p for p in asked.filters if p != pair]
        shown.append(
            {
                "words": conditions([pair], columns, known)[0],
                "remove": f"{opened.address('dataset-question')}?{asking.query_of(rest)}",
            }
        )
    return shown


def _without_unseen(asked: Question, seen: set[str]) -> Question:
    """Leave out of the form what names a column that the reader does not see."""
    by = tuple(g for g in asked.by if g.column in seen)
    filters = tuple(f for f in asked.filters if f[0].removeprefix("f.") in {*seen, *_WHOLE_ROWS})
    measured = asked if not asked.of or asked.of in seen else Question(by=asked.by)
    against = asked.against if asked.against and asked.against[1] in {"", *seen} else None
    return replace(measured, by=by, filters=filters, against=against)


def _released(request: HttpRequest, address: FigureAddress) -> HttpResponse:
    """Show a figure that was released, to who may not see its dataset."""
    found = figure(request.reader, address)
    return render(request, "figures/released.html", {"figure": found, "drawn": _drawn(found, {})})
