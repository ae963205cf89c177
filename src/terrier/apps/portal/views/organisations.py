"""Organisations as everybody may know them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terrier.apps.catalog.queries import Wish, listing
from terrier.apps.territories.permissions import administers, may_see_members
from terrier.apps.territories.queries import organisation_named, trees
from terrier.domain.access.policy import Role
from terrier.web.audience import Audience, audience


@audience(Audience.BY_DATASET)
def organisations(request: HttpRequest) -> HttpResponse:
    """List them as trees."""
    reader = request.reader
    may_add = reader.instance_administrator or any(
        g.role is Role.ADMINISTRATOR for g in reader.grants
    )
    context = {"trees": trees(), "may_add": may_add and not reader.read_only}
    return render(request, "portal/organisations.html", context)


@audience(Audience.BY_DATASET)
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one: where it stands, its data, its contact, its members to those who belong."""
    found = organisation_named(slug)
    context = {
        "organisation": found,
        "below": found.children.select_related("commune"),
        "listing": listing(request.reader, Wish(facets={"organisme": slug})),
        "members": may_see_members(request.reader, found),
        "administers": administers(request.reader, found),
    }
    return render(request, "portal/organisation.html", context)
