"""What people call a row: the value of the column that names it best."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.lake.filters.values import family

if TYPE_CHECKING:
    from terrier.lake.relation import Relation, RelationColumn

_NAMING = re.compile(
    r"^(nom|libelle|intitule|titre|designation|denomination|appellation|objet|name|label|adresse"
    r"|lieu)|_(nom|libelle|name|label)$"
)


DESCRIBING = 2
"""Texts beside the name of a row in a list: more would be a table."""


def naming_column(relation: Relation) -> RelationColumn | None:
    """Find the column that names rows: one called so, else the first text that is no code."""
    texts = [c for c in relation.columns if family(c.type) == "text"]
    called_so = [c for c in texts if _NAMING.search(c.name) and c.concept != "commune_name"]
    plain = [c for c in texts if not c.concept]
    return next(iter([*called_so, *plain, *texts]), None)


def row_name(number: int, value: object) -> str:
    """Name a row by that value, by its number where the value is empty."""
    return str(value) if value else _("Ligne %(number)s") % {"number": number}


def describing_columns(relation: Relation, naming: RelationColumn | None) -> list[RelationColumn]:
    """Find the texts that tell, beside its name, one row from another: two at most."""
    texts = [c for c in relation.columns if family(c.type) == "text" and c != naming]
    return [c for c in texts if c.concept in (None, "", "commune_name")][:DESCRIBING]
