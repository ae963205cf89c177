"""JSON texts read exactly: numbers keep their digits, big arrays are streamed."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.encodings import guess_encoding

_CHUNK = 1 << 20
_SPACE = re.compile(r"[\s,]*")
WHOLE = 256 << 20
"""A document whose records are not the root array is read whole, up to this size."""


class Digits(str):
    """A number as it is written."""

    __slots__ = ()


_DECODER = json.JSONDecoder(parse_float=Digits, parse_int=Digits, parse_constant=Digits)


def encoding_of(path: Path) -> str:
    """Choose the encoding of a JSON text by its beginning."""
    with path.open("rb") as file:
        head = file.read(1 << 20)
    guess = guess_encoding([head[: head.rfind(b"\n") + 1] or head])
    if guess.encoding == "utf-8":
        return "utf-8-sig"
    # This codec takes the mark away; the precise ones would leave it in the text.
    return "utf-16" if guess.encoding.startswith("utf-16") and guess.bom else guess.encoding


def whole(path: Path, encoding: str) -> Any:
    """Read a whole document.

    Raises
    ------
    Unreadable
        Where it is not JSON; the sentence gives line and column.
    """
    if path.stat().st_size > WHOLE:
        raise Unreadable(
            "Ce document JSON dépasse 256 Mo sans être une simple liste. Enregistrez-le avec un "
            "objet par ligne (JSON lines), puis renvoyez-le."
        )
    try:
        return _DECODER.decode(path.read_bytes().decode(encoding).strip())
    except json.JSONDecodeError as wrong:
        raise damaged(wrong.lineno, wrong.colno) from wrong
    except UnicodeDecodeError as wrong:
        raise Unreadable(
            f"Le texte n'est pas en {encoding} à l'octet {wrong.start} : exportez-le en UTF-8."
        ) from wrong


def parse(line: str, number: int) -> Any:
    """Read the document on one line.

    Raises
    ------
    Unreadable
        Where the line is not JSON.
    """
    try:
        return _DECODER.decode(line)
    except json.JSONDecodeError as wrong:
        raise damaged(number, wrong.colno) from wrong


def elements(path: Path, encoding: str) -> Iterator[Any]:
    """Give the elements of the root array one by one, whatever its size.

    Raises
    ------
    Unreadable
        Where the text breaks; the sentence says after which element.
    """
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    done = 0
    with path.open("rb") as file:
        pending, final = decoder.decode(file.read(_CHUNK)).lstrip()[1:], False
        while True:
            pending = pending[_space(pending) :]
            if pending.startswith("]"):
                return
            value, end = _next(pending)
            # An element that ends with the piece may go on in the next one (a number).
            if end is None or (end == len(pending) and not final):
                if final:
                    raise Unreadable(
                        f"Le JSON s'interrompt après le {done}ᵉ élément de la liste : il est "
                        "tronqué ou abîmé. Exportez-le de nouveau."
                    )
                raw = file.read(max(_CHUNK, len(pending)))
                final = not raw
                pending += decoder.decode(raw, final)
                continue
            yield value
            done += 1
            pending = pending[end:]


def _space(text: str) -> int:
    found = _SPACE.match(text)
    return found.end() if found else 0


def _next(text: str) -> tuple[Any, int | None]:
    try:
        return _DECODER.raw_decode(text)
    except json.JSONDecodeError:
        return None, None


def damaged(line: int, column: int) -> Unreadable:
    """Say where a JSON text breaks."""
    return Unreadable(
        f"Ligne {line}, colonne {column} : le JSON est mal formé à cet endroit. Exportez-le de "
        "nouveau, ou corrigez cette ligne."
    )


def text_of(value: Any) -> str | None:
    """Write a value as the text of a cell; lists and objects as JSON."""
    if value is None or isinstance(value, str):
        return value if value is None else str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return compact(value)


def compact(value: Any) -> str:
    """Write a value as JSON with the digits of its numbers."""
    if isinstance(value, Digits):
        return str(value)
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(k, ensure_ascii=False)}:{compact(v)}"
                              for k, v in value.items()) + "}"  # fmt: skip
    if isinstance(value, list):
        return "[" + ",".join(map(compact, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def flat(record: Any, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    """Flatten a record: nested objects with dots, lists kept as JSON text.

    Examples
    --------
    >>> dict(flat({"a": {"b": True}, "c": [None]}))
    {'a.b': 'true', 'c': '[null]'}
    """
    for key, value in record.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict) and value:
            yield from flat(value, name + ".")
        else:
            text = text_of(value)
            yield _held(name), None if text is None else _held(text)


def _held(text: str) -> str:
    """Put the mark of what cannot be read in place of the null character, which no column holds."""
    return text.replace("\0", "\ufffd")
