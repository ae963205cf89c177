"""The list of datasets."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.queries import Wish, listing
from terrier.apps.catalog.queries.facets import READERS
from terrier.apps.catalog.queries.listing import SORTS
from terrier.apps.catalog.search import LONGEST_QUERY
from terrier.domain.access.policy import Role
from terrier.web.audience import Audience, audience


@audience(Audience.BY_DATASET)
def catalogue(request: HttpRequest) -> HttpResponse:
    """List what the reader may see, searched and narrowed."""
    wish = _read(request)
    found = listing(request.reader, wish)
    context = {
        "listing": found,
        "facets": [
            {
                "facet": facet,
                "choices": [(c, _toggle(wish, facet.name, c)) for c in facet.choices],
            }
            for facet in found.facets
        ],
        "sorts": [(name, label, _address(wish, sort=name)) for name, label in _sorts(wish)],
        "pages": [(n, _address(wish, page=n)) for n in range(1, found.pages + 1)],
        "next": _address(wish, page=wish.page + 1) if wish.page < found.pages else None,
        "clear": reverse("catalogue"),
        "contributes": any(g.role.includes(Role.CONTRIBUTOR) for g in request.reader.grants),
    }
    return render(request, "catalog/catalogue.html", context)


def _read(request: HttpRequest) -> Wish:
    page = request.GET.get("page", "")
    return Wish(
        q=" ".join(request.GET.get("q", "").split())[:LONGEST_QUERY],
        facets={n: v for n in READERS if (v := request.GET.get(n))},
        sort=request.GET.get("tri", ""),
        page=max(1, int(page)) if page.isdecimal() and len(page) < 7 else 1,
    )


def _sorts(wish: Wish) -> list[tuple[str, str]]:
    labels = {
        "pertinence": _("Pertinence"),
        "recents": _("Mise à jour"),
        "titre": _("Titre"),
    }
    return [(name, labels[name]) for name in SORTS if wish.q or name != "pertinence"]


def _toggle(wish: Wish, name: str, choice) -> str:
    others = {n: v for n, v in wish.facets.items() if n != name}
    return _address(wish, facets=others if choice.active else {**others, name: choice.value})


def _address(
    wish: Wish, *, facets: dict[str, str] | None = None, sort: str = "", page: int = 1
) -> str:
    order = sort or wish.sort
    chosen = {
        "q": wish.q,
        **(wish.facets if facets is None else facets),
        "tri": order,
        "page": str(page) if page > 1 else "",
    }
    query = urlencode({k: v for k, v in chosen.items() if v})
    return reverse("catalogue") + (f"?{query}" if query else "")
