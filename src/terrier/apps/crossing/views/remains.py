"""What met nothing: the work list of each side, and matches made by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.store import store
from terrier.apps.catalog.templatetags.catalog_values import cell, heading, is_number
from terrier.domain.kernel.errors import Invalid, NotFound, Refused
from terrier.domain.matching.definition import Definition, Kind
from terrier.lake.crossing import UnmatchedPage
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..actions import hands
from ..models import HandMatch
from ..queries import candidates, finding, worklist
from ..queries.finding import Found
from ..queries.worklist import SideName

BY_VALUES = frozenset({Kind.KEYS, Kind.COMMUNE_NAMES})


@dataclass(frozen=True)
class Line:
    """One row that met nothing, as the page shows it."""

    cells: list[str]
    correct: str
    match: str


@dataclass(frozen=True)
class Named:
    """A value, and what names it in a match."""

    text: str
    named: str

    @classmethod
    def of(cls, text: str) -> Named:
        """Name a row by one value."""
        return cls(text, json.dumps([text], ensure_ascii=False))


@dataclass(frozen=True)
class Doubtful:
    """Two names that look alike: a person decides."""

    left: Named
    right: Named
    rows: int


@audience(Audience.SIGNED_IN)
def unmatched(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """List the rows of a side that met nothing, by pages."""
    found, which = _opened(request, pk, side)
    page = worklist.unmatched(request.reader, found.crossing, which, _page(request))
    _note(request, found, which, Reading.Door.PAGE, len(page.rows))
    asked = found.crossing.asked()
    shown = asked.left if which == "left" else asked.right
    lines = _lines(request, found, which, page)
    context = {
        "found": found,
        "acts": any(line.match or line.correct for line in lines),
        "side": which,
        "title": found.title_of(shown),
        "other": found.title_of(asked.right if which == "left" else asked.left),
        "total": page.total,
        "columns": [{"label": heading(c), "numeric": is_number(c)} for c in page.columns],
        "lines": lines,
        "doubts": [d for d in _doubts(found) if which == "left"],
        "pages": paginate(request.GET, page.page, page.pages),
    }
    return render(request, "crossing/remains.html", context)


@audience(Audience.SIGNED_IN)
def file(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Give all the rows of a side that met nothing, as CSV."""
    found, which = _opened(request, pk, side)
    with store().workshop() as folder:
        out = folder / "restes.csv"
        count = worklist.write_unmatched(request.reader, found.crossing, which, out)
        opened = out.open("rb")  # The bytes outlive the name of the file.
    _note(request, found, which, Reading.Door.DOWNLOAD, count)
    name = f"{found.dataset.slug}-sans-correspondance-{which}.csv"
    return FileResponse(opened, as_attachment=True, filename=name, content_type="text/csv")


@audience(Audience.CONTRIBUTORS)
def match(request: HttpRequest, pk: int) -> HttpResponse:
    """Match a row of the left by hand with one of the right, or say that it has none."""
    found, _side = _opened(request, pk, "left")
    if not found.contributes:
        raise Refused(_("Il faut le rôle « contribution » pour rapprocher à la main."))
    if request.method == "POST":
        return _matched(request, found)
    left = _values(request.GET.get("ligne", ""))
    q = request.GET.get("q", "").strip()[:100]
    asked = found.crossing.asked()
    context = {
        "found": found,
        "left": left,
        "ligne": json.dumps(left, ensure_ascii=False),
        "q": q,
        "title": found.title_of(asked.left),
        "other": found.title_of(asked.right),
        **candidates.candidates(request.reader, found.crossing, q or _first_guess(left, asked)),
        "asked_for": bool(q),
    }
    return render(request, "crossing/match.html", context)


@audience(Audience.CONTRIBUTORS)
@require_POST
def unmatch(request: HttpRequest, pk: int, hand: int) -> HttpResponse:
    """Take back a match made by hand."""
    found = finding.find(request.reader, pk)
    made = HandMatch.objects.filter(crossing=found.crossing, pk=hand).first()
    if made is None:
        raise NotFound(_("Ce rapprochement n’existe plus."))
    hands.withdraw(request.user, request.reader, made)
    messages.success(request, _("Le rapprochement est retiré."))
    return redirect("crossing", pk=pk)


def _matched(request: HttpRequest, found: Found) -> HttpResponse:
    left = _values(request.POST.get("ligne", ""))
    right = _values(request.POST.get("avec", "")) if request.POST.get("avec") else None
    reason = request.POST.get("motif", "")
    hands.match(request.user, request.reader, found.crossing, left, right, reason)
    there = " · ".join(right) if right else _("rien")
    messages.success(
        request,
        _("« %(left)s » est rapproché de « %(right)s » : le croisement est recalculé.")
        % {"left": " · ".join(left), "right": there},
    )
    return redirect("crossing-remains", pk=found.crossing.pk, side="left")


def _opened(request: HttpRequest, pk: int, side: str) -> tuple[Found, SideName]:
    found = finding.find(request.reader, pk)
    if side not in {"left", "right"}:
        raise NotFound(_("Un croisement a deux côtés : left et right."))
    return found, "left" if side == "left" else "right"


def _page(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    if not text.isdecimal() or not 1 <= int(text) < 10**6:
        raise Invalid(_("Le numéro de page est un nombre à partir de 1."))
    return int(text)


def _values(text: str) -> list[str]:
    """Read what names a row: a list of texts, as JSON."""
    try:
        read: Any = json.loads(text)
    except ValueError:
        read = None
    if not isinstance(read, list) or not read or not all(isinstance(v, str) for v in read):
        raise Invalid(_("Choisissez une ligne dans la liste de celles sans correspondance."))
    return read


def _lines(request: HttpRequest, found: Found, side: SideName, page: UnmatchedPage) -> list[Line]:
    asked = found.crossing.asked()
    shown = asked.left if side == "left" else asked.right
    source = found.sources.get(shown.dataset or 0)
    mends = source is not None and authority.sight_of(request.reader, source).contributes
    lines = []
    for row in page.rows:
        correct = match = ""
        if source is not None and mends and row.key is not None:
            correct = reverse("dataset-correct", args=[source.slug, shown.table, row.row])
        if found.contributes and side == "left" and row.hand:
            named = urlencode({"ligne": json.dumps(row.hand, ensure_ascii=False)})
            match = f"{reverse('crossing-match', args=[found.crossing.pk])}?{named}"
        cells = [cell(v, c) for v, c in zip(row.values, page.columns, strict=True)]
        lines.append(Line(cells, correct, match))
    return lines


def _doubts(found: Found) -> list[Doubtful]:
    """Give the names that look alike and that nobody has judged yet."""
    judged = {tuple(hand.left) for hand in found.crossing.hands.all()}
    known = found.report.doubts if found.report else ()
    return [
        Doubtful(Named.of(d.left), Named.of(d.right), d.rows)
        for d in known
        if (d.left,) not in judged
    ]


def _first_guess(left: list[str], asked: Definition) -> str:
    """Search first for the beginning of the value itself, where values are compared."""
    if asked.link.kind not in BY_VALUES:
        return ""
    return left[0].split()[0][:4] if left[0].split() else ""


def _note(request: HttpRequest, found: Found, side: SideName, door: str, rows: int) -> None:
    asked = found.crossing.asked()
    source = found.sources.get((asked.left if side == "left" else asked.right).dataset or 0)
    if source is not None and source.current is not None:
        record_reading(request, source, source.current, Reading.Door(door), rows)
