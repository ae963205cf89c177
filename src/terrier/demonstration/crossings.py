"""What the demonstration crosses once its datasets are imported, by the acts of a person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import metadata, publication
from terrier.apps.catalog.actions.policy import Wanted
from terrier.apps.catalog.models import Column, Dataset, Table
from terrier.apps.crossing.actions import defining
from terrier.apps.crossing.models import Crossing
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Visibility
from terrier.domain.matching.definition import (
    Brought,
    Definition,
    KeyPair,
    Kind,
    Link,
    Period,
    Rewrite,
    Several,
    Side,
    Summary,
    Zoning,
)

from .datasets import air_index, buses, energy, soundings, water_network, weather
from .manifest import CONTACT, LICENCE

COMMUNES = Side(zoning=Zoning.COMMUNES)
SAME_CODE = (Rewrite.SPACES, Rewrite.ZEROS, Rewrite.COMMUNES)
SAME_NUMBER = (Rewrite.SPACES, Rewrite.ZEROS)


@dataclass(frozen=True)
class _TableOf:
    """The first table of a dataset, its columns by name."""

    dataset: Dataset

    @property
    def table(self) -> Table:
        found: Table = self.dataset.tables.order_by("position").first()
        return found

    @property
    def side(self) -> Side:
        return Side(self.dataset.pk, self.table.name)

    def id(self, name: str) -> str:
        return Column.objects.get(table=self.table, name=name, removed=False).stable_id


@dataclass(frozen=True)
class Crossed:
    """A crossing that stands when the demonstration starts."""

    slug: str
    title: str
    description: str
    visibility: Visibility
    define: Callable[[], Definition]
    theme: str = ""


def _of(slug: str) -> _TableOf:
    return _TableOf(Dataset.objects.get(slug=slug))


def _charging_by_commune() -> Definition:
    points = _of("bornes-de-recharge")
    return Definition(
        COMMUNES,
        points.side,
        Link(Kind.HOLDS),
        Several.SUMMARISED,
        (
            Brought("bornes", "Bornes de recharge", Summary.COUNT),
            Brought(
                "puissance_kw",
                "Puissance installée",
                Summary.SUM,
                points.id("puissance_nominale"),
                unit="kW",
            ),
        ),
    )


def _bills_with_building() -> Definition:
    bills, buildings = _of(energy.SLUG), _of("patrimoine-bati")
    pair = KeyPair(bills.id("siret_du_site"), buildings.id("siret_etablissement"), SAME_NUMBER)
    taken = (
        ("batiment_public", "Bâtiment public", "designation", ""),
        ("surface_m2", "Surface de plancher", "surface_plancher", "m²"),
        ("etiquette", "Étiquette énergie", "etiquette_energie", ""),
    )
    return Definition(
        bills.side,
        buildings.side,
        Link(Kind.KEYS, (pair,)),
        Several.BEST,
        tuple(
            Brought(name, label, Summary.VALUE, buildings.id(column), unit=unit)
            for name, label, column, unit in taken
        ),
    )


def _stops_near_schools() -> Definition:
    schools, stops = _of("ecoles"), _of(buses.STOPS)
    return Definition(
        schools.side,
        stops.side,
        Link(Kind.WITHIN_DISTANCE, metres=300),
        Several.SUMMARISED,
        (
            Brought("arrets", "Arrêts à moins de 300 m", Summary.COUNT),
            Brought("distance_m", "Distance du plus proche", Summary.DISTANCE, unit="m"),
            Brought("noms", "Arrêts", Summary.LIST, stops.id("stop_name")),
        ),
    )


def _nearest_pipe() -> Definition:
    holes, pipes = _of(soundings.SLUG), _of(water_network.SLUG)
    return Definition(
        holes.side,
        pipes.side,
        Link(Kind.NEAREST, metres=200),
        Several.BEST,
        (Brought("conduite_m", "Distance de la conduite d’eau", Summary.DISTANCE, unit="m"),),
    )


def _waste_per_commune() -> Definition:
    weighed = _of("tonnages-de-dechets")
    pair = KeyPair(weighed.id("code_insee"), "code", SAME_CODE)
    return Definition(
        weighed.side,
        COMMUNES,
        Link(Kind.KEYS, (pair,)),
        Several.BEST,
        (
            Brought("habitants", "Habitants", Summary.VALUE, "population"),
            Brought("superficie_km2", "Superficie", Summary.VALUE, "area_km2", unit="km²"),
        ),
    )


def _air_and_weather() -> Definition:
    air, observed = _of(air_index.SLUG), _of(weather.SLUG)
    pair = KeyPair(air.id("date_ech"), observed.id("aaaammjj"), period=Period.DAY)
    return Definition(
        air.side,
        observed.side,
        Link(Kind.KEYS, (pair,)),
        Several.SUMMARISED,
        (
            Brought(
                "temperature", "Température moyenne", Summary.MEAN, observed.id("tm"), unit="°C"
            ),
            Brought("vent_m_s", "Vent moyen", Summary.MEAN, observed.id("ffm")),
            Brought("pluie_mm", "Pluie moyenne", Summary.MEAN, observed.id("rr")),
        ),
    )


CROSSED = (
    Crossed(
        "bornes-de-recharge-par-commune",
        "Bornes de recharge par commune",
        "Combien de bornes, et quelle puissance, dans chaque commune du territoire.",
        Visibility.PUBLIC,
        _charging_by_commune,
        "mobilite",
    ),
    Crossed(
        "factures-et-batiments",
        "Factures d’énergie et bâtiments publics",
        "Chaque facture avec le bâtiment qu’elle chauffe ou éclaire, retrouvé par son SIRET.",
        Visibility.INTERNAL,
        _bills_with_building,
        "energie",
    ),
    Crossed(
        "ecoles-et-arrets-de-bus",
        "Écoles et arrêts de bus à moins de 300 m",
        "Pour chaque école, les arrêts que l’on rejoint à pied.",
        Visibility.PUBLIC,
        _stops_near_schools,
        "mobilite",
    ),
    Crossed(
        "sondages-et-conduite-d-eau",
        "Sondages et conduite d’eau la plus proche",
        "À quelle distance d’une conduite d’eau potable chaque sondage a été fait.",
        Visibility.INTERNAL,
        _nearest_pipe,
        "reseaux",
    ),
    Crossed(
        "tonnages-et-habitants",
        "Tonnages de déchets et habitants",
        "Les pesées de chaque mois avec la population et la superficie de la commune.",
        Visibility.PUBLIC,
        _waste_per_commune,
        "dechets",
    ),
    Crossed(
        "qualite-de-l-air-et-meteo",
        "Qualité de l’air et météo, jour par jour",
        "L’indice de chaque commune avec la température, le vent et la pluie du même jour.",
        Visibility.PUBLIC,
        _air_and_weather,
        "environnement",
    ),
)


def cross(owner: Organisation, actor: User, reader: Reader) -> None:
    """Make the crossings that are not there yet, describe them and open them to their audience."""
    for crossed in CROSSED:
        if Dataset.objects.filter(slug=crossed.slug).exists():
            continue
        crossing = defining.create(
            actor, reader, owner, crossed.title, crossed.define(), slug=crossed.slug
        )
        drain()
        _describe(crossed, crossing, owner, actor, reader)


def _describe(
    crossed: Crossed, crossing: Crossing, owner: Organisation, actor: User, reader: Reader
) -> None:
    dataset = crossing.dataset
    metadata.update_metadata(
        actor,
        reader,
        dataset,
        description=crossed.description,
        theme=crossed.theme,
        licence=LICENCE,
        frequency="monthly",
        contact_name=owner.name,
        contact_email=CONTACT,
        keywords=["croisement"],
    )
    dataset.refresh_from_db()
    columns = Column.objects.filter(table__dataset=dataset).values_list("stable_id", flat=True)
    publication.publish(
        actor,
        reader,
        dataset,
        Wanted(visibility=crossed.visibility),
        revision=dataset.policy_revision,
        acknowledged=frozenset(columns),
    )
