"""The four templates: air, weather and energy; waste; mobility; budget."""

from __future__ import annotations

from terrier.apps.catalog.choices import Theme
from terrier.domain.questions.question import Measure, Order, Part, Per

from ..choices import Kind, Width
from .needs import Need, Starter, Wish, asks, category, commune, measure, moment

TO_WRITE = (
    "*Écrivez ici, en quelques lignes, ce que la page raconte et à qui : d’où viennent les "
    "chiffres, ce qui a changé, ce que la collectivité fait.*"
)
_AIR = Need(
    "un indice de la qualité de l’air, par jour et par commune",
    r"qualite de l air|atmo|pollution",
    {"index": measure(r"^(?:indice|code qual)\b"), "commune": commune, "moment": moment},
)
_WARMTH = Need(
    "une température moyenne, par jour",
    r"meteo|climat|temperature",
    {"warmth": measure(r"temperature moyenne|\btm\b"), "moment": moment},
)
_RAIN = Need(
    "une hauteur de pluie, par jour",
    r"meteo|climat|pluie|pluviometrie",
    {"rain": measure(r"\b(?:pluie|precipitations?|rr)\b"), "moment": moment},
)
_ENERGY = Need(
    "une consommation d’énergie, par commune et par année",
    r"consommations? d energie|consommations? electriques?",
    {
        "energy": measure(r"consommation", r"[kmg]wh"),
        "commune": commune,
        "moment": moment,
        "kind": category(r"filiere|energie|secteur"),
    },
)
_WASTE = Need(
    "des tonnages de déchets, par commune et par mois",
    r"dechets|ordures|collecte|tonnages",
    {
        "weight": measure(r"tonnage|tonnes|poids collecte", "t|tonnes?|kg"),
        "commune": commune,
        "moment": moment,
        "flow": category(r"flux|type|categorie|matiere"),
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
    {"passages": measure(r"passages|count|trafic|debit"), "moment": moment},
)
_PARKING = Need(
    "l’occupation de parkings, heure par heure",
    r"parkings?|stationnement",
    {"full": measure(r"taux d occupation|occupation", "%"), "moment": moment},
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
        "amount": measure(r"montant realise|mtreal|realise|montant", "€|eur|euros"),
        "year": moment,
        "purpose": category(r"nom de la fonction|fonction|politique"),
        "way": category(r"depense ou recette|codrd|sens"),
    },
)
_GRANTS = Need(
    "des subventions, avec leur bénéficiaire et leur montant",
    r"subventions?",
    {
        "amount": measure(r"montant", "€|eur|euros"),
        "who": category(r"beneficiaire"),
        "moment": moment,
    },
)

AIR = Starter(
    "air-meteo-energie",
    "Air, météo et énergie",
    "L’air que nous respirons, le temps qu’il fait, l’énergie que nous consommons.",
    Theme.ENVIRONMENT.value,
    TO_WRITE,
    (
        Wish(Kind.NUMBER, "Indice moyen de l’air", _AIR,
             asks(Measure.MEAN, "index", "moment", part=Part.YEAR),
             Width.THIRD,
             note="De 1 (bon) à 6 (extrêmement mauvais)."),
        Wish(Kind.NUMBER, "Température moyenne", _WARMTH,
             asks(Measure.MEAN, "warmth", "moment", part=Part.YEAR), Width.THIRD),
        Wish(Kind.NUMBER, "Énergie consommée", _ENERGY,
             asks(Measure.SUM, "energy", "moment", part=Part.YEAR), Width.THIRD),
        Wish(Kind.CHART, "L’air, mois par mois", _AIR,
             asks(Measure.MEAN, "index", "moment", part=Part.MONTH), Width.HALF, "lines"),
        Wish(Kind.MAP, "L’air, commune par commune", _AIR,
             asks(Measure.MEAN, "index", "commune"), Width.HALF, "choropleth"),
        Wish(Kind.CHART, "La température, mois par mois", _WARMTH,
             asks(Measure.MEAN, "warmth", "moment", part=Part.MONTH), Width.HALF, "lines"),
        Wish(Kind.CHART, "La pluie, année par année", _RAIN,
             asks(Measure.SUM, "rain", "moment", part=Part.YEAR), Width.HALF, "bars"),
        Wish(Kind.MAP, "L’énergie, pour 1 000 habitants", _ENERGY,
             asks(Measure.SUM, "energy", "commune", per=Per.THOUSAND_INHABITANTS),
             Width.HALF, "choropleth"),
        Wish(Kind.CHART, "L’énergie, année par année", _ENERGY,
             asks(Measure.SUM, "energy", "moment", part=Part.YEAR), Width.HALF, "bars"),
    ),
)  # fmt: skip
WASTE = Starter(
    "dechets",
    "Nos déchets",
    "Ce que nous jetons, ce que nous trions, où et combien.",
    Theme.WASTE.value,
    TO_WRITE,
    (
        Wish(Kind.NUMBER, "Poids collecté", _WASTE,
             asks(Measure.SUM, "weight", "moment", part=Part.YEAR), Width.THIRD),
        Wish(Kind.CHART, "Ce que nous jetons", _WASTE,
             asks(Measure.SUM, "weight", "flow", order=Order.HIGHEST, first=8), Width.HALF, "bars"),
        Wish(Kind.CHART, "Année par année", _WASTE,
             asks(Measure.SUM, "weight", "moment", part=Part.YEAR), Width.HALF, "bars"),
        Wish(Kind.CHART, "Mois par mois", _WASTE,
             asks(Measure.SUM, "weight", "moment", part=Part.MONTH), form="lines"),
        Wish(Kind.MAP, "Pour 1 000 habitants", _WASTE,
             asks(Measure.SUM, "weight", "commune", per=Per.THOUSAND_INHABITANTS),
             Width.HALF, "choropleth"),
        Wish(Kind.TABLE, "Commune par commune", _WASTE,
             asks(Measure.SUM, "weight", "commune", order=Order.HIGHEST), Width.HALF),
    ),
)  # fmt: skip
MOBILITY = Starter(
    "mobilite",
    "Se déplacer",
    "Rouler, se garer, prendre le bus, recharger : ce que disent les compteurs.",
    Theme.MOBILITY.value,
    TO_WRITE,
    (
        Wish(Kind.NUMBER, "Bornes de recharge", _CHARGING, asks(Measure.COUNT), Width.THIRD),
        Wish(Kind.NUMBER, "Arrêts de bus", _STOPS, asks(Measure.COUNT), Width.THIRD),
        Wish(Kind.NUMBER, "Passages comptés", _COUNTS,
             asks(Measure.SUM, "passages", "moment", part=Part.MONTH), Width.THIRD),
        Wish(Kind.CHART, "Les passages, heure par heure", _COUNTS,
             asks(Measure.MEAN, "passages", "moment", part=Part.HOUR), Width.HALF, "lines"),
        Wish(Kind.CHART, "Les passages, jour par jour de la semaine", _COUNTS,
             asks(Measure.MEAN, "passages", "moment", part=Part.WEEKDAY), Width.HALF, "bars"),
        Wish(Kind.CHART, "Les parkings, heure par heure", _PARKING,
             asks(Measure.MEAN, "full", "moment", part=Part.HOUR), Width.HALF, "lines"),
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
    TO_WRITE,
    (
        Wish(Kind.CHART, "Dépenses et recettes", _BUDGET,
             asks(Measure.SUM, "amount", "way"), Width.HALF, "bars"),
        Wish(Kind.CHART, "Année par année", _BUDGET,
             asks(Measure.SUM, "amount", "year", part=Part.YEAR), Width.HALF, "bars"),
        Wish(Kind.CHART, "À quoi sert l’argent", _BUDGET,
             asks(Measure.SUM, "amount", "purpose", order=Order.HIGHEST, first=10), form="bars"),
        Wish(Kind.NUMBER, "Subventions versées", _GRANTS,
             asks(Measure.SUM, "amount", "moment", part=Part.YEAR), Width.THIRD),
        Wish(Kind.TABLE, "Les dix premiers bénéficiaires", _GRANTS,
             asks(Measure.SUM, "amount", "who", order=Order.HIGHEST, first=10), Width.HALF),
        Wish(Kind.CHART, "Les subventions, année par année", _GRANTS,
             asks(Measure.SUM, "amount", "moment", part=Part.YEAR), Width.HALF, "bars"),
    ),
)  # fmt: skip
STARTERS = (AIR, WASTE, MOBILITY, BUDGET)
