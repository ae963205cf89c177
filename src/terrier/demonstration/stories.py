"""The pages that stand when the demonstration starts, and the figures of the communes' sheets."""

from __future__ import annotations

from dataclasses import dataclass

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.stories.actions import blocks, indicators, pages
from terrier.apps.stories.choices import Kind, Width
from terrier.apps.stories.models import Page
from terrier.apps.stories.sheets.defaults import proposed
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Visibility

from .datasets import (
    air_index,
    budgets,
    buses,
    counters,
    energy_of_communes,
    parking_occupancy,
    weather,
)

WASTE, CHARGING, GRANTS = "tonnages-de-dechets", "bornes-de-recharge", "subventions"
CHARGED, AIR_AND_WEATHER = "bornes-de-recharge-par-commune", "qualite-de-l-air-et-meteo"
_IN_2025 = "f.mois=gte%3A2025-01-01&f.mois=lte%3A2025-12-31"
_SPENT, _RECEIVED = "f.bgt_codrd=eq%3Ad%C3%A9pense", "f.bgt_codrd=eq%3Arecette"


@dataclass(frozen=True)
class Told:
    """A block: a text, or a question put to a dataset."""

    kind: Kind
    title: str = ""
    dataset: str = ""
    question: str = ""
    width: Width = Width.FULL
    note: str = ""
    text: str = ""


@dataclass(frozen=True)
class Story:
    """A page."""

    title: str
    summary: str
    theme: str
    blocks: tuple[Told, ...]


AIR = Story(
    "Air, météo et énergie",
    "L’air que nous respirons, le temps qu’il fait, l’énergie que nous consommons.",
    "environnement",
    (
        Told(Kind.TEXT, text="L’air du Val de Virlane est bon la plupart du temps. L’hiver, la "
             "fumée de bois reste au fond des vallées ; l’été, **les vagues de chaleur apportent "
             "l’ozone**. L’énergie suit le froid : un hiver doux se lit dans les factures."),
        Told(Kind.NUMBER, "Indice moyen de l’air", air_index.SLUG,
             "mesure=mean:code_qual&par=date_ech:year", Width.THIRD,
             "De 1 (bon) à 6 (extrêmement mauvais)."),
        Told(Kind.NUMBER, "Température moyenne", weather.SLUG,
             "mesure=mean:tm&par=aaaammjj:year", Width.THIRD),
        Told(Kind.NUMBER, "Électricité et gaz", energy_of_communes.SLUG,
             "mesure=sum:consommation_mwh&par=annee", Width.THIRD),
        Told(Kind.CHART, "L’ozone suit la chaleur", AIR_AND_WEATHER,
             "mesure=mean:code_o3&contre=mean:temperature&par=date_ech:month&forme=scatter",
             Width.HALF, "Un point par mois : la qualité de l’air croisée avec la météo."),
        Told(Kind.MAP, "L’air en 2025, commune par commune", air_index.SLUG,
             "mesure=mean:code_qual&par=code_zone&forme=choropleth"
             "&f.date_ech=gte%3A2025-01-01&f.date_ech=lte%3A2025-12-31", Width.HALF),
        Told(Kind.CHART, "Les particules, mois par mois", air_index.SLUG,
             "mesure=mean:code_pm25&par=date_ech:month&forme=lines", Width.HALF),
        Told(Kind.CHART, "L’énergie, année par année", energy_of_communes.SLUG,
             "mesure=sum:consommation_mwh&par=annee&par=filiere&forme=lines", Width.HALF),
        Told(Kind.MAP, "L’énergie en 2024, pour 1 000 habitants", energy_of_communes.SLUG,
             "mesure=sum:consommation_mwh&par=code_commune&pour=1000hab&f.annee=eq%3A2024"
             "&forme=choropleth", Width.HALF, "Corvaudon a une laiterie."),
        Told(Kind.CHART, "Le froid, mois par mois", weather.SLUG,
             "mesure=mean:dju_18&par=aaaammjj:month&forme=areas", Width.HALF,
             "Degrés-jours de chauffage, en moyenne par jour."),
    ),
)  # fmt: skip
DISCARDED = Story(
    "Nos déchets",
    "Ce que nous jetons, ce que nous trions, où et combien.",
    "dechets",
    (
        Told(Kind.TEXT, text="Depuis que **le compostage est encouragé, en 2023**, les ordures "
             "ménagères baissent. Les déchets verts, eux, suivent le printemps et l’automne."),
        Told(Kind.NUMBER, "Tout ce que nous jetons", WASTE,
             "mesure=sum:tonnes_collectees&par=mois:year", Width.THIRD),
        Told(Kind.NUMBER, "Ordures ménagères", WASTE,
             "mesure=sum:tonnes_collectees&par=mois:year"
             "&f.flux=eq%3AOrdures%20m%C3%A9nag%C3%A8res%20r%C3%A9siduelles", Width.THIRD),
        Told(Kind.NUMBER, "Verre trié", WASTE,
             "mesure=sum:tonnes_collectees&par=mois:year&f.flux=eq%3AVerre", Width.THIRD),
        Told(Kind.CHART, "Ce que contient la poubelle, année par année", WASTE,
             "mesure=sum:tonnes_collectees&par=mois:year&par=flux&forme=shares"),
        Told(Kind.CHART, "Mois par mois", WASTE,
             "mesure=sum:tonnes_collectees&par=mois:month&par=flux&forme=lines"),
        Told(Kind.MAP, "En 2025, pour 1 000 habitants", WASTE,
             "mesure=sum:tonnes_collectees&par=code_insee&pour=1000hab&forme=choropleth&"
             + _IN_2025, Width.HALF),
        Told(Kind.CHART, "En 2025, par flux", WASTE,
             "mesure=sum:tonnes_collectees&par=flux&ordre=highest&forme=bars&" + _IN_2025,
             Width.HALF),
    ),
)  # fmt: skip
MOVING = Story(
    "Se déplacer",
    "Rouler, se garer, prendre le bus, recharger : ce que disent les compteurs.",
    "mobilite",
    (
        Told(Kind.TEXT, text="Les compteurs disent quand on roule, les parkings où l’on se gare, "
             "la carte où l’on recharge. *Trois communes n’ont aucun arrêt de bus.*"),
        Told(Kind.NUMBER, "Points de recharge", CHARGING, "mesure=count", Width.THIRD),
        Told(Kind.NUMBER, "Arrêts de bus", buses.STOPS, "mesure=count", Width.THIRD),
        Told(Kind.NUMBER, "Passages comptés", counters.COUNTS,
             "mesure=sum:count&par=start_datetime:month", Width.THIRD),
        Told(Kind.CHART, "Quand les parkings sont-ils pleins ?", parking_occupancy.SLUG,
             "mesure=mean:taux_occupation&par=date_heure:weekday&par=date_heure:hour&forme=heatmap"),
        Told(Kind.CHART, "Les passages, jour par jour de la semaine", counters.COUNTS,
             "mesure=mean:count&par=start_datetime:weekday&forme=bars", Width.HALF),
        Told(Kind.MAP, "Où recharger", CHARGING,
             "mesure=count&par=code_insee_commune&forme=circles", Width.HALF),
        Told(Kind.MAP, "Puissance des bornes, pour 1 000 habitants", CHARGED,
             "mesure=sum:puissance_kw&par=code&pour=1000hab&forme=choropleth", Width.HALF,
             "Un croisement des bornes et des communes."),
        Told(Kind.MAP, "Où prendre le bus", buses.STOPS,
             "mesure=count&par=code_insee&forme=circles", Width.HALF),
    ),
)  # fmt: skip
MONEY = Story(
    "L’argent public",
    "D’où vient l’argent, où il va, année après année.",
    "finances",
    (
        Told(Kind.TEXT, text="Ce que la communauté de communes et les communes reçoivent et "
             "dépensent, compte administratif après compte administratif."),
        Told(Kind.NUMBER, "Dépenses", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=bgt_annee&" + _SPENT, Width.THIRD),
        Told(Kind.NUMBER, "Recettes", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=bgt_annee&" + _RECEIVED, Width.THIRD),
        Told(Kind.NUMBER, "Subventions aux associations", GRANTS,
             "mesure=sum:montant&par=date_convention:year", Width.THIRD),
        Told(Kind.CHART, "Les dépenses, année par année", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=bgt_annee&forme=bars&" + _SPENT, Width.HALF),
        Told(Kind.CHART, "Les recettes, année par année", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=bgt_annee&forme=bars&" + _RECEIVED, Width.HALF),
        Told(Kind.CHART, "À quoi sert l’argent, en 2025", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=bgt_fonction_label&ordre=highest&premiers=10&forme=bars"
             "&f.bgt_annee=eq%3A2025&" + _SPENT, Width.HALF),
        Told(Kind.MAP, "Dépenses des communes en 2025, pour 1 000 habitants", budgets.SLUG,
             "mesure=sum:bgt_mtreal&par=com_insee&pour=1000hab&forme=choropleth"
             "&f.bgt_annee=eq%3A2025&f.com_insee=filled&" + _SPENT, Width.HALF),
        Told(Kind.TABLE, "Les dix associations les plus aidées", GRANTS,
             "mesure=sum:montant&par=nom_beneficiaire&ordre=highest&premiers=10"),
    ),
)  # fmt: skip
STORIES = (AIR, DISCARDED, MOVING, MONEY)


def tell(owner: Organisation, actor: User, reader: Reader) -> None:
    """Make the pages that are not there yet, open to all, and choose the figures of the sheets."""
    for story in STORIES:
        if not Page.objects.filter(title=story.title, owner=owner).exists():
            _make(story, owner, actor, reader)
    indicators.add_all(actor, reader, owner, proposed(reader))


def _make(story: Story, owner: Organisation, actor: User, reader: Reader) -> None:
    described = {"title": story.title, "summary": story.summary, "theme": story.theme}
    chosen = {"asks_commune": True, "asks_period": True, "embeddable": True}
    page = pages.create(actor, reader, owner, described | chosen)
    for told in story.blocks:
        table = ""
        if told.dataset:
            table = Dataset.objects.get(slug=told.dataset).tables.order_by("position")[0].name
        values = {
            "title": told.title,
            "dataset": told.dataset,
            "table": table,
            "question": told.question,
            "width": told.width.value,
            "note": told.note,
            "text": told.text,
        }
        blocks.add(actor, reader, page, told.kind, values)
    page.refresh_from_db()
    pages.publish(actor, reader, page, Visibility.PUBLIC, frozenset(), page.revision)
