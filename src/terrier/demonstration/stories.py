"""The pages that stand when the demonstration starts, and the figures of the communes' sheets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from terrier.apps.accounts.models import User
from terrier.apps.stories import starters
from terrier.apps.stories.actions import blocks, indicators, pages
from terrier.apps.stories.choices import Kind
from terrier.apps.stories.models import Page
from terrier.apps.stories.sheets.defaults import proposed
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Visibility

OPENINGS = {
    "air-meteo-energie": "L’air du Val de Virlane est bon la plupart du temps. L’hiver, la fumée de bois "
    "reste au fond des vallées ; l’été, les vagues de chaleur apportent l’ozone. L’énergie suit le "
    "froid : **un hiver doux se lit dans les factures**.",
    "dechets": "Depuis que le compostage est encouragé, en 2023, les ordures ménagères baissent. "
    "Les déchets verts, eux, suivent le printemps et l’automne.",
    "mobilite": "Les compteurs disent quand on roule, les parkings où l’on se gare, la carte où "
    "l’on recharge et où l’on prend le bus. *Trois communes n’ont aucun arrêt.*",
    "budget": "Ce que la communauté de communes et les communes reçoivent et dépensent, compte "
    "administratif après compte administratif.",
}


def tell(owner: Organisation, actor: User, reader: Reader) -> None:
    """Make the pages that are not there yet, open to all, and choose the figures of the sheets."""
    for prepared in starters.every(reader):
        title = prepared.starter.title
        if not Page.objects.filter(title=title, owner=owner).exists():
            _make(prepared, owner, actor, reader)
    indicators.add_all(actor, reader, owner, proposed(reader))


def _make(prepared: starters.Prepared, owner: Organisation, actor: User, reader: Reader) -> None:
    told = prepared.initial | {"asks_commune": True, "asks_period": True, "embeddable": True}
    page = pages.create(actor, reader, owner, told)
    for kind, values in prepared.blocks:
        blocks.add(actor, reader, page, kind, _opened(prepared.starter.id, kind, values))
    page.refresh_from_db()
    pages.publish(actor, reader, page, Visibility.PUBLIC, frozenset(), page.revision)


def _opened(starter: str, kind: Kind, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Write the opening as somebody who knows the territory would."""
    if kind is Kind.TEXT and starter in OPENINGS:
        return {**values, "text": OPENINGS[starter]}
    return values
