"""What the networks that a reader may ask about have in a zone, and the worksites near it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import shapely
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.networks.models import Network
from terrier.apps.networks.permissions import may_operate
from terrier.apps.networks.queries import networks_of
from terrier.apps.networks.reading import relations
from terrier.apps.territories.models import Commune
from terrier.apps.worksites.permissions import sees_whole
from terrier.apps.worksites.queries import near as worksites_near
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, Refused
from terrier.domain.topology import ignorance
from terrier.domain.topology.footprint import Piece, concerned
from terrier.domain.worksites.sharing import UNDATED, Works, proposal
from terrier.domain.worksites.vocabulary import Kind, Period, State
from terrier.lake.filters import Box
from terrier.lake.networks.nearby import near

from ..areas import WGS84, Area, moved
from ..content import Findings, Told, Worksite
from .missing import Read, unknowns

MOST_PIECES = 2000
"""More would make a plan that nobody reads, and that takes minutes to print."""


@dataclass(frozen=True)
class Wish:
    """What is asked besides the place."""

    margin_m: float
    depth_m: float = 1.0
    period: Period = UNDATED


def find(reader: Reader, area: Area, wish: Wish) -> Findings:
    """Gather the answer for a zone.

    Raises
    ------
    Refused
        The reader has the right « exploiter le réseau » on no network.
    Invalid
        There is more here than one answer can tell.
    """
    known = list(networks_of(reader))
    mine = [network for network in known if may_operate(reader, network)]
    if not mine:
        raise Refused(
            _(
                "Il faut le droit « exploiter le réseau » sur au moins un réseau pour demander ce "
                "qu’il y a sous la rue : une personne qui administre votre organisme le donne sur "
                "la page de ses membres."
            )
        )
    read = [_read(network, area, wish.margin_m) for network in mine]
    if sum(len(one.told.pieces) for one in read) > MOST_PIECES:
        raise Invalid(
            _("Plus de %(most)s ouvrages se trouvent ici : réduisez l’emprise ou la marge.")
            % {"most": MOST_PIECES}
        )
    withheld = [network for network in known if network not in mine]
    around = shapely.buffer(area.shape, wish.margin_m, quad_segs=16)
    communes = _communes(around, area.crs)
    return Findings(
        zone=area.shape,
        crs=area.crs,
        margin_m=wish.margin_m,
        place=area.label,
        communes=communes,
        networks=tuple(one.told for one in read),
        withheld=tuple(str(network) for network in withheld),
        unknowns=tuple(unknowns(reader, area, around, communes, read, withheld)),
        worksites=tuple(_worksites(reader, area, wish)),
    )


def _read(network: Network, area: Area, margin_m: float) -> Read:
    version = network.dataset.current
    mapping = network.read_mapping()
    tables = relations(version)
    # Farther than the margin: a pipe beyond it may supply a house within it.
    window = _window(area, margin_m + ignorance.SERVED_WITHIN_M)
    elements = near(tables, mapping, area.crs, window)
    carried, operator = network.carried(), network.service.operator
    found: list[Piece] = []
    for frame, devices in ((elements.pipes, False), (elements.nodes, True)):
        found += concerned(
            frame, area.shape, margin_m, commodity=carried, operator=operator, devices=devices
        )
    told = Told(
        title=str(network),
        dataset=network.dataset.slug,
        version=version.number,
        made_on=timezone.localdate(version.created_at),
        commodity=carried,
        service=network.service.name,
        operator=operator,
        phone=network.service.operator_phone,
        authority=network.service.authority,
        pieces=tuple(found),
    )
    return Read(network, told, elements)


def _window(area: Area, margin_m: float) -> Box:
    west, south, east, north = shapely.bounds(area.shape)
    wide = shapely.box(west - margin_m, south - margin_m, east + margin_m, north + margin_m)
    return Box(*map(float, shapely.bounds(moved(wide, area.crs, WGS84))))


def _communes(around: shapely.Geometry, crs: str) -> dict[str, str]:
    zone = moved(around, crs, WGS84)
    known = Commune.objects.filter(outline__isnull=False)
    return {
        commune.code: commune.name
        for commune in known
        if shapely.intersects(shapely.from_wkb(bytes(commune.outline)), zone)
    }


def _worksites(reader: Reader, area: Area, wish: Wish) -> Iterator[Worksite]:
    mine = Works(Kind.OTHER, State.PLANNED, wish.period, wish.depth_m)
    for one in worksites_near(reader, area.wgs84(), max(wish.margin_m, 50.0)):
        site = one.worksite
        whole = sees_whole(reader, site)
        advice = proposal(mine, site.works(), one.distance_m) if whole else None
        yield Worksite(
            title=site.title,
            who=site.principal or str(site.owner),
            starts_on=site.starts_on,
            ends_on=site.ends_on,
            state=site.get_state_display(),
            distance_m=one.distance_m,
            advice=advice.sentence if advice else "",
            page=site.pk,
            geometry=moved(site.geometry, WGS84, area.crs),
        )
