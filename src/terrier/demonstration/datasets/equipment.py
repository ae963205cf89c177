"""Equipment: an `.xlsx` made to be printed, with titles, merged cells and a second sheet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import xlsxwriter

from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import ColumnNote, DatasetDescription, Override, SourceFile
from terrier.demonstration.names import EPCI_NAME, FICTION, of
from terrier.demonstration.territory import Territory
from terrier.demonstration.writing import TODAY

TYPES = {
    "town_hall": ("MAI", "Mairie", "Administration"),
    "epci_seat": ("EPC", "Siège de l'intercommunalité", "Administration"),
    "post_office": ("POS", "Agence postale", "Administration"),
    "fire_station": ("CIS", "Centre d'incendie et de secours", "Sécurité"),
    "depot": ("CTM", "Centre technique", "Administration"),
    "school": ("ECO", "École", "Enseignement"),
    "college": ("COL", "Collège", "Enseignement"),
    "nursery": ("CRE", "Crèche", "Petite enfance"),
    "care_home": ("EHP", "Résidence pour personnes âgées", "Social"),
    "hall": ("SDF", "Salle des fêtes", "Culture et vie locale"),
    "library": ("BIB", "Médiathèque", "Culture et vie locale"),
    "music_school": ("EDM", "École de musique", "Culture et vie locale"),
    "gymnasium": ("GYM", "Gymnase", "Sport"),
    "swimming_pool": ("PIS", "Piscine", "Sport"),
}
_HEADER = (
    "N° équipement", "Commune", "Code commune", "Thème", "Type", "Nom de l'équipement", "Adresse",
    "Code postal", "Longitude", "Latitude", "Surface\n(m²)", "Accessible PMR",
    "Année de construction",
)  # fmt: skip

_LEGEND_LEFT_OUT = Override({"keep": False}, part="Codes des types")


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write the workbook and describe it."""
    rows = _rows(territory)
    path = folder / "Equipements_2026_VF.xlsx"
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(*TODAY.timetuple()[:3])})  # noqa: DTZ001 a label
    title = book.add_format({"bold": True, "font_size": 14, "align": "center"})
    head = book.add_format({"bold": True, "text_wrap": True, "bg_color": "#D9E2D0"})
    sheet = book.add_worksheet("Équipements")
    last = len(_HEADER) - 1
    sheet.merge_range(0, 0, 0, last, f"{EPCI_NAME} — Équipements publics", title)
    note = f"État au {TODAY:%d/%m/%Y} — {FICTION}"
    sheet.merge_range(1, 0, 1, last, note, book.add_format({"italic": True}))
    sheet.write_row(2, 0, _HEADER, head)
    _body(sheet, rows)
    legend = book.add_worksheet("Codes des types")
    legend.write_row(0, 0, ("Code", "Type", "Thème"), head)
    for line, codes in enumerate(sorted(TYPES.values()), start=1):
        legend.write_row(line, 0, codes)
    book.close()
    return DatasetDescription(
        slug="equipements",
        title="Équipements publics",
        description="Mairies, écoles, salles, équipements sportifs et culturels des 24 communes.",
        theme="batiments",
        files=(
            SourceFile(
                path,
                overrides=(_LEGEND_LEFT_OUT,),
                note="Deux lignes de titre et des cellules fusionnées ; le numéro EQ-0012 y est "
                "deux fois.",
            ),
        ),
        keywords=("équipements", "écoles", "mairies", "sport"),
        columns=(
            ColumnNote("N° équipement", "Numéro"),
            ColumnNote("Surface (m²)", "Surface", "Emprise au sol.", "m²"),
            ColumnNote("Accessible PMR", "Accessible aux personnes à mobilité réduite"),
        ),
    )  # fmt: skip


def _body(sheet: Any, rows: list[list[Any]]) -> None:
    """Write the rows, the commune's name merged down over its equipment as people do."""
    start = 0
    for index, row in enumerate(rows):
        sheet.write_row(3 + index, 0, row)
        if index + 1 == len(rows) or rows[index + 1][1] != row[1]:
            if index > start:
                sheet.merge_range(3 + start, 1, 3 + index, 1, row[1])
            start = index + 1


def _rows(territory: Territory) -> list[list[Any]]:
    rng = stream(territory.seed, "equipment")
    found = [(i, b) for i, b in territory.of_use(*TYPES)]
    found.sort(key=lambda item: (item[1].commune, item[1].use))
    lonlat = territory.lonlat([b.shape.centroid for _, b in found])
    rows = []
    for rank, ((index, building), (lon, lat)) in enumerate(zip(found, lonlat, strict=True), 1):
        commune = territory.communes[building.commune]
        code, kind, theme = TYPES[building.use]
        address = territory.address_of(index)
        rows.append([
            f"EQ-{rank:04d}", commune.name, commune.code, theme, f"{code} - {kind}",
            f"{kind} {of(commune.name)}", f"{address.number} {address.suffix} {address.street}"
            .replace("  ", " "), commune.postal_code, round(float(lon), 6), round(float(lat), 6),
            round(building.shape.area), _accessible(building.use, rng), _year(building.use, rng),
        ])  # fmt: skip
    rows[12][0] = rows[11][0]
    return rows


def _accessible(use: str, rng: np.random.Generator) -> str:
    return str(rng.choice(["oui", "non"], p=[0.8, 0.2] if use != "hall" else [0.45, 0.55]))


def _year(use: str, rng: np.random.Generator) -> int | str:
    if rng.random() < 0.06:
        return "NC"
    old = use in ("town_hall", "school")
    return int(rng.integers(1868, 1935)) if old else int(rng.integers(1962, 2022))
