"""Vectors that R 3.5 and later write in short (ALTREP): what they stand for.

Source: `src/main/altclasses.c` of R.
"""

from __future__ import annotations

import numpy as np

from terrier.connectors.rdata.kinds import NULL, Kind, Value
from terrier.connectors.rdata.stream import NA_INTEGER, damaged, is_na

_LONGEST = 1 << 28
"""Numbers that one sequence may stand for: three words must not fill the memory."""


def unfolded(information: Value, state: Value) -> Value:
    """Give the vector that a compact one stands for.

    Parameters
    ----------
    information
        Pairs: the name of its class, that of its package, its type.
    state
        What its class keeps.

    Raises
    ------
    Unreadable
        Where the class is not known: what it stands for is in the hands of a package of R.
    """
    name = information.content[0][1].content if information.kind == Kind.PAIRS else None
    match name:
        case "compact_intseq":
            return Value(Kind.INTEGER, _sequence(state, 2**31).astype(np.int32))
        case "compact_realseq":
            return Value(Kind.DOUBLE, _sequence(state, np.inf))
        case "deferred_string":
            return Value(Kind.TEXT, _as_texts(_first(state)))
        case str() if name.startswith("wrap_"):
            wrapped = _first(state)
            return Value(wrapped.kind, wrapped.content, dict(wrapped.attributes))
        case _:
            raise damaged(f"compact vector of class {name}")


def _first(state: Value) -> Value:
    """Give what is wrapped: the first of a list or of pairs."""
    if state.kind == Kind.LIST and state.content:
        return _value(state.content[0])
    if state.kind == Kind.PAIRS and state.content:
        return _value(state.content[0][1])
    raise damaged("a compact vector without content")


def _value(found: Value) -> Value:
    if found is NULL:
        raise damaged("a compact vector of nothing")
    return found


def _sequence(state: Value, farthest: float) -> np.ndarray:
    if state.kind not in (Kind.DOUBLE, Kind.INTEGER) or len(state.content) != 3:
        raise damaged("a sequence without its three numbers")
    count, first, step = map(float, state.content)
    if not (0 <= count <= _LONGEST and np.isfinite(first) and np.isfinite(step)):
        raise damaged(f"a sequence of {count} numbers")
    if max(abs(first), abs(first + step * count)) > farthest:
        raise damaged(f"a sequence from {first} by {step}")
    return first + step * np.arange(int(count), dtype=np.float64)


def _as_texts(numbers: Value) -> list[str | None]:
    if numbers.kind == Kind.INTEGER:
        return [None if n == NA_INTEGER else str(n) for n in numbers.content.tolist()]
    if numbers.kind != Kind.DOUBLE:
        raise damaged("texts deferred from no number")
    missing = is_na(numbers.content)
    pairs = zip(numbers.content.tolist(), missing.tolist(), strict=True)
    return [None if absent else f"{n:.15g}" for n, absent in pairs]
