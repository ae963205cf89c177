"""From what a person filled in to a footprint and a wish."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

import shapely
from django.core.files.uploadedfile import UploadedFile
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from terrier.apps.worksites.grounds import projection
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid
from terrier.domain.topology.footprint import DEFAULT_MARGIN_M
from terrier.domain.worksites.vocabulary import Period

from . import areas, queries, uploaded
from .areas import Area
from .queries.findings import Wish

DEEPEST_M = 20.0
WAYS = ("point", "parcelle", "trace", "fichier", "ligne")
"""How a footprint is given."""

Asked = Mapping[str, str]


def area(reader: Reader, asked: Asked, file: UploadedFile | None) -> Area:
    """Read the footprint.

    Raises
    ------
    TerrierError
        It is missing, not understood, elsewhere, too large …; the sentence says what to do.
    """
    crs = projection()
    width = number(asked, "largeur", areas.DEFAULT_WIDTH_M)
    match asked.get("par", ""):
        case "point":
            return _circle(asked, crs)
        case "parcelle":
            found = queries.parcel(reader, asked.get("parcelle", ""))
        case "trace":
            return areas.written(asked.get("trace", ""), crs, width, _("emprise dessinée"))
        case "fichier":
            return _file(file, crs, width)
        case "ligne":
            rank = asked.get("ligne", "")
            if not re.fullmatch(r"\d{1,15}", rank):
                raise Invalid(_("Cette ligne n’existe pas."))
            slug, table = asked.get("jeu", ""), asked.get("table", "")
            found = queries.row(reader, slug, table, int(rank))
        case _:
            raise Invalid(_("Dites où vous voulez creuser : adresse, parcelle, dessin ou fichier."))
    return areas.from_shape(found.shape, areas.WGS84, crs, width, found.label)


def wish(asked: Asked) -> Wish:
    """Read what is asked besides the place."""
    margin = number(asked, "marge", DEFAULT_MARGIN_M)
    if not 0 <= margin <= max(areas.MARGINS_M):
        raise Invalid(
            _("Choisissez une marge de 0 à %(most)s mètres.") % {"most": max(areas.MARGINS_M)}
        )
    depth = number(asked, "profondeur", 1.0)
    if not 0 <= depth <= DEEPEST_M:
        raise Invalid(_("Choisissez une profondeur de 0 à %(most)s mètres.") % {"most": 20})
    period = Period(_day(asked, "debut"), _day(asked, "fin"))
    if period.start and period.end and period.end < period.start:
        raise Invalid(_("Les travaux finissent avant d’avoir commencé : vérifiez les dates."))
    return Wish(margin, depth, period)


def number(asked: Asked, name: str, otherwise: float) -> float:
    """Read a number as it is written in French."""
    text = asked.get(name, "").strip().replace(",", ".")
    if not text:
        return otherwise
    if not re.fullmatch(r"-?\d{1,6}(\.\d{1,6})?", text):
        raise Invalid(_("« %(text)s » n’est pas un nombre.") % {"text": text[:40]})
    return float(text)


def _day(asked: Asked, name: str) -> date | None:
    text = asked.get(name, "").strip()
    try:
        found = parse_date(text) if text else None
    except ValueError:
        found = None
    if text and found is None:
        raise Invalid(_("« %(text)s » n’est pas une date.") % {"text": text[:40]})
    return found


def _circle(asked: Asked, crs: str) -> Area:
    radius = number(asked, "rayon", areas.DEFAULT_RADIUS_M)
    lon, lat = degrees(asked.get("lon", ""), 180), degrees(asked.get("lat", ""), 90)
    name = asked.get("adresse", "").strip()[:150] or f"{lat:.5f} ; {lon:.5f}".replace(".", ",")
    label = _("%(metres)s m autour de %(place)s") % {"metres": f"{radius:g}", "place": name}
    return areas.circle(lon, lat, radius, label, crs)


def degrees(text: str, most: float) -> float:
    """Read a coordinate."""
    plain = text.strip().replace(",", ".")
    if not re.fullmatch(r"-?\d{1,3}(\.\d{1,12})?", plain) or abs(float(plain)) > most:
        raise Invalid(
            _("« %(text)s » n’est pas une coordonnée : écrivez des degrés décimaux.")
            % {"text": text[:40]}
        )
    return float(plain)


def _file(file: UploadedFile | None, crs: str, width_m: float) -> Area:
    if file is None:
        raise Invalid(_("Choisissez le fichier qui contient l’emprise."))
    shapes, source_crs = uploaded.shapes(file)
    merged = shapely.GeometryCollection(shapes)
    known = source_crs or areas.guessed(merged, crs)
    return areas.from_shape(merged, known, crs, width_m, _("emprise du fichier %(name)s") % {
        "name": (file.name or "")[:120]
    })  # fmt: skip


def point(text: str) -> tuple[str, str] | None:
    """Read « 46,5631 ; 4,9084 », latitude first, as the two fields of a form; None: other words."""
    pair = re.fullmatch(r"\s*(-?\d{1,3}(?:[.,]\d+)?)\s*[;, ]\s*(-?\d{1,3}(?:[.,]\d+)?)\s*", text)
    return (pair[1].replace(",", "."), pair[2].replace(",", ".")) if pair else None
