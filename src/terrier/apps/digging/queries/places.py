"""From the name of a place to its shape: a parcel, a row of a dataset."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

import shapely
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.catalog.queries import Opened, open_table
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.lake import rows, windows
from terrier.lake.filters import Box, Filter, Filters, Operator

PARCEL = "parcel"
"""Concept of the columns that hold parcels."""
EVERYWHERE = Box(-180, -90, 180, 90)
_NUMBER = re.compile(r"(\d[\dAB]\d{3}) ?(\d{3})? ?([0-9A-Z]?[A-Z0-9]) ?(\d{1,4})")


@dataclass(frozen=True)
class Found:
    """A shape (degrees) and what to call it."""

    shape: shapely.Geometry
    label: str


def parcel(reader: Reader, written: str) -> Found:
    """Find a parcel by its number, in whichever visible dataset has a column of parcels.

    Raises
    ------
    NotFound
        No dataset of parcels is open to the reader, or none has this number.
    Invalid
        The number is not written like one.
    """
    number = parcel_number(written)
    tables = _tables_of_parcels(reader)
    if not tables:
        raise NotFound(
            _(
                "Aucun jeu de données de parcelles n’est ouvert à votre lecture : donnez une "
                "adresse, ou dessinez l’emprise."
            )
        )
    for opened, column in tables:
        equal = Filters((Filter(column, Operator.EQ, number),))
        window = windows.features(opened.relation, EVERYWHERE, equal, limit=10)
        features = json.loads(window.geojson)["features"]
        if features:
            shape = shapely.union_all(
                shapely.from_geojson([json.dumps(f["geometry"]) for f in features])
            )
            return Found(shape, _("parcelle %(number)s") % {"number": number})
    raise NotFound(
        _("La parcelle %(number)s n’est dans aucun jeu de données ouvert à votre lecture.")
        % {"number": number}
    )


def parcel_number(written: str) -> str:
    """Write a parcel as the cadastre does: commune, prefix, section, number.

    « 71270 AB 123 » is 71270000AB0123.
    """
    match = _NUMBER.fullmatch(re.sub(r"[\s.\-/]+", " ", written.strip().upper()))
    if match is None:
        raise Invalid(
            _(
                "« %(written)s » n’est pas un numéro de parcelle : écrivez le code de la commune, "
                "la section et le numéro, par exemple 71270000AB0123 ou « 71270 AB 123 »."
            )
            % {"written": written[:40]}
        )
    commune, prefix, section, number = match.groups()
    return f"{commune}{prefix or '000'}{section.zfill(2)}{number.zfill(4)}"


def _tables_of_parcels(reader: Reader) -> list[tuple[Opened, str]]:
    columns = Column.objects.filter(concept=PARCEL, removed=False).select_related("table__dataset")
    visible = set(
        Dataset.objects.visible_to(reader)
        .filter(current__isnull=False, tables__columns__in=columns)
        .values_list("pk", flat=True)
    )
    found = []
    for column in columns:
        if column.table.dataset_id not in visible:
            continue
        opened = open_table(reader, column.table.dataset.slug, column.table.name)
        # A masked column is not in the relation.
        seen = next((c for c in opened.relation.columns if c.id == column.stable_id), None)
        if seen is not None and opened.relation.has_geometry:
            found.append((opened, seen.name))
    return found


def row(reader: Reader, slug: str, table: str, number: int) -> Found:
    """Give the shape of a row of a dataset."""
    opened = open_table(reader, slug, table)
    opened.relation.require_geometry()
    drawn = rows.one(opened.relation, number).geometry
    if drawn is None:
        raise NotFound(_("Cette ligne n’a pas de position."))
    label = _("ligne %(number)s de « %(title)s »") % {
        "number": number,
        "title": opened.table_title,
    }
    return Found(shapely.from_geojson(drawn), label)
