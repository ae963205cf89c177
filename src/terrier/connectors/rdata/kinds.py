"""What the objects of R are, and what is kept of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any


class Kind(IntEnum):
    """Types of objects (SEXPTYPE) and pseudo-types of the serialisation."""

    SYMBOL = 1
    PAIRS = 2
    CLOSURE = 3
    ENVIRONMENT = 4
    PROMISE = 5
    CALL = 6
    SPECIAL = 7
    BUILTIN = 8
    CHARACTERS = 9
    LOGICAL = 10
    INTEGER = 13
    DOUBLE = 14
    COMPLEX = 15
    TEXT = 16
    DOTS = 17
    LIST = 19
    EXPRESSION = 20
    BYTECODE = 21
    POINTER = 22
    WEAK = 23
    RAW = 24
    OBJECT = 25
    COMPACT = 238
    PAIRS_IN_CODE = 239
    CALL_IN_CODE = 240
    BASE = 241
    EMPTY = 242
    CODE_SEEN = 243
    CODE_NAMED = 244
    PERSISTENT = 247
    PACKAGE = 248
    NAMESPACE = 249
    BASE_NAMESPACE = 250
    MISSING = 251
    UNBOUND = 252
    GLOBAL = 253
    NULL = 254
    REFERENCE = 255


@dataclass(slots=True)
class Value:
    """An object, as far as it is data."""

    kind: Kind
    content: Any = None
    """Vectors: a numpy array; texts: a list of str or None; lists: a list of Value; pairs: a list
    of (tag, Value); a symbol or a single text: str; programs: None."""
    attributes: dict[str, Value] = field(default_factory=dict)

    def __len__(self) -> int:
        return 0 if self.content is None else len(self.content)

    def texts(self, attribute: str) -> list[str]:
        """Give an attribute made of texts, empty where there is none."""
        found = self.attributes.get(attribute)
        if found is None or found.kind != Kind.TEXT:
            return []
        return [text or "" for text in found.content]


NULL = Value(Kind.NULL)
