"""Where on a network: what an address of the site, or a person, says of a place."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.topology.graph import Place

from .reading import Loaded

REACH_M = 30.0
"""How far from a line a place on the map may be pointed."""
FOUND = 20
"""Elements named by a search."""


@dataclass(frozen=True)
class Chosen:
    """A place on a pipe, with its reference."""

    ref: str
    place: Place


def chosen(loaded: Loaded, asked: QueryDict, prefix: str = "") -> Chosen | None:
    """Read a place: `ref` and `le` (metres along), or `lon` and `lat`; None where nothing is asked.

    Raises
    ------
    NotFound
        No such pipe, or none near the point.
    Invalid
        The numbers are not numbers.
    """
    ref = asked.get(f"{prefix}ref", "")
    if ref:
        along = _number(asked.get(f"{prefix}le", "0"))
        return Chosen(ref, _on_pipe(loaded, ref, along))
    lon, lat = asked.get(f"{prefix}lon", ""), asked.get(f"{prefix}lat", "")
    if not (lon and lat):
        return None
    x, y = loaded.to_metres.transform(_number(lon), _number(lat))
    near = loaded.graph.nearest(x, y, REACH_M)
    if near is None:
        raise NotFound(
            _("Aucune canalisation en service n’est connue à moins de %(m)d m de ce point.")
            % {"m": REACH_M}
        )
    pipe = int(loaded.graph.pieces.pipe[near.edge])
    return Chosen(str(loaded.graph.pipe_refs[pipe]), near)


def search(loaded: Loaded, words: str) -> list[str]:
    """Find the pipes whose identifier or name holds these words."""
    wanted = words.casefold().strip()
    if not wanted:
        return []
    pipes = loaded.elements.pipes
    texts = zip(pipes.refs, pipes.texts("identifier"), pipes.texts("address"), strict=True)
    found = [
        ref
        for ref, *said in texts
        if any(wanted in str(text).casefold() for text in (ref.partition("/")[2], *said) if text)
    ]
    return found[:FOUND]


def _on_pipe(loaded: Loaded, ref: str, along: float) -> Place:
    if ref not in loaded.graph.rows:
        raise NotFound(_("Cette canalisation n’est pas dans la version en place."))
    place = loaded.graph.place(ref, along)
    if place is None:
        raise NotFound(
            _("Cette canalisation n’est pas en service : il n’y a rien à suivre ni à fermer.")
        )
    return place


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError as wrong:
        raise Invalid(
            _("« %(text)s » n’est pas un nombre : donnez une longitude et une latitude en degrés.")
            % {"text": text[:30]}
        ) from wrong
