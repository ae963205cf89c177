"""Worksites as files: GeoJSON and CSV with the fields of « infos-travaux », and an Atom feed.

Source: metis-reseaux, « infos-travaux » 0.0.2. What the schema does not know (state, road, an
identifier) has fields of its own beside; first name, name, mail and telephone are never written.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

import shapely
from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader
from terrier.domain.worksites import place
from terrier.domain.worksites.vocabulary import State
from terrier.web.spreadsheet_cells import harmless

from .models import Worksite
from .permissions import organisations_seen_within
from .presenting import span

DECIMALS = 7


def properties(one: Worksite, *, whole: bool) -> dict[str, Any]:
    """Give the properties of a worksite; depth is for those who see it whole."""
    told: dict[str, Any] = {
        "id": one.pk,
        "organisation": one.led_by,
        "titre": one.title,
        "resume": one.description or None,
        "date_debut": one.starts_on.isoformat() if one.starts_on else None,
        "date_fin": one.ends_on.isoformat() if one.ends_on else None,
        "categorie": one.kind,
        "validation": one.state != State.INTENTION,
        "largeur": one.trench_width_m,
        "adresse_voie": one.address or None,
        "adresse_commune": ", ".join(str(c) for c in one.communes.all()) or None,
        "etat": str(one.get_state_display()),
        "circulation": str(one.get_occupation_display()) if one.occupation else None,
        "entreprise": one.contractor or None,
        "modifie_le": one.updated_at.isoformat(timespec="seconds"),
    }
    if whole:
        told["profondeur"] = one.depth_m
    return told


def geojson(reader: Reader, found: Iterable[Worksite]) -> str:
    """Write a FeatureCollection."""
    within = organisations_seen_within(reader)
    features = [
        {
            "type": "Feature",
            "id": one.pk,
            "geometry": json.loads(place.geojson(one.geometry)),
            "properties": properties(one, whole=one.owner_id in within),
        }
        for one in found
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)


def table(reader: Reader, found: Iterable[Worksite]) -> str:
    """Write a CSV, the place as WKT in degrees; a cell is never a formula."""
    within = organisations_seen_within(reader)
    text = io.StringIO()
    writer: Any = None
    for one in found:
        row = properties(one, whole=one.owner_id in within)
        row.setdefault("profondeur", None)
        row["geometrie"] = shapely.to_wkt(one.geometry, rounding_precision=DECIMALS)
        if writer is None:
            writer = csv.DictWriter(text, row, delimiter=";")
            writer.writeheader()
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return "\ufeff" + text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return harmless(value) if isinstance(value, str) else value


def atom(found: Iterable[Worksite], territory: str, address: str) -> str:
    """Write the worksites as an Atom feed, the last changed first."""
    feed = Atom1Feed(
        title=_("Travaux : %(place)s") % {"place": territory},
        link=urljoin(settings.PUBLIC_URL, reverse("worksites")),
        description=_("Les chantiers en cours et à venir."),
        language="fr",
        feed_url=address,
    )
    host = urlsplit(settings.PUBLIC_URL).hostname
    for one in found:
        where = ", ".join(filter(None, (one.address, ", ".join(map(str, one.communes.all())))))
        said = (one.get_state_display(), span(one), where, one.get_occupation_display())
        feed.add_item(
            title=one.title,
            link=urljoin(settings.PUBLIC_URL, reverse("worksite", args=[one.pk])),
            description=" · ".join(str(part) for part in said if part),
            unique_id=f"tag:{host},{one.created_at:%Y-%m-%d}:chantier/{one.pk}",
            pubdate=one.created_at.replace(microsecond=0),
            updateddate=one.updated_at.replace(microsecond=0),
            author_name=one.led_by,
        )
    return feed.writeString("utf-8")
