"""What changed between two versions, as the reader may see both under today's policy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import Opened, open_table
from terrier.apps.catalog.templatetags.catalog_values import cell
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.tabular.plan import GEOMETRY_COLUMN
from terrier.lake.compare import Change, Comparison, Difference, compare, differences
from terrier.lake.engine import TooLong
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

PAGE_SIZE = 50
WORDS = {"ajoutees": Change.ADDED, "retirees": Change.REMOVED, "modifiees": Change.CHANGED}


@dataclass(frozen=True)
class Line:
    """One row that differs, with the address of its page."""

    kind: Change
    name: str
    address: str
    cells: tuple[dict[str, str], ...]
    moved: bool
    """True when its place on the map changed."""


@audience(Audience.BY_DATASET)
def comparing(request: HttpRequest, slug: str) -> HttpResponse:
    """Compare two versions: counts, columns, and one page of the rows that differ."""
    dataset, seen = dataset_for(request.reader, slug)
    numbers = _numbers(request, dataset)
    context = {
        "dataset": dataset,
        "sight": seen,
        "dataset_address": reverse("dataset", args=[slug]),
        "versions": dataset.versions.filter(gone_reason="").defer("plan", "receipt"),
        "numbers": numbers,
        "heading": _("Comparer deux versions"),
    }
    if numbers is None:
        return render(request, "catalog/editing/compare.html", context)
    # The table is named by the newer version; the other may not have it yet.
    newer = open_table(request.reader, slug, request.GET.get("table") or None, numbers[1])
    older = open_table(request.reader, slug, newer.table, numbers[0])
    context |= {"older": older, "newer": newer}
    try:
        found = compare(older.relation, newer.relation)
    except TooLong as stopped:
        context["refusal"] = stopped.user_message
        return render(request, "catalog/editing/compare.html", context)
    shown = _shown(request, found)
    context |= {
        "comparison": found,
        "figures": _figures(found),
        "tabs": _tabs(request, found, shown),
        "shown": shown,
        **_page(request, older, newer, found, shown),
    }
    return render(request, "catalog/editing/compare.html", context)


def _numbers(request: HttpRequest, dataset: Dataset) -> tuple[int, int] | None:
    """Read the two versions, the older first; by default the current one and the one before."""
    asked = [request.GET.get(name, "") for name in ("de", "a")]
    if any(text and not text.isdecimal() for text in asked):
        raise Invalid(_("Choisissez les deux versions par leur numéro."))
    known = list(dataset.versions.filter(gone_reason="").values_list("number", flat=True)[:2])
    if not any(asked) and len(known) < 2:
        return None
    newer = int(asked[1] or known[0])
    older = int(asked[0] or next((n for n in known if n < newer), newer))
    return (min(older, newer), max(older, newer))


def _shown(request: HttpRequest, found: Comparison) -> Change | None:
    asked = request.GET.get("lignes", "")
    if asked in WORDS:
        return WORDS[asked]
    return next(
        (c for c in (Change.CHANGED, Change.ADDED, Change.REMOVED) if _count(found, c)), None
    )


def _count(found: Comparison, change: Change) -> int:
    return {
        Change.ADDED: found.added,
        Change.REMOVED: found.removed,
        Change.CHANGED: found.changed,
    }[change]


def _figures(found: Comparison) -> list[dict[str, Any]]:
    words = [
        (found.added, ngettext("ligne ajoutée", "lignes ajoutées", found.added)),
        (found.removed, ngettext("ligne retirée", "lignes retirées", found.removed)),
        (found.changed, ngettext("ligne modifiée", "lignes modifiées", found.changed)),
        (found.unchanged, ngettext("ligne inchangée", "lignes inchangées", found.unchanged)),
    ]
    return [{"value": value, "label": label} for value, label in words]


def _tabs(request: HttpRequest, found: Comparison, shown: Change | None) -> list[dict[str, Any]]:
    labels = {
        "modifiees": (_("Modifiées"), "pencil"),
        "ajoutees": (_("Ajoutées"), "plus"),
        "retirees": (_("Retirées"), "minus"),
    }
    tabs = []
    for word, (label, icon) in labels.items():
        asked = request.GET.copy()
        asked["lignes"] = word
        asked.pop("page", None)
        tabs.append(
            {
                "label": label,
                "icon": icon,
                "address": f"?{asked.urlencode()}",
                "count": _count(found, WORDS[word]),
                "current": WORDS[word] is shown,
            }
        )
    return tabs


def _page(
    request: HttpRequest, older: Opened, newer: Opened, found: Comparison, shown: Change | None
) -> dict[str, Any]:
    if shown is None:
        return {}
    pages = max(1, -(-_count(found, shown) // PAGE_SIZE))
    text = request.GET.get("page", "1")
    number = int(text) if text.isdecimal() else 1
    if not 1 <= number <= pages:
        raise NotFound(_("Cette page de la comparaison n’existe pas."))
    try:
        rows = differences(older.relation, newer.relation, shown, number, PAGE_SIZE)
    except TooLong as stopped:
        # The counts above are whole and stand.
        return {"lines_refusal": stopped.user_message}
    return {
        "lines": [_line(older, newer, found, row) for row in rows],
        "pages": paginate(request.GET, number, pages),
    }


def _line(older: Opened, newer: Opened, found: Comparison, row: Difference) -> Line:
    opened, number = (older, row.old_row) if row.new_row is None else (newer, row.new_row)
    address = opened.address("dataset-row", row=number)
    return Line(
        kind=row.change,
        name=_("Ligne %(number)d") % {"number": number},
        address=f"{address}?version={opened.version.number}" if opened.pinned else address,
        cells=tuple(_cells(found, row)),
        moved=GEOMETRY_COLUMN in row.columns,
    )


def _cells(found: Comparison, row: Difference) -> list[dict[str, str]]:
    """Write each cell: `text` where nothing changed, `before` and `after` where it did."""
    cells = []
    for place, column in enumerate(found.columns):
        before = "" if row.before is None else cell(row.before[place], column.old)
        after = "" if row.after is None else cell(row.after[place], column.new)
        if column.new.id in row.columns:
            cells.append({"before": before or _("(vide)"), "after": after or _("(vide)")})
        else:
            cells.append({"text": before if row.after is None else after})
    return cells
