"""What SQLite and PostgreSQL would do each its own way, done the same by both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django.db import DataError
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import CharField, TextField, Transform

_MARKS = "[\u0300-\u036f]"
_LIGATURES = (("œ", "oe"), ("Œ", "oe"), ("æ", "ae"), ("Æ", "ae"))
_FUNCTION = "terrier_plain"


def plain(text: str | None) -> str | None:
    """Give a text without accents and capitals, as `Plain` does within a database."""
    if text is None:
        return None
    for written, read in _LIGATURES:
        text = text.replace(written, read)
    return re.sub(_MARKS, "", unicodedata.normalize("NFKD", text)).lower()


class Plain(Transform):
    """Texts without accents and capitals: `filter(name__plain__contains=plain(asked))`.

    `order_by("name__plain")` sorts as people do, and the same on both.
    """

    lookup_name = "plain"
    function = _FUNCTION
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Write it in the server's own words: an extension would ask for its administrator."""
        text = "%(expressions)s"
        for written, read in _LIGATURES:
            text = f"replace({text}, '{written}', '{read}')"
        folded = f"lower(regexp_replace(normalize({text}, NFKD), '{_MARKS}', '', 'g'))"
        template = f'({folded} COLLATE "C")'
        return self.as_sql(compiler, connection, template=template, **more)


def register() -> None:
    """Let every column of text be asked for its plain words."""
    for kind in (CharField, TextField):
        kind.register_lookup(Plain)


def prepare_sqlite(connection: BaseDatabaseWrapper, **_signal: object) -> None:
    """Teach SQLite plain texts, and to refuse the null character as PostgreSQL does."""
    if connection.vendor == "sqlite":
        connection.connection.create_function(_FUNCTION, 1, plain, deterministic=True)
        if _refuse_null not in connection.execute_wrappers:
            connection.execute_wrappers.append(_refuse_null)


def _refuse_null(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    rows = params if many else [params or ()]
    values = (v for row in rows for v in (row.values() if isinstance(row, dict) else row))
    if any(isinstance(value, str) and "\x00" in value for value in values):
        raise DataError("a text cannot hold the null character (0x00)")
    return execute(sql, params, many, context)
