"""Preparing the territory: its root organisation, its communes, one organisation for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import shapely
from django.db import transaction

from terrier.apps.accounts.actions import record
from terrier.domain.access.policy import Reader

from ..models import Commune, Organisation
from ..permissions import SYSTEM, require_administrator
from ..queries import person
from ..reference import MAINLAND_CRS, CommuneFacts, TerritoryFacts, territory_of_epci
from .organisations import free_slug

Register = Commune.Register


def prepare_territory(
    siren: str, *, outlines: Sequence[Path] | None = None, reader: Reader = SYSTEM
) -> Organisation:
    """Make, or bring up to date, the organisations and communes of a real EPCI.

    Outlines come from GeoJSON files, or from geo.api.gouv.fr without any.
    """
    facts = territory_of_epci(siren, outlines or ())
    return _prepare(reader, facts, register=Register.INSEE, fictional=False)


def prepare_fictional_territory(
    name: str,
    communes: Iterable[CommuneFacts],
    *,
    siren: str = "",
    projected_crs: str = MAINLAND_CRS,
    reader: Reader = SYSTEM,
) -> Organisation:
    """Make, or bring up to date, an invented territory; every page will say that it is one."""
    facts = TerritoryFacts(name, siren, projected_crs, tuple(communes))
    return _prepare(reader, facts, register=Register.DEMONSTRATION, fictional=True)


@transaction.atomic
def _prepare(
    reader: Reader, facts: TerritoryFacts, *, register: Register, fictional: bool
) -> Organisation:
    require_administrator(reader, None)
    root = _root(facts, fictional=fictional)
    for given in facts.communes:
        _organisation_of(_commune(given, register), given, root)
    record(
        person(reader),
        "territory.prepare",
        root,
        organisation=root.pk,
        communes=len(facts.communes),
        without_outline=[c.name for c in facts.communes if c.outline is None],
    )
    return root


def _root(facts: TerritoryFacts, *, fictional: bool) -> Organisation:
    known = {"siren": facts.siren} if facts.siren else {"name": facts.name}
    found = Organisation.objects.filter(parent=None, **known).first()
    root = found or Organisation(
        name=facts.name, slug=free_slug(facts.name), kind=Organisation.Kind.EPCI
    )
    root.siren = facts.siren
    root.projected_crs = facts.projected_crs
    root.fictional = fictional
    root.save()
    return root


def _commune(given: CommuneFacts, register: Register) -> Commune:
    values = {
        "name": given.name,
        "register": register,
        "population": given.population,
        "population_year": given.population_year,
        "former_codes": list(given.former_codes),
    }
    if given.outline is not None:
        values["outline"] = given.outline
        values["bbox"] = list(shapely.from_wkb(given.outline).bounds)
    return Commune.objects.update_or_create(code=given.code, defaults=values)[0]


def _organisation_of(commune: Commune, given: CommuneFacts, root: Organisation) -> None:
    """Give the commune its organisation; one that exists keeps what people wrote in it."""
    if Organisation.objects.filter(
        commune=commune, kind=Organisation.Kind.COMMUNE, parent=root
    ).exists():
        return
    name = f"Commune {of(given.name)}"
    Organisation.objects.create(
        name=name,
        slug=free_slug(given.name),
        kind=Organisation.Kind.COMMUNE,
        parent=root,
        commune=commune,
        siren=given.siren,
        projected_crs=root.projected_crs,
        fictional=root.fictional,
    )


def of(name: str) -> str:
    """Say « de » before the name of a place, as French contracts it.

    Examples
    --------
    >>> of("Tournus"), of("Uchizy"), of("Le Villars"), of("Les Salles"), of("La Truchère")
    ('de Tournus', 'd’Uchizy', 'du Villars', 'des Salles', 'de La Truchère')
    """
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    vowels = "AEIOUYHÉÈÊÂÎÔŒ"
    return f"d’{name}" if name[0].upper() in vowels else f"de {name}"
