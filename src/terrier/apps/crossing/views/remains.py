"""What met nothing: the work list of each side, and matches made by hand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
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
from terrier.lake.crossing import UnmatchedPage, UnmatchedValues
from terrier.lake.relation import Relation
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from ..actions import hands
from ..models import HandMatch
from ..queries import candidates, finding, worklist
from ..queries.candidates import BY_VALUES, Called
from ..queries.finding import Found
from ..queries.sides import calling
from ..queries.worklist import SideName


@dataclass(frozen=True)
class Line:
    """One row that met nothing, as the page shows it."""

    cells: list[str]
    correct: str
    match: str


@dataclass(frozen=True)
class Value:
    """A value that met nothing, settled once for all its rows."""

    key: str
    name: str
    rows: int
    correct: str
    match: str
    listed: str


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
    found, which = side_opened(request, pk, side)
    like, number = number_asked(request, "comme"), number_asked(request, "page") or 1
    empty = "vides" in request.GET
    values = None
    if like is None and not empty:
        values = worklist.unmatched_values(request.reader, found.crossing, which, number)
    asked = found.crossing.asked()
    shown, other = (asked.left, asked.right) if which == "left" else (asked.right, asked.left)
    context = {
        "found": found,
        "side": which,
        "title": found.title_of(shown),
        "other": found.title_of(other),
        "doubts": _doubts(found) if which == "left" and like is None and not empty else [],
        "part": like or empty,
        "empty": empty,
        "empties": getattr(found.report, which).without if found.report else 0,
    }
    if values is not None:
        seen, total, pages = len(values.values), values.rows, values.pages
        context |= {"values": _values_of(request, found, which, values), "kinds": values.total}
    else:
        page = worklist.unmatched(
            request.reader, found.crossing, which, number, like, without=empty
        )
        seen, total, pages = len(page.rows), page.total, page.pages
        order = _order(found, which, page)
        lines = _lines(request, found, which, page, order)
        shown_columns = [page.columns[n] for n in order]
        context |= {
            "acts": any(line.match or line.correct for line in lines),
            "columns": [{"label": heading(c), "numeric": is_number(c)} for c in shown_columns],
            "keys": [c.label or c.name for c in shown_columns if c.id in _keys(found, which)],
            "lines": lines,
        }
    _note(request, found, which, Reading.Door.PAGE, seen)
    context |= {"total": total, "pages": paginate(request.GET, number, pages)}
    return render(request, "crossing/remains.html", context)


@audience(Audience.SIGNED_IN)
def file(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Give all the rows of a side that met nothing, as CSV."""
    found, which = side_opened(request, pk, side)
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
    found, _side = side_opened(request, pk, "left")
    if not found.contributes:
        raise Refused(
            _("Rapprocher à la main demande le rôle « contribution » chez %(owner)s.")
            % {"owner": found.dataset.owner}
        )
    if request.method == "POST":
        return _matched(request, found)
    left = _values(request.GET.get("ligne", ""))
    q = request.GET.get("q", "").strip()[:100]
    asked = found.crossing.asked()
    names, _none = candidates.told(request.reader, found.crossing, [tuple(left)], [])
    called = names[tuple(left)]
    offered = _offered(request, found, q, called)
    context = {
        "found": found,
        "called": called,
        "ligne": json.dumps(left, ensure_ascii=False),
        "q": q,
        "title": found.title_of(asked.left),
        "other": found.title_of(asked.right),
        **offered,
    }
    return render(request, "crossing/match.html", context)


def _offered(request: HttpRequest, found: Found, q: str, called: Called) -> dict[str, Any]:
    """Search what was asked, else what the row is called, else the beginning of its value."""
    by_value = found.crossing.asked().link.kind in BY_VALUES
    guesses = [q] if q else [called.name, called.key.split()[0][:4] if by_value else "", ""]
    offered: dict[str, Any] = {}
    for guess in guesses:
        offered = candidates.candidates(request.reader, found.crossing, guess)
        if offered["candidates"] or not offered["can"]:
            return offered | {"by_name": bool(guess) and guess == called.name and not q}
    return offered


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
    chosen = [tuple(right)] if right else []
    here, there = candidates.told(request.reader, found.crossing, [tuple(left)], chosen)
    words = {"left": str(here[tuple(left)]), "right": str(there[tuple(right)]) if right else ""}
    said = (
        _("« %(left)s » est rapproché de « %(right)s » : le croisement est recalculé.")
        if right
        else _("« %(left)s » n’a rien en face, et c’est noté : le croisement est recalculé.")
    )
    messages.success(request, said % words)
    return redirect("crossing-remains", pk=found.crossing.pk, side="left")


def side_opened(request: HttpRequest, pk: int, side: str) -> tuple[Found, SideName]:
    """Find a crossing, and read which of its sides is meant."""
    found = finding.find(request.reader, pk)
    if side not in {"left", "right"}:
        raise NotFound(_("Un croisement a deux côtés : left et right."))
    return found, "left" if side == "left" else "right"


def number_asked(request: HttpRequest, name: str) -> int | None:
    """Read a number from 1 on in the address; None: there is none."""
    text = request.GET.get(name)
    if text is None:
        return None
    if not (text.isdecimal() and len(text) < 16 and int(text)):
        raise Invalid(_("Les numéros de page et de ligne sont des nombres à partir de 1."))
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


def _values_of(
    request: HttpRequest, found: Found, side: SideName, page: UnmatchedValues
) -> list[Value]:
    door = _Door(request, found, side)
    here = reverse("crossing-remains", args=[found.crossing.pk, side])
    return [
        Value(
            key=" · ".join(value.hand),
            name=" ; ".join(value.names),
            rows=value.rows,
            correct=door.correct(value.row, value.key, value.rows),
            match=door.match(value.hand),
            listed=f"{here}?comme={value.row}" if value.rows > 1 else "",
        )
        for value in page.values
    ]


@dataclass(frozen=True)
class _Door:
    """Where a row that met nothing can be settled, by whoever may."""

    request: HttpRequest
    found: Found
    side: SideName

    @cached_property
    def _source(self) -> tuple[str, str] | None:
        """Give the dataset and the table, where the reader may mend them."""
        asked = self.found.crossing.asked()
        shown = asked.left if self.side == "left" else asked.right
        source = self.found.sources.get(shown.dataset or 0)
        if source is None or not authority.sight_of(self.request.reader, source).contributes:
            return None
        return source.slug, shown.table

    def correct(self, row: int, key: str | None, rows: int = 1) -> str:
        """Give where a row is mended, or all the rows of its value; empty where it cannot be."""
        if self._source is None or key is None:
            return ""
        if rows > 1:
            here = reverse("crossing-correct", args=[self.found.crossing.pk, self.side])
            return f"{here}?comme={row}"
        return reverse("dataset-correct", args=[*self._source, row])

    def match(self, hand: tuple[str, ...]) -> str:
        """Give where a row is matched by hand; empty where it cannot be."""
        if not (self.found.contributes and self.side == "left" and hand):
            return ""
        named = urlencode({"ligne": json.dumps(hand, ensure_ascii=False)})
        return f"{reverse('crossing-match', args=[self.found.crossing.pk])}?{named}"


def _keys(found: Found, side: SideName) -> set[str]:
    """Give the stable ids of the columns of a side by which its rows meet others."""
    return {p.left if side == "left" else p.right for p in found.crossing.asked().link.pairs}


def _order(found: Found, side: SideName, page: UnmatchedPage) -> list[int]:
    """Rank the columns: what a row is called by, what it should meet by, then the others."""
    keys, names = _keys(found, side), [c.name for c in page.columns]
    naming = [names.index(name) for name in calling(Relation(Path(), page.columns))]
    # What is the same on every line tells none from another.
    telling = [n for n in naming if len({row.values[n] for row in page.rows}) > 1]
    called = (telling or naming)[:1]
    return sorted(
        range(len(names)), key=lambda n: (n not in called, page.columns[n].id not in keys, n)
    )


def _lines(
    request: HttpRequest, found: Found, side: SideName, page: UnmatchedPage, order: list[int]
) -> list[Line]:
    door = _Door(request, found, side)
    return [
        Line(
            [cell(row.values[n], page.columns[n]) for n in order],
            door.correct(row.row, row.key),
            door.match(row.hand),
        )
        for row in page.rows
    ]


def _doubts(found: Found) -> list[Doubtful]:
    """Give the names that look alike and that nobody has judged yet."""
    judged = {tuple(hand.left) for hand in found.crossing.hands.all()}
    known = found.report.doubts if found.report else ()
    return [
        Doubtful(Named.of(d.left), Named.of(d.right), d.rows)
        for d in known
        if (d.left,) not in judged
    ]


def _note(request: HttpRequest, found: Found, side: SideName, door: str, rows: int) -> None:
    asked = found.crossing.asked()
    source = found.sources.get((asked.left if side == "left" else asked.right).dataset or 0)
    if source is not None and source.current is not None:
        record_reading(request, source, source.current, Reading.Door(door), rows)
