"""Being told of new versions: feeds to read, addresses to have told."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terrier.apps.catalog.authority import dataset_for
from terrier.apps.opening.doors import door
from terrier.apps.opening.news import feeds
from terrier.apps.opening.news import webhooks as hooks
from terrier.apps.opening.news.forms import WebhookForm
from terrier.apps.territories.context import place
from terrier.domain.kernel.errors import Invalid
from terrier.web.audience import Audience, audience

ATOM = "application/atom+xml; charset=utf-8"


@door
def catalogue(request: HttpRequest) -> HttpResponse:
    """Give the newest versions of everything that the reader sees."""
    root = place(request)["place"]
    address = request.build_absolute_uri(request.path)
    feed = feeds.of_catalogue(request.reader, root.name if root else "Terrier", address)
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


@door
def dataset(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the newest versions of a dataset."""
    found, _seen = dataset_for(request.reader, slug)
    feed = feeds.of_dataset(found, request.build_absolute_uri(request.path))
    return HttpResponse(feed.writeString("utf-8"), content_type=ATOM)


@audience(Audience.SIGNED_IN)
@never_cache
def webhooks(request: HttpRequest) -> HttpResponse:
    """List the addresses that one has told, and add one, whose secret is shown this once."""
    form = WebhookForm(request.POST or None, reader=request.reader)
    made = None
    if request.method == "POST" and form.is_valid():
        try:
            made = hooks.add(request.user, **form.cleaned_data)
        except Invalid as refused:
            form.add_error(None, refused.user_message)
        else:
            form = WebhookForm(reader=request.reader)
    told = request.user.webhooks.select_related("dataset")
    return render(request, "opening/webhooks.html", {"form": form, "webhooks": told, "made": made})


@audience(Audience.SIGNED_IN)
@require_POST
def remove_webhook(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell an address nothing more."""
    hooks.remove(request.user, pk)
    messages.success(request, _("Cette adresse n’est plus prévenue."))
    return redirect("webhooks")
