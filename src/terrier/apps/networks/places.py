"""Where on a network: what an address of the site, or a person, says of a place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from django.http import QueryDict
from django.utils.translation import gettext as _

from terrier.apps.catalog import addresses
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.topology.graph import Place
from terrier.domain.topology.lines import Ints

from .reading import Loaded

REACH_M = 30.0
"""How far from a line a place on the map may be pointed."""
ADDRESS_REACH_M = 100.0
"""How far from its address a pipe may be."""
MOST_ADDRESSES = 500
"""Read for a search: a long street has hundreds, and its name may be in several communes."""
FOUND = 20
"""Pipes, and addresses, named by a search."""


@dataclass(frozen=True)
class Chosen:
    """Where on the network: a place on a pipe, a whole pipe, a stretch of several, or a node."""

    refs: tuple[str, ...]
    edges: Ints
    place: Place | None = None
    """The place itself, where one was pointed at."""
    node: bool = False

    @property
    def ref(self) -> str:
        """Give the first reference."""
        return self.refs[0]


def chosen(loaded: Loaded, asked: QueryDict, prefix: str = "") -> Chosen | None:
    """Read where: `ref` (several make a stretch) with `le` metres along, or `lon` and `lat`.

    None where nothing is asked.

    Raises
    ------
    NotFound
        No such element, or none near the point.
    Invalid
        The numbers are not numbers.
    """
    refs = tuple(filter(None, asked.getlist(f"{prefix}ref")))
    if refs:
        along = asked.get(f"{prefix}le", "")
        if len(refs) == 1 and along:
            return _at(loaded, _on_pipe(loaded, refs[0], _number(along)))
        edges = [_edges(loaded, ref) for ref in refs]
        node = len(refs) == 1 and refs[0] not in loaded.graph.rows
        return Chosen(refs, np.unique(np.concatenate(edges)), node=node)
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
    return _at(loaded, near)


def _at(loaded: Loaded, place: Place) -> Chosen:
    pipe = int(loaded.graph.pieces.pipe[place.edge])
    return Chosen((str(loaded.graph.pipe_refs[pipe]),), np.array([place.edge]), place)


def _edges(loaded: Loaded, ref: str) -> Ints:
    graph = loaded.graph
    if ref in graph.rows:
        edges = graph.edges_of(ref)
    else:
        vertex = graph.vertex_of(ref)
        edges = np.flatnonzero((graph.start == vertex) | (graph.end == vertex))
        edges = edges if vertex >= 0 else edges[:0]
    if ref not in loaded.rows:
        raise NotFound(_("« %(ref)s » n’est pas dans la version en place.") % {"ref": ref[:80]})
    if not len(edges):
        raise NotFound(
            _("Cet élément n’est relié à rien en service : il n’y a rien à suivre ni à fermer.")
        )
    return edges


def search(loaded: Loaded, words: str) -> list[str]:
    """Find the pipes whose identifier or street holds these words."""
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
    return sorted(found)[:FOUND]


@dataclass(frozen=True)
class Beside:
    """The pipe nearest to an address."""

    label: str
    ref: str
    along_m: float
    """How far along the pipe the address is."""


def beside(reader: Reader, loaded: Loaded, words: str) -> list[Beside]:
    """Find the pipes nearest to the addresses that answer; of a street, one in each commune."""
    if not words.strip():
        return []
    answer = addresses.find(reader, words, limit=MOST_ADDRESSES)
    numbered = words.strip()[0].isdigit()
    kept: dict[object, Beside] = {}
    for one in answer.addresses if answer else ():
        name = one.label if numbered or not one.street else (one.street, one.commune)
        if name in kept:
            continue
        near = loaded.graph.nearest(*loaded.to_metres.transform(one.lon, one.lat), ADDRESS_REACH_M)
        if near is not None:
            kept[name] = Beside(one.label, _at(loaded, near).ref, round(near.along_m, 1))
        if len(kept) == FOUND:
            break
    return sorted(kept.values(), key=lambda found: found.label)


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
