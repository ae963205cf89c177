"""The four templates: air, weather and energy; waste; mobility; budget."""

from __future__ import annotations

from terrier.apps.catalog.choices import Theme
from terrier.domain.questions.question import Measure, Order, Part, Per

from ..choices import Kind, Width
from .needs import Need, Only, Starter, Wish, asks, category, commune, instant, measure, moment

LIVE = "Chaque figure dit d’où elle vient, et se met à jour avec ses données."
_AIR = Need(
    "un indice de la qualité de l’air, par jour et par commune",
    r"qualite de l air|atmo|pollution",
    {"index": measure(r"^(?:indice|code qual)\b"), "commune": commune, "moment": moment},
)
_WARMTH = Need(
    "une température moyenne, par jour",
    r"meteo|climat|temperature",
    {"warmth": measure("temperature moyenne", r"\btm\b"), "moment": moment},
)
_RAIN = Need(
    "une hauteur de pluie, par jour",
    r"meteo|climat|pluie|pluviometrie",
    {"rain": measure(r"\b(?:pluie|precipitations?|rr)\b"), "moment": moment},
)
_ENERGY = Need(
    "une consommation d’énergie, par commune et par année",
    r"consommations?(?: annuelles?)? (?:d energie|d electricite|electriques?)",
    {
        "energy": measure("consommation", r"\bconso\b", unit="[kmg]wh"),
        "commune": commune,
        "moment": moment,
        "kind": category("filiere", "energie", "secteur"),
    },
)
_WASTE = Need(
    "des tonnages de déchets, par commune et par mois",
    r"dechets|ordures|collecte|tonnages",
    {
        "weight": measure("tonnage", "tonnes", "poids collecte", unit="t|tonnes?|kg"),
        "commune": commune,
        "moment": moment,
        "flow": category("flux", "type", "categorie", "matiere"),
    },
)
_CHARGING = Need(
    "des bornes de recharge, avec le code de leur commune",
    r"recharge|irve|bornes",
    {"commune": commune},
)
_COUNTS = Need(
    "des comptages de passages, heure par heure",
    r"comptages?|trafic|velo",
    {"passages": measure("passages", "count", "trafic", "debit"), "moment": instant},
)
_PARKING = Need(
    "l’occupation de parkings, heure par heure",
    r"parkings?|stationnement",
    {"full": measure("taux d occupation", "occupation", unit="%"), "moment": instant},
)
_STOPS = Need(
    "des arrêts de transport, avec le code de leur commune",
    r"arrets?|transport|bus|gtfs",
    {"commune": commune},
)
_BUDGET = Need(
    "des montants de comptes administratifs, par année et par fonction",
    r"budgets?|comptes? administratifs?|depenses|finances",
    {
        "amount": measure("montant realise", "mtreal", "realise", "montant", unit="€|eur|euros"),
        "moment": moment,
        "purpose": category("nom de la fonction", "fonction label", "fonction", "politique"),
        "way": category("depense ou recette", "codrd", "sens"),
    },
)
_GRANTS = Need(
    "des subventions, avec leur bénéficiaire et leur montant",
    r"subventions?",
    {
        "amount": measure("montant", unit="€|eur|euros"),
        "who": category("beneficiaire"),
        "moment": moment,
    },
)

_SPENT, _RECEIVED = Only("way", "depense"), Only("way", "recette")
_EVERY_BODY = "Toutes les collectivités et toutes les sections du fichier, ensemble."
_AN_HOUR = "En moyenne, par compteur et par heure."
_MONTHLY, _YEARLY, _WEEK = Part.MONTH, Part.YEAR, (Part.WEEKDAY, Part.HOUR)

AIR = Starter(
    "air-meteo-energie",
    "Air, météo et énergie",
    "L’air que nous respirons, le temps qu’il fait, l’énergie que nous consommons.",
    Theme.ENVIRONMENT.value,
    "L’air dépend du temps qu’il fait, et de l’énergie que nous brûlons : les voici côte à côte, "
    f"année par année et commune par commune. {LIVE}",
    (
        Wish(Kind.NUMBER, "Indice moyen de l’air", _AIR,
             asks(Measure.MEAN, "index", "moment", part=_YEARLY, between=(1, 6)),
             Width.THIRD, note="De 1 (bon) à 6 (extrêmement mauvais)."),
        Wish(Kind.NUMBER, "Température moyenne", _WARMTH,
             asks(Measure.MEAN, "warmth", "moment", part=_YEARLY), Width.THIRD),
        Wish(Kind.NUMBER, "Énergie consommée", _ENERGY,
             asks(Measure.SUM, "energy", "moment", part=_YEARLY), Width.THIRD),
        Wish(Kind.CHART, "L’air, mois par mois", _AIR,
             asks(Measure.MEAN, "index", "moment", part=_MONTHLY, between=(1, 6)),
             Width.HALF, "lines", "De 1 (bon) à 6 (extrêmement mauvais)."),
        Wish(Kind.MAP, "L’air, commune par commune{year}", _AIR,
             asks(Measure.MEAN, "index", "commune", last_year=True, between=(1, 6)),
             Width.HALF, "choropleth"),
        Wish(Kind.CHART, "La température, mois par mois", _WARMTH,
             asks(Measure.MEAN, "warmth", "moment", part=_MONTHLY), Width.HALF, "lines"),
        Wish(Kind.CHART, "La pluie d’un jour moyen, mois par mois", _RAIN,
             asks(Measure.MEAN, "rain", "moment", part=_MONTHLY), Width.HALF, "areas",
             "Moyenne par jour et par station."),
        Wish(Kind.CHART, "L’énergie, année par année", _ENERGY,
             asks(Measure.SUM, "energy", ("moment", "kind"), part=(_YEARLY, Part.VALUE)),
             Width.HALF, "lines"),
        Wish(Kind.MAP, "L’énergie, pour 1 000 habitants{year}", _ENERGY,
             asks(Measure.SUM, "energy", "commune", per=Per.THOUSAND_INHABITANTS, last_year=True),
             Width.HALF, "choropleth"),
    ),
)  # fmt: skip
WASTE = Starter(
    "dechets",
    "Nos déchets",
    "Ce que nous jetons, ce que nous trions, où et combien.",
    Theme.WASTE.value,
    "Ce que les habitants jettent et trient, pesé à la collecte : combien, quand, et dans quelles "
    f"communes. {LIVE}",
    (
        Wish(Kind.NUMBER, "Collecté dans l’année", _WASTE,
             asks(Measure.SUM, "weight", "moment", part=_YEARLY), Width.HALF),
        Wish(Kind.NUMBER, "Collecté dans le mois", _WASTE,
             asks(Measure.SUM, "weight", "moment", part=_MONTHLY), Width.HALF),
        Wish(Kind.CHART, "Ce que contiennent les bacs, année par année", _WASTE,
             asks(Measure.SUM, "weight", ("moment", "flow"), part=(_YEARLY, Part.VALUE)),
             form="shares"),
        Wish(Kind.CHART, "Mois par mois", _WASTE,
             asks(Measure.SUM, "weight", ("moment", "flow"), part=(_MONTHLY, Part.VALUE)),
             form="lines"),
        Wish(Kind.MAP, "Pour 1 000 habitants{year}", _WASTE,
             asks(Measure.SUM, "weight", "commune", per=Per.THOUSAND_INHABITANTS, last_year=True),
             Width.HALF, "choropleth"),
        Wish(Kind.CHART, "Ce que nous jetons{year}", _WASTE,
             asks(Measure.SUM, "weight", "flow", order=Order.HIGHEST, first=8, last_year=True),
             Width.HALF, "bars"),
    ),
)  # fmt: skip
MOBILITY = Starter(
    "mobilite",
    "Se déplacer",
    "Rouler, se garer, prendre le bus, recharger : ce que disent les compteurs.",
    Theme.MOBILITY.value,
    "Quand on roule, où l’on se gare, où l’on prend le bus et où l’on recharge sa voiture. "
    f"{LIVE}",
    (
        Wish(Kind.NUMBER, "Points de recharge", _CHARGING, asks(Measure.COUNT), Width.THIRD),
        Wish(Kind.NUMBER, "Arrêts de bus", _STOPS, asks(Measure.COUNT), Width.THIRD),
        Wish(Kind.NUMBER, "Passages comptés", _COUNTS,
             asks(Measure.SUM, "passages", "moment", part=_MONTHLY), Width.THIRD),
        Wish(Kind.CHART, "Les passages, mois par mois", _COUNTS,
             asks(Measure.SUM, "passages", "moment", part=_MONTHLY), Width.HALF, "lines"),
        Wish(Kind.CHART, "Les passages, jour par jour de la semaine", _COUNTS,
             asks(Measure.MEAN, "passages", "moment", part=Part.WEEKDAY), Width.HALF, "bars",
             _AN_HOUR),
        Wish(Kind.CHART, "Quand passe-t-on ?", _COUNTS,
             asks(Measure.MEAN, "passages", ("moment", "moment"), part=_WEEK), form="heatmap",
             note=_AN_HOUR),
        Wish(Kind.CHART, "Quand les parkings sont-ils pleins ?", _PARKING,
             asks(Measure.MEAN, "full", ("moment", "moment"), part=_WEEK), form="heatmap"),
        Wish(Kind.MAP, "Où recharger", _CHARGING, asks(Measure.COUNT, by="commune"),
             Width.HALF, "circles"),
        Wish(Kind.MAP, "Où prendre le bus", _STOPS, asks(Measure.COUNT, by="commune"),
             Width.HALF, "circles"),
    ),
)  # fmt: skip
BUDGET = Starter(
    "budget",
    "L’argent public",
    "D’où vient l’argent, où il va, année après année.",
    Theme.FINANCE.value,
    "Ce qui est entré et ce qui est sorti, tel que les comptes votés le disent, et ce que les "
    f"associations ont reçu. {LIVE}",
    (
        Wish(Kind.NUMBER, "Dépenses", _BUDGET,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY, only=_SPENT), Width.THIRD,
             note=_EVERY_BODY),
        Wish(Kind.NUMBER, "Recettes", _BUDGET,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY, only=_RECEIVED), Width.THIRD,
             note=_EVERY_BODY),
        Wish(Kind.NUMBER, "Subventions versées", _GRANTS,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY), Width.THIRD),
        Wish(Kind.CHART, "Les dépenses, année par année", _BUDGET,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY, only=_SPENT),
             Width.HALF, "bars"),
        Wish(Kind.CHART, "Les recettes, année par année", _BUDGET,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY, only=_RECEIVED),
             Width.HALF, "bars"),
        Wish(Kind.CHART, "À quoi sert l’argent{year}", _BUDGET,
             asks(Measure.SUM, "amount", "purpose", order=Order.HIGHEST, first=8, only=_SPENT,
                  last_year=True), Width.HALF, "bars"),
        Wish(Kind.CHART, "Les subventions, année par année", _GRANTS,
             asks(Measure.SUM, "amount", "moment", part=_YEARLY), Width.HALF, "bars"),
        Wish(Kind.TABLE, "Les dix premiers bénéficiaires{year}", _GRANTS,
             asks(Measure.SUM, "amount", "who", order=Order.HIGHEST, first=10, last_year=True),
             Width.HALF),
    ),
)  # fmt: skip
STARTERS = (AIR, WASTE, MOBILITY, BUDGET)
