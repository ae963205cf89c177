"""Who is told, in the same transaction, that a version has become current."""

from __future__ import annotations

from collections.abc import Callable

from .models import Version

Listener = Callable[[Version], None]
_listeners: list[Listener] = []


def on_arrival(listener: Listener) -> Listener:
    """Call a function of an app above at each new version; it only asks for work."""
    _listeners.append(listener)
    return listener


def announce(version: Version) -> None:
    """Tell every listener."""
    for listener in _listeners:
        listener(version)
