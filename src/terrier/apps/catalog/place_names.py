"""Names of communes, where data hold their codes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from terrier.apps.territories.models import Commune

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn

COMMUNE_CODE = "commune_code"
"""Concept of the columns that hold the code of a commune."""


def commune_names(column: RelationColumn) -> dict[Any, str]:
    """Give the names of the codes that a column may hold; none for another kind of column."""
    if column.concept != COMMUNE_CODE:
        return {}
    return dict(Commune.objects.values_list("code", "name"))
