"""Tables whose rows are worksites: chosen, mapped, read again, followed no longer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Table, VersionTable
from terrier.apps.jobs.actions import enqueue
from terrier.apps.territories.queries import organisations_to_write_for
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.worksites.reading import is_infos_travaux
from terrier.web.audience import Audience, audience

from .. import queries
from ..actions import feeding
from ..forms import FeedForm
from ..models import Feed


@audience(Audience.CONTRIBUTORS)
def feeds(request: HttpRequest) -> HttpResponse:
    """List the tables that worksites come from, and those that they could come from."""
    owners = organisations_to_write_for(request.reader, Role.PUBLISHER)
    placed = VersionTable.objects.filter(
        version__current_of__isnull=False, version__dataset__owner__in=owners
    ).exclude(geometry_type="")
    followed = list(queries.feeds_of(request.reader))
    taken = {feed.table_id for feed in followed}
    tables = placed.select_related("table__dataset").order_by("table__dataset__title", "pk")
    context = {
        "feeds": followed,
        "tables": [stored.table for stored in tables if stored.table_id not in taken],
    }
    return render(request, "worksites/feeds.html", context)


@audience(Audience.CONTRIBUTORS)
def map_table(request: HttpRequest, table: int) -> HttpResponse:
    """Say which column says what, and follow the table."""
    found = _table(request, table)
    kept = Feed.objects.filter(table=found).first()
    form = FeedForm(request.POST or None, table=found, feed=kept)
    if request.method == "POST" and form.is_valid():
        try:
            feed = feeding.follow(
                request.user,
                request.reader,
                found,
                form.columns(),
                publish=form.cleaned_data["publish"],
            )
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            messages.success(
                request, _("La table est suivie : ses lignes deviennent des chantiers.")
            )
            return redirect("worksite-feed", pk=feed.pk)
    context = {
        "form": form,
        "table": found,
        "feed": kept,
        "recognised": is_infos_travaux(form.known),
    }
    return render(request, "worksites/map_table.html", context)


@audience(Audience.CONTRIBUTORS)
def feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the last reading did."""
    found = _feed(request, pk)
    counts = found.worksites.count()
    return render(request, "worksites/feed.html", {"feed": found, "worksites": counts})


@audience(Audience.CONTRIBUTORS)
@require_POST
def read_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Read the table now."""
    found = _feed(request, pk)
    enqueue("worksites.read", {"feed_id": found.pk}, request.user)
    messages.success(request, _("La table est relue : le résultat sera ici dans un instant."))
    return redirect("worksite-feed", pk=pk)


@audience(Audience.CONTRIBUTORS)
@require_POST
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    """Follow the table no longer."""
    feeding.stop(request.user, request.reader, _feed(request, pk))
    messages.success(request, _("La table n’est plus suivie ; ses chantiers restent en place."))
    return redirect("worksite-feeds")


def _table(request: HttpRequest, pk: int) -> Table:
    found = Table.objects.select_related("dataset__owner").filter(pk=min(pk, 2**62)).first()
    if found is None or not sight_of(request.reader, found.dataset).publishes:
        raise NotFound(_("Cette table n’existe pas, ou votre compte ne publie pas ce jeu."))
    return found


def _feed(request: HttpRequest, pk: int) -> Feed:
    found = queries.feeds_of(request.reader).filter(pk=min(pk, 2**62)).first()
    if found is None:
        raise NotFound(_("Cette source de chantiers n’existe pas, ou n’est pas la vôtre."))
    return found
