"""Numbers that are read, not added up: levels, rates, prices for each, told by their words."""

from __future__ import annotations

import re
import unicodedata

_LEVEL = re.compile(
    r"\b(hauteurs?|altitudes?|profondeurs?|niveaux?|cotes?|debits?|temperatures?|pressions?|"
    r"diametres?|largeurs?|taux|prix|tarifs?|densites?|moyen(ne)?s?|unitaires?|durees?|delais?|"
    r"pourcentages?|parts?|par|ages?|distances?|concentrations?|resultats?|valeurs?|vitesses?|"
    r"indices?|notes?|scores?)\b"
)
"""Words of what is not added up: a level, a price for each, a rate."""
_NEVER_SUMMED = re.compile(
    r"\b(taux|temperatures?|altitudes?|hauteurs?|densites?|pourcentages?|pct|latitudes?|longitudes?|"
    r"annees?|ages?|codes?|numeros?|tarifs?|indices?|ratios?|rendements?|concentrations?)\b"
)
_AMOUNT_OF = re.compile(r"^(montants?|nombres?|nb|totale?s?|totaux) ")
"""Words after which the rest only says of what: « Nombre d’années », « Montant au taux réduit »."""
_FOR_EACH = re.compile(
    r"\b(moyen|moyennes?|medianes?|median|unitaires?)\b|^pu( ht| ttc)?$"
    r"|\bprix (au|du|par|m2|litre)\b"
    r"|\bpar (hab|habitants?|personnes?|foyers?|menages?|logements?|agents?|eleves?|tonnes?|kg|km2?"
    r"|m2|m3|m|ha|hectares?|litres?|kwh|repas)\b"
    r"|\bpour (1 000|1000|10 000|10000|100|cent|mille)\b"
    r"|\b(kg|t|tonnes?|l|litres?|m2|m3|ha|kwh|mwh|eur|euros?|couts?|depenses?|recettes?"
    r"|consommations?|production|tonnage|dotation) (hab|habitant)$"
)
"""Plain words of what is told for each of something: kilograms per inhabitant, a mean, a price."""
_DIVIDED = re.compile(
    r"/\s*(hab\w*|personne|foyer|logement|kg|t|tonne|l|litre|m|m2|m²|m3|m³|km|km2|km²|ha|kwh|1\s?000)\b"
    r"|^%|\(\s*%\s*\)|\ben %"
)
"""The same by signs: €/m², (%)."""
_LEVEL_UNITS = frozenset({"%", "‰", "°C", "°F", "km/h", "m/s", "m³/s", "l/s", "µg/m³", "bar"})


def is_level(label: str, unit: str) -> bool:
    """Say whether values are never added up: temperatures, rates, years, codes.

    Examples
    --------
    >>> is_level("kg_habitant", ""), is_level("Loyer", "€/m²"), is_level("Nombre d’habitants", "")
    (True, True, False)
    """
    if unit in _LEVEL_UNITS:
        return True
    if any(_DIVIDED.search(text.casefold()) or _FOR_EACH.search(plain_words(text))
           for text in (label, unit)):  # fmt: skip
        return True
    words = plain_words(label)
    return bool(_NEVER_SUMMED.search(words)) and not _AMOUNT_OF.match(words)


def says_level(label: str) -> bool:
    """Say whether the words of a column are those of what is read rather than added up.

    Wider than `is_level`: a part, a flow, a pressure may be added up by who asks for it.

    Examples
    --------
    >>> says_level("Débit moyen"), says_level("Tonnage")
    (True, False)
    """
    return bool(_LEVEL.search(plain_words(label)))


def plain_words(text: str) -> str:
    """Write words without capitals, accents and signs."""
    bare = unicodedata.normalize("NFD", text).casefold()
    return re.sub(r"[^a-z0-9]+", " ", bare.encode("ascii", "ignore").decode()).strip()
