"""Links of answers, where they are asked for (`include_links`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from terrier.apps.opening.addresses import absolute

from .doors import API_KEY

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .parameters import Page

Link = dict[str, str]


def address(request: HttpRequest, name: str, *args: object) -> str:
    """Give the absolute address of a door; a key in the address goes along."""
    key = {API_KEY: request.GET[API_KEY]} if API_KEY in request.GET else {}
    return absolute(request, name, *args, **key)


def path(name: str, *args: object) -> str:
    """Give the path of a door, without a key."""
    return reverse(name, args=args)


def itself(request: HttpRequest) -> Link:
    """Link an answer to itself."""
    return {"rel": "self", "href": request.build_absolute_uri()}


def of_page(request: HttpRequest, page: Page, total: int) -> list[Link]:
    """Link a page to itself, to the first, the last and the next one."""
    last = max(0, total - 1) // max(1, page.limit) * page.limit
    offsets = {"first": 0, "last": last, "next": page.offset + page.limit}
    if offsets["next"] >= total:
        del offsets["next"]
    return [itself(request), *(_at(request, rel, offset) for rel, offset in offsets.items())]


def of_dataset(request: HttpRequest, identifier: str) -> list[Link]:
    """Link a dataset to what can be asked of it."""
    found = [{"rel": "self", "href": address(request, "explore-dataset", identifier)}]
    found += [
        {"rel": door, "href": address(request, f"explore-{door}", identifier)}
        for door in ("records", "exports", "facets", "attachments")
    ]
    return [*found, {"rel": "catalog", "href": address(request, "explore-datasets")}]


def _at(request: HttpRequest, rel: str, offset: int) -> Link:
    asked = request.GET.copy()
    asked["offset"] = str(offset)
    path = f"{request.path}?{asked.urlencode(safe=',:/')}"
    return {"rel": rel, "href": request.build_absolute_uri(path)}
