"""What a page is narrowed to by its address: a commune, a period."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from terrier.apps.figures.figure import Scope
from terrier.apps.territories.models import Commune
from terrier.web.days import write_day

from .forms import ScopeForm
from .models import Page


@dataclass(frozen=True)
class Asked:
    """The filters of a page."""

    scope: Scope
    query: str
    """The same, as the end of an address; empty: the whole."""
    words: str
    """The same, in French."""
    form: ScopeForm | None
    """None where the page offers no filter."""


def asked_of(page: Page, given: Mapping[str, Any]) -> Asked:
    """Read the filters of an address; what is mistyped is said by the form and narrows nothing."""
    communes = list(Commune.objects.order_by("name__plain").values_list("code", "name"))
    form = ScopeForm(page, communes, given)
    said = form.cleaned_data if form.is_valid() else {}
    code, since, until = said.get("commune", ""), said.get("du"), said.get("au")
    kept = {"commune": code, "du": since and since.isoformat(), "au": until and until.isoformat()}
    # A commune is looked for under all the codes that it ever had.
    codes = Commune.objects.get(code=code).codes if code else ()
    words = [dict(communes)[code]] if code else []
    if since:
        words.append(_("du %(day)s") % {"day": write_day(since)})
    if until:
        words.append(_("jusqu’au %(day)s") % {"day": write_day(until)})
    return Asked(
        scope=Scope(communes=tuple(codes), since=since, until=until),
        query=urlencode({name: value for name, value in kept.items() if value}),
        words=", ".join(words),
        form=form if form.fields else None,
    )
