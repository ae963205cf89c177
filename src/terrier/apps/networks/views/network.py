"""A network as a whole: figures, map, what can be done with it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terrier.web.audience import Audience, audience

from .. import queries, reading
from ..drawing import network_map
from ..summary import summary


@audience(Audience.SIGNED_IN)
def network(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the figures of a network, and the doors to what is done with it."""
    opened = queries.open_network(request.reader, slug)
    context = {"opened": opened, "network": opened.network, "dataset": opened.network.dataset}
    if opened.operates:
        loaded = reading.load(opened.network, opened.version)
        context |= {
            "summary": summary(loaded.elements),
            "map": network_map(request, opened),
        }
    return render(request, "networks/network.html", context)
