"""Correcting at the source a value that met nothing, on all its rows in one act."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.web.audience import Audience, audience

from ..actions.mending import correct_everywhere
from ..forms import EverywhereForm
from ..queries.alike import alike
from .remains import number_asked, side_opened


@audience(Audience.SIGNED_IN)
def correct(request: HttpRequest, pk: int, side: str) -> HttpResponse:
    """Say how many rows one correction would touch, then make it."""
    found, which = side_opened(request, pk, side)
    rows = alike(request.reader, found, which, number_asked(request, "comme") or 1)
    form = EverywhereForm(rows, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            count = correct_everywhere(
                request.user,
                request.reader,
                rows,
                given["shown"],
                given["column"],
                given["value"],
                given["reason"],
            )
        except (Invalid, Conflict) as refused:
            form.add_error(None, refused.user_message)
        else:
            said = ngettext(
                "%(n)d ligne est corrigée ; une nouvelle version se prépare.",
                "%(n)d lignes sont corrigées ; une nouvelle version se prépare.",
                count,
            )
            messages.success(request, said % {"n": count})
            return redirect("crossing-remains", pk=pk, side=which)
    context = {"found": found, "side": which, "rows": rows, "form": form}
    return render(request, "crossing/correct.html", context)
