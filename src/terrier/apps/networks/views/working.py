"""Working with a network: where is it, what is connected, what to close."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.catalog.models import Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.kernel.errors import Invalid
from terrier.domain.topology import tracing
from terrier.domain.topology.graph import Place
from terrier.web.audience import Audience, audience

from .. import closing, overlay, places, queries, reading
from ..describing import describe
from ..drawing import network_map
from ..permissions import may_see_customers, require_operator
from ..reading import Loaded
from ..sensitive import sensitive
from ..served import along, people
from ..sketch import sketch
from ..weak_points import weak_points

WAYS = {
    "amont": (gettext_lazy("En amont"), tracing.upstream),
    "aval": (gettext_lazy("En aval"), tracing.downstream),
    "relie": (gettext_lazy("Tout ce qui est relié"), tracing.connected),
}


PARTS = (
    ("#d9620b", gettext_lazy("ce qui est coupé au-delà, ou suivi")),
    ("#c8102e", gettext_lazy("zone isolée")),
)
"""Colours of what is laid over the network."""


@audience(Audience.SIGNED_IN)
def close(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what to close for a leak, and what is cut."""
    return render(request, "networks/close.html", _closure(request, slug))


@audience(Audience.SIGNED_IN)
def crew_list(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the list for the crew, to print."""
    return render(request, "networks/crew_list.html", _closure(request, slug))


@audience(Audience.SIGNED_IN)
def notice(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the notice for the residents, to print: no valve and no customer is on it."""
    context = _closure(request, slug)
    said = {name: request.GET.get(name, "")[:200] for name in ("jour", "de", "a", "motif", "tel")}
    return render(request, "networks/notice.html", {**context, "said": said})


@audience(Audience.SIGNED_IN)
def trace(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what lies upstream, downstream, connected, or between two places."""
    context, loaded = _opened(request, slug)
    at = places.chosen(loaded, request.GET)
    to = places.chosen(loaded, request.GET, "vers-")
    way = request.GET.get("sens", "relie")
    if at is not None:
        found = _traced(loaded, at, to, way)
        shown = overlay.collection(
            overlay.lines(loaded, found.edges, "path"),
            overlay.spot(loaded, at.place, "leak") if at.place else [],
        )
        context |= {
            "at": describe(loaded, at.ref),
            "found": found,
            **_served(request, loaded, found),
            "stretch": urlencode({"ref": found.refs}, doseq=True) if to is not None else "",
            "elements": closing.described(loaded, found.refs[:200]),
            "map": network_map(request, context["opened"], shown),
        }
    context |= {"way": way, "ways": [(key, label) for key, (label, _trace) in WAYS.items()]}
    return render(request, "networks/trace.html", context)


@audience(Audience.SIGNED_IN)
def weak(request: HttpRequest, slug: str) -> HttpResponse:
    """Rank the segments and the valves by what they cut."""
    context, loaded = _opened(request, slug)
    return render(request, "networks/weak_points.html", context | {"weak": weak_points(loaded)})


def _traced(loaded: Loaded, at: places.Chosen, to: places.Chosen | None, way: str) -> tracing.Trace:
    if to is not None:
        between = tracing.path(loaded.graph, _place(loaded, at), _place(loaded, to))
        if between is None:
            raise Invalid(_("Aucun chemin connu ne relie ces deux endroits."))
        return between
    if way not in WAYS:
        raise Invalid(_("Choisissez en amont, en aval, ou tout ce qui est relié."))
    if at.node and way == "amont":
        return tracing.upstream_of_node(loaded.graph, at.ref)
    return WAYS[way][1](loaded.graph, at.edges.tolist())


def _served(request: HttpRequest, loaded: Loaded, found: tracing.Trace) -> dict[str, Any]:
    """Give what the network counts along a trace; what it counts nowhere is not nothing."""
    load = loaded.graph.load
    among = np.zeros(len(loaded.graph.start), dtype=bool)
    among[found.edges] = True
    told = bool(load.people.any())
    return {
        "connections": found.figures.connections if load.connections.any() else None,
        "people": found.figures.people if told else None,
        "estimate": None if told else people(request.reader, loaded, among),
    }


def _place(loaded: Loaded, at: places.Chosen) -> Place:
    """Give the place itself, or the beginning of the first pipe."""
    return at.place or Place(int(at.edges[0]), float(loaded.graph.pieces.from_m[at.edges[0]]))


def _closure(request: HttpRequest, slug: str) -> dict[str, Any]:
    context, loaded = _opened(request, slug)
    at = places.chosen(loaded, request.GET)
    if at is None:
        return context
    failing = request.GET.getlist("sans")
    found = closing.close(loaded, at, failing)
    served = along(request.reader, loaded, found.cut)
    operated = context["opened"].network
    context |= {
        "at": describe(loaded, at.ref, whole=True),
        "stretch": len(at.refs),
        "asked": request.GET.urlencode(),
        "failing": closing.described(loaded, tuple(failing)),
        "found": found,
        "sentence": closing.sentence(found),
        "steps": closing.steps(loaded, found),
        "verify": closing.described(loaded, found.verify_closed),
        "sources": closing.described(loaded, found.sources),
        "reopening": closing.reopening(loaded, found),
        "reserves": closing.reserves(loaded, found),
        "hydrants": closing.described(loaded, found.hydrants),
        "map": network_map(request, context["opened"], closing.map_of(loaded, at, found)),
        "sketch": sketch(loaded, at, found),
        "along": served,
        "sensitive": sensitive(request.reader, operated, loaded, found),
        "streets": closing.streets(loaded, found) or (served.streets if served else []),
        "now": timezone.localtime(),
        "sees_customers": may_see_customers(request.reader, operated),
    }
    if context["sees_customers"]:
        context["customers"] = closing.customers(loaded, found)
    return context


def _opened(request: HttpRequest, slug: str) -> tuple[dict[str, Any], Loaded]:
    opened = queries.open_network(request.reader, slug)
    require_operator(request.reader, opened.network)
    record_reading(request, opened.network.dataset, opened.version, Reading.Door.MAP)
    loaded = reading.load(opened.network, opened.version)
    words = request.GET.get("q", "")
    return {
        "opened": opened,
        "network": opened.network,
        "dataset": opened.network.dataset,
        "q": words,
        "parts": PARTS,
        "kept": [(k, v) for k, v in request.GET.items() if k not in ("couleur", "q")],
        "beside": places.beside(request.reader, loaded, words),
        "hits": closing.described(loaded, tuple(places.search(loaded, words))),
    }, loaded
