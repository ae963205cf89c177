"""Charging stations for electric vehicles, in the national static IRVE schema."""

from __future__ import annotations

from pathlib import Path

from shapely import Point

from terrier.demonstration.datasets.calendar import between
from terrier.demonstration.ground import stream
from terrier.demonstration.manifest import CONTACT, ColumnNote, DatasetDescription, SourceFile
from terrier.demonstration.names import EPCI_NAME
from terrier.demonstration.territory import EPCI_SIREN, Territory
from terrier.demonstration.writing import TODAY, delimited

_HEADER = (
    "nom_amenageur", "siren_amenageur", "contact_amenageur", "nom_operateur", "contact_operateur",
    "telephone_operateur", "nom_enseigne", "id_station_itinerance", "id_station_local",
    "nom_station", "implantation_station", "adresse_station", "code_insee_commune",
    "coordonneesXY", "nbre_pdc", "id_pdc_itinerance", "id_pdc_local", "puissance_nominale",
    "prise_type_ef", "prise_type_2", "prise_type_combo_ccs", "prise_type_chademo",
    "prise_type_autre", "gratuit", "paiement_acte", "paiement_cb", "paiement_autre", "tarification",
    "condition_acces", "reservation", "horaires", "accessibilite_pmr", "restriction_gabarit",
    "station_deux_roues", "raccordement", "num_pdl", "date_mise_en_service", "observations",
    "date_maj", "cable_t2_attache",
)  # fmt: skip


def write(territory: Territory, folder: Path) -> DatasetDescription:
    """Write one line per charging point, as the schema asks."""
    rng = stream(territory.seed, "charging")
    rows = []
    wanted = [0] * 6 + [1] * 2 + [r for r, c in enumerate(territory.communes) if r > 1
                                  and c.population > 300]  # fmt: skip
    for station, rank in enumerate(wanted, start=1):
        commune = territory.communes[rank]
        centre = territory.places[rank].at
        spread = 420 if rank == 0 else 90
        dx, dy = rng.normal(0, spread, 2)
        ((lon, lat),) = territory.lonlat([Point(centre.x + dx, centre.y + dy)])
        fast = station in (1, 4)
        points = 4 if fast else 2
        opened = between(rng, 2019, 2025).isoformat()
        for point in range(1, points + 1):
            power = 150 if fast else int(rng.choice([7, 22, 22]))
            rows.append([
                EPCI_NAME, EPCI_SIREN, CONTACT, "Recharge du Ponant",
                "exploitation@recharge-ponant.example", "0261910044", "Virlane Recharge",
                f"FRV96P{commune.code}{station:03d}", f"VV{station:03d}",
                f"{commune.name} - Borne {station}",
                "Station dédiée à la recharge rapide" if fast else "Parking public",
                f"Place de la Mairie {commune.postal_code} {commune.name}", commune.code,
                f"[{lon:.6f},{lat:.6f}]", points, f"FRV96E{commune.code}{station:03d}{point}",
                f"VV{station:03d}-{point}", f"{power:.2f}", _yes(not fast), _yes(not fast),
                _yes(fast), _yes(fast and point == 1), "false", "false", "true", _yes(fast),
                "true", "0,45 € / kWh" if fast else "0,32 € / kWh", "Accès libre", "false", "24/7",
                "Accessible mais non réservé PMR" if point == 1 else "Non accessible",
                "Hauteur maximale 2.30m", "false", "Direct", "", opened, "",
                TODAY.isoformat(), "false",
            ])  # fmt: skip
    path = delimited(folder / "irve-statique_virlane.csv", _HEADER, rows, encoding="utf-8",
                     separator=",", newline="\n")  # fmt: skip
    return DatasetDescription(
        slug="bornes-de-recharge",
        title="Bornes de recharge électrique",
        description="Les points de recharge ouverts au public, au schéma national IRVE statique.",
        theme="mobilite",
        files=(SourceFile(path),),
        frequency="quarterly",
        keywords=("IRVE", "recharge", "véhicules électriques"),
        key=("id_pdc_itinerance",),
        columns=(
            ColumnNote("puissance_nominale", "Puissance", unit="kW"),
            ColumnNote("nbre_pdc", "Points de charge de la station"),
        ),
    )


def _yes(value: bool) -> str:
    return "true" if value else "false"
