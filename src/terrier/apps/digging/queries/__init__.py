"""Every composed read before digging; all of them take the reader."""

from .findings import find
from .kept import answer_for, mine
from .places import parcel, row

__all__ = ["answer_for", "find", "mine", "parcel", "row"]
