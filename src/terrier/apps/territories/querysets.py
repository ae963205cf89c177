"""Organisations as trees."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db import models

if TYPE_CHECKING:
    from .models import Organisation


class OrganisationQuerySet(models.QuerySet):
    """Organisations and their trees; names are public, memberships are not."""

    def visible_to(self, _reader: object) -> OrganisationQuerySet:
        """Give what a reader may know to exist: every organisation."""
        return self

    def highest(self) -> Organisation | None:
        """Give the organisation above the others: the one that a person works for."""
        known = {organisation.pk for organisation in self}
        return next((one for one in self if one.parent_id not in known), None)

    def lineages(self) -> dict[int, tuple[int, ...]]:
        """Give, for every organisation, its id and those of its ancestors, the root last."""
        parents = dict(self.model.objects.values_list("pk", "parent_id"))
        found: dict[int, tuple[int, ...]] = {}

        def of(pk: int) -> tuple[int, ...]:
            if pk not in found:
                above = parents[pk]
                found[pk] = (pk,) if above is None else (pk, *of(above))
            return found[pk]

        return {pk: of(pk) for pk in parents}

    def descendants(self, roots: Iterable[int]) -> frozenset[int]:
        """Give the ids of these organisations and of all below them."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in self.model.objects.values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found: set[int] = set()
        waiting = list(roots)
        while waiting:
            pk = waiting.pop()
            if pk not in found:
                found.add(pk)
                waiting.extend(children.get(pk, []))
        return frozenset(found)
