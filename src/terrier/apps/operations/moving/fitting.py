"""What PostgreSQL refuses and SQLite let in: found before writing, and named."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model
from django.utils.translation import gettext as _

_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


def misfits(
    model: type[Model], fields: list[Field], row: tuple[object, ...], there: BaseDatabaseWrapper
) -> list[str]:
    """Say which values of a row the target cannot hold, where each is and why."""
    if there.vendor != "postgresql":
        return []
    found = []
    for field, value in zip(fields, row, strict=True):
        if value is not None and (why := _refusal(field, value, there)):
            key = row[fields.index(model._meta.pk)]
            found.append(f"{model._meta.db_table} {key}, {field.column} : {why}")
    return found


def _refusal(field: Field, value: object, there: BaseDatabaseWrapper) -> str:
    if any(_UNWRITABLE.search(text) for text in _texts(value)):
        return _("caractère nul ou incomplet")
    if isinstance(value, str) and field.max_length and len(value) > field.max_length:
        return _("%(n)d caractères, %(most)d au plus") % {"n": len(value), "most": field.max_length}
    if type(value) is int:
        kind = field.target_field if field.is_relation else field
        least, most = there.ops.integer_field_range(kind.get_internal_type())
        if (least is not None and value < least) or (most is not None and value > most):
            return _("le nombre %(n)d sort des bornes") % {"n": value}
    return ""


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
