"""Composing a crossing: chosen piece by piece, measured exactly, then kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.territories.queries import person
from terrier.domain.kernel.errors import Invalid, TerrierError
from terrier.domain.matching.columns import told
from terrier.domain.matching.definition import Definition, Side, Zoning
from terrier.domain.matching.sentences import ZONINGS, Sentence, Words, sentence
from terrier.lake.relation import Relation, RelationColumn
from terrier.web.audience import Audience, audience

from .. import zonings
from ..actions import defining
from ..composing import Asked, address, sides_told
from ..forms import KeepForm
from ..models import Crossing
from ..presenting import Table, others_of, table_title
from ..presenting_form import form_of
from ..presenting_result import result_of
from ..queries import finding
from ..queries.previewing import preview

GRID = RelationColumn("cell", "cell", "VARCHAR", "Carreau")
LONG = 100_000
"""Rows of both tables from which the page says that it measures before it does."""


@audience(Audience.SIGNED_IN)
def compose(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """Compose a crossing of a table; nothing is kept before « Enregistrer »."""
    opened = open_table(request.reader, slug, table)
    asked = Asked(request.GET)
    context = _composed(request, opened, asked)
    if request.method == "POST" and context.get("definition"):
        kept = _keep(request, context)
        if kept is not None:
            return redirect("crossing", pk=kept.pk)
    return render(request, "crossing/compose.html", context)


@audience(Audience.SIGNED_IN)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Compose anew a crossing that is kept."""
    crossing = finding.find(request.reader, pk).crossing
    authority.dataset_to_contribute(request.reader, crossing.dataset.slug)
    before = crossing.asked()
    here = before.left if before.left.dataset is not None else before.right
    source = Dataset.objects.get(pk=here.dataset)
    if not request.GET:
        other = before.right if here == before.left else before.left
        slugs = dict(Dataset.objects.values_list("pk", "slug"))
        asked = address(before, sides_told(slugs, other), turned=here != before.left)
        return redirect(f"{reverse('crossing-change', args=[pk])}?{asked}")
    opened = open_table(request.reader, source.slug, here.table)
    context = _composed(request, opened, Asked(request.GET), before) | {"crossing": crossing}
    if request.method == "POST" and context.get("definition"):
        try:
            changed = defining.change(
                person(request.reader), request.reader, crossing, context["definition"]
            )
        except Invalid as refused:
            context["refused"] = refused.user_message
        else:
            words = _("Le croisement est changé : il est recalculé.")
            messages.success(request, words if changed else _("Rien n’a changé."))
            return redirect("crossing", pk=pk)
    return render(request, "crossing/compose.html", context)


def _keep(request: HttpRequest, context: dict[str, Any]) -> Crossing | None:
    form = KeepForm(request.reader, request.POST)
    context["keep"] = form
    if not form.is_valid():
        return None
    try:
        kept = defining.create(
            request.user,
            request.reader,
            form.cleaned_data["owner"],
            form.cleaned_data["title"],
            context["definition"],
        )
    except TerrierError as refused:
        form.add_error(None, refused.user_message)
        return None
    messages.success(
        request, _("Le croisement est enregistré ; il est calculé, puis tenu à jour tout seul.")
    )
    return kept


def _composed(
    request: HttpRequest, opened: Opened, asked: Asked, before: Definition | None = None
) -> dict[str, Any]:
    """Gather what the page shows: the choices, then what they give."""
    context: dict[str, Any] = {"opened": opened, "asked": asked}
    others = others_of(request.reader, opened)
    other = _other(request, asked, opened, others)
    if other is None:
        q = request.GET.get("q", "")
        return context | {"others": others, "q": q}
    mine = _table(opened)
    left, right = (other, mine) if asked.turned else (mine, other)
    context |= {"left": left, "right": right, "other": other, "mine": mine}
    context |= {"form": form_of(asked, left, right), "may_narrow": bool(request.reader.communes)}
    if asked.kind is None:
        return context
    try:
        definition = asked.definition(
            left.side,
            right.side,
            (left.relation, right.relation, right.title),
            sorted(request.reader.communes),
            before,
        )
        said = _said(definition, left, right)
        if request.method == "GET" and not asked.measured and left.rows + right.rows > LONG:
            return context | {"sentence": said, "measuring": f"?{asked.with_(mesurer='1')}"}
        found = preview(request.reader, definition, opened.root)
    except TerrierError as refused:
        return context | {"refused": refused.user_message}
    result = result_of(found, asked, _labels(left, right))
    title = str(said)
    return context | {
        "definition": definition,
        "sentence": said,
        "result": result,
        "keep": KeepForm(
            request.reader,
            initial={"title": title[:1].upper() + title[1:200], "owner": opened.dataset.owner.slug},
        ),
    }


def _other(
    request: HttpRequest, asked: Asked, opened: Opened, others: dict[str, Any]
) -> Table | None:
    found = others.get(asked.other)
    if found is None:
        return None
    if found.side.zoning is Zoning.COMMUNES:
        relation = zonings.communes(opened.root.projected_crs)
        return Table(found.side, ZONINGS[found.side.zoning], relation, "Polygon")
    if found.side.zoning is Zoning.GRID_200M:
        bare = Relation(opened.relation.path, (GRID,), has_geometry=True)
        return Table(found.side, ZONINGS[found.side.zoning], bare, "Polygon")
    slug, _slash, name = asked.other.partition("/")
    return _table(open_table(request.reader, slug, name))


def _table(opened: Opened) -> Table:
    side = Side(opened.dataset.pk, opened.table)
    return Table(side, table_title(opened), opened.relation, opened.stored.geometry_type)


def _labels(left: Table, right: Table) -> dict[str, str]:
    return {c.id: c.label or c.name for table in (right, left) for c in table.relation.columns}


def _said(definition: Definition, left: Table, right: Table) -> Sentence:
    columns = [*right.relation.columns, *left.relation.columns]
    named = {c.id: told(c.label or c.name, c.concept) for c in columns}
    return sentence(definition, Words(left.title, right.title, named))
