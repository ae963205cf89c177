"""A closure as the crew and the office read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.domain.topology.elements import ValveState
from terrier.domain.topology.isolation import Closing, Isolation, fallback, isolate
from terrier.domain.topology.reopening import Reopening, reopenings
from terrier.domain.topology.reserves import emptying

from . import overlay
from .describing import Described, describe
from .places import Chosen
from .reading import Loaded
from .words import word


@dataclass(frozen=True)
class Step:
    """A valve of the list."""

    number: int
    valve: Described
    state: str
    to_verify: bool
    """Whether its state is not known: it is looked at before one relies on it."""
    fed: bool
    also: tuple[Described, ...] = ()
    """What to close besides if this one does not close."""
    sources: tuple[Described, ...] = ()
    """What to shut then, that no valve holds back."""
    more_m: float = 0.0
    more_connections: float = 0.0


@dataclass(frozen=True)
class Customers:
    """Who is cut."""

    named: tuple[tuple[str, str, str], ...]
    """Name, address, establishment; the sensitive ones first."""
    sensitive: int


def close(loaded: Loaded, at: Chosen, failing: list[str]) -> Isolation:
    """Find what to close for a leak, some valves being known not to close."""
    gates = np.flatnonzero(np.isin(loaded.graph.gate_ref.astype(str), failing))
    return isolate(loaded.graph, at.edges.tolist(), gates.tolist())


def steps(loaded: Loaded, found: Isolation) -> list[Step]:
    """List the valves to close, those to verify first, each with what to do if it fails."""
    return [_step(loaded, found, number, one) for number, one in enumerate(found.to_close, 1)]


def customers(loaded: Loaded, found: Isolation) -> Customers:
    """Name the customers that are cut, the sensitive ones first."""
    frame = loaded.elements.customers
    chosen = np.flatnonzero(np.isin(frame.refs.astype(str), found.customers))
    texts = [frame.texts(name) for name in ("name", "address", "establishment")]
    rows = [tuple(str(column[row] or "") for column in texts) for row in chosen]
    ordered = sorted(rows, key=lambda row: (not row[2], row[1], row[0]))
    return Customers(tuple(ordered), sum(bool(row[2]) for row in rows))  # type: ignore[arg-type]


def map_of(loaded: Loaded, at: Chosen, found: Isolation) -> dict[str, Any]:
    """Draw the closure; the leak below what is to be closed."""
    return overlay.collection(
        overlay.spot(loaded, at.place, "leak") if at.place else [],
        overlay.lines(loaded, np.flatnonzero(found.secondary), "secondary"),
        overlay.lines(loaded, np.flatnonzero(found.zone), "zone"),
        overlay.points(loaded, [one.ref for one in found.to_close], "valve"),
        overlay.points(loaded, found.verify_closed, "verify", first=len(found.to_close) + 1),
        overlay.points(loaded, found.sources, "source"),
    )


def described(loaded: Loaded, refs: tuple[str, ...]) -> list[Described]:
    """Describe several elements."""
    return [one for ref in refs if (one := describe(loaded, ref)) is not None]


def streets(loaded: Loaded, found: Isolation) -> list[str]:
    """Name the streets of the pipes that are cut, as far as they are known."""
    pipes = loaded.graph.pieces.pipe[found.cut]
    names = loaded.elements.pipes.texts("address")[np.unique(pipes[pipes >= 0])]
    return sorted({str(name) for name in names if name})


def sentence(found: Isolation) -> str:
    """Say in one sentence what the closure comes to."""
    if not found.to_close and not found.sources:
        return _("Rien n’est à fermer : aucune eau ne peut arriver ici par ce qui est connu.")
    if not found.to_close:
        return _("Aucune vanne n’isole cet endroit : il faut arrêter ce qui l’alimente.")
    if found.sources:
        return _("Les vannes ne suffisent pas : il faut aussi arrêter ce qui alimente la zone.")
    return ""


def reopening(loaded: Loaded, found: Isolation) -> list[tuple[Described, Reopening]]:
    """Describe the closed valves that would feed again what is cut beyond the zone."""
    made = [(describe(loaded, one.ref), one) for one in reopenings(loaded.graph, found)]
    return [(valve, one) for valve, one in made if valve is not None]


def reserves(loaded: Loaded, found: Isolation) -> str:
    """Say which reservoirs feed only as long as they are not empty; empty where none."""
    made = emptying(loaded.graph, found)
    names = sorted(one.title for one in described(loaded, made.tanks))
    if not names:
        return ""
    told = ngettext(
        "%(names)s alimente encore ce secteur tant qu’il n’est pas vide : son alimentation est "
        "coupée.",
        "%(names)s alimentent encore ce secteur tant qu’ils ne sont pas vides : leur "
        "alimentation est coupée.",
        len(names),
    ) % {"names": ", ".join(names)}
    then = _("Ensuite, %(metres)s m de plus seraient privés d’eau.") % {
        "metres": number_format(made.then.length_m, 0, force_grouping=True)
    }
    return f"{told} {then}" if made.then.length_m else told


def _step(loaded: Loaded, found: Isolation, number: int, one: Closing) -> Step:
    valve = describe(loaded, one.ref)
    assert valve is not None
    instead = one.fallback or fallback(loaded.graph, found, one.gate)
    return Step(
        number=number,
        valve=valve,
        state=word("state", one.state.value),
        to_verify=one.state is ValveState.UNKNOWN,
        fed=one.fed,
        also=tuple(described(loaded, instead.also_close)),
        sources=tuple(described(loaded, instead.sources)),
        more_m=instead.more.length_m,
        more_connections=instead.more.connections,
    )
