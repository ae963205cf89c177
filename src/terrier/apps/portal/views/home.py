"""The home page: three doors, the search, the territory, the newest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terrier.apps.digging.permissions import may_ask
from terrier.apps.stories.queries.pages import newest as newest_stories
from terrier.web.audience import Audience, audience

from .. import queries
from ..presenting import figures_of
from ..queries import SHOWN


@audience(Audience.BY_DATASET)
def home(request: HttpRequest) -> HttpResponse:
    """Show the territory and what the reader can find of it."""
    overview = queries.overview(request.reader)
    context = {
        "overview": overview,
        "figures": figures_of(overview),
        "stories": newest_stories(request.reader, SHOWN),
        "digs": may_ask(request.reader),
        "drawing": queries.territory_drawing(queries.root_of_territory()),
    }
    return render(request, "portal/home.html", context)
