"""The figures that are proposed for the sheets, from the datasets that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from terrier.domain.indicators import Better
from terrier.domain.questions import address
from terrier.domain.questions.question import Grouping, Measure, Part, Per, Question

from ..starters import answer, sources
from ..starters.needs import Need, Told, category, commune, measure, moment

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


@dataclass(frozen=True)
class Default:
    """A figure that suits every territory."""

    label: str
    need: Need
    measure: Measure
    sentence: str
    of: str = ""
    """Role that is measured; empty: rows are counted."""
    unit: str = ""
    """Empty: that of the column."""
    by_head: Mapping[str, str] = field(default_factory=dict)
    """Of a figure per 1 000 inhabitants: unit of the column, then the same figure by inhabitant."""
    per: Per = Per.NOTHING
    better: Better = Better.NEUTRAL
    between: tuple[int, int] | None = None
    """Lowest and highest values of its scale: 0 often stands there for « Indisponible »."""

    def values(self, dataset: str, table: str, columns: Mapping[str, Told]) -> dict[str, Any]:
        """Write the figure over a table that answers its need."""
        groups = [Grouping(columns["commune"].name)]
        if when := columns.get("moment"):
            groups.append(Grouping(when.name, Part.VALUE if when.year else Part.YEAR))
        of = columns[self.of].name if self.of else ""
        measured_in = columns[self.of].unit.lower() if self.of else ""
        scale = zip(("gte", "lte"), self.between or (), strict=False)
        kept = tuple((f"f.{of}", f"{op}:{value}") for op, value in scale)
        question = Question(self.measure, of, tuple(groups), per=self.per, filters=kept)
        return {
            "label": self.label,
            "dataset": dataset,
            "table": table,
            "question": address.write(question),
            "sentence": self.sentence,
            "unit": self.unit or self.by_head.get(measured_in, ""),
            "better_when": self.better.value,
        }


def proposed(reader: Reader) -> list[dict[str, Any]]:
    """Give the figures that the datasets seen by a reader allow."""
    return list(_proposed(reader))


def _proposed(reader: Reader) -> Iterator[dict[str, Any]]:
    known = sources(reader)
    for default in DEFAULTS:
        found = answer(default.need, known)
        if found is not None:
            source, columns = found
            yield default.values(source.dataset, source.table, columns)


def _counted(words: str, about: str) -> Need:
    return Need(words, about, {"commune": commune})


DEFAULTS = (
    Default(
        "Population",
        Need(
            "la population par commune et par année",
            r"population",
            {
                "people": measure(r"^population\b", unit="habitants?"),
                "commune": commune,
                "moment": moment,
            },
        ),
        Measure.SUM,
        "{valeur} en {periode}.",
        "people",
        "habitant|habitants",
    ),
    Default(
        "Déchets collectés",
        Need(
            "des tonnages de déchets par commune",
            r"dechets|tonnages",
            {
                "weight": measure("tonnage", "tonnes", unit="t|tonnes?"),
                "commune": commune,
                "moment": moment,
            },
        ),
        Measure.SUM,
        "{valeur} en {periode}, tous déchets confondus.",
        "weight",
        by_head={"t": "kg par habitant", "tonne": "kg par habitant", "tonnes": "kg par habitant"},
        per=Per.THOUSAND_INHABITANTS,
        better=Better.LOWER,
    ),
    Default(
        "Énergie consommée",
        Need(
            "une consommation d’énergie par commune",
            r"consommations?(?: annuelles?)? (?:d energie|d electricite|electriques?)",
            {
                "energy": measure("consommation", unit="mwh"),
                "commune": commune,
                "moment": moment,
                "kind": category("filiere", "energie", "secteur"),
            },
        ),
        Measure.SUM,
        "{valeur} en {periode}, électricité et gaz.",
        "energy",
        by_head={"mwh": "kWh par habitant"},
        per=Per.THOUSAND_INHABITANTS,
        better=Better.LOWER,
    ),
    Default(
        "Qualité de l’air",
        Need(
            "un indice de qualité de l’air par commune",
            r"qualite de l air|atmo",
            {"index": measure(r"^(?:indice|code qual)\b"), "commune": commune, "moment": moment},
        ),
        Measure.MEAN,
        "{valeur} en moyenne en {periode}, de 1 (bon) à 6 (extrêmement mauvais).",
        "index",
        better=Better.LOWER,
        between=(1, 6),
    ),
    Default(
        "Établissements scolaires",
        _counted("des écoles, une par ligne, par commune", r"^(?:annuaire des )?ecoles?\b"),
        Measure.COUNT,
        "{valeur} dans la commune, de l’école au lycée.",
        unit="établissement|établissements",
    ),
    Default(
        "Équipements publics",
        _counted("des équipements par commune", r"equipements?"),
        Measure.COUNT,
        "{valeur} dans la commune.",
        unit="équipement|équipements",
        better=Better.HIGHER,
    ),
    Default(
        "Bornes de recharge",
        _counted("des bornes de recharge par commune", r"recharge|irve"),
        Measure.COUNT,
        "{valeur} pour les voitures électriques.",
        unit="point de recharge|points de recharge",
        better=Better.HIGHER,
    ),
    Default(
        "Arrêts de bus",
        _counted("des arrêts de bus par commune", r"arrets?"),
        Measure.COUNT,
        "{valeur} dans la commune.",
        unit="arrêt|arrêts",
        better=Better.HIGHER,
    ),
    Default(
        "Associations",
        _counted("des associations par commune", r"associations?"),
        Measure.COUNT,
        "{valeur} dans la commune.",
        unit="association|associations",
    ),
    Default(
        "Bâtiments publics",
        _counted("des bâtiments publics par commune", r"^batiments publics"),
        Measure.COUNT,
        "{valeur} à entretenir et à chauffer.",
        unit="bâtiment|bâtiments",
    ),
    Default(
        "Espaces verts",
        Need(
            "des espaces verts avec leur surface, par commune",
            r"espaces? verts?|parcs|jardins",
            {"area": measure("surface", "superficie", unit="m²|ha"), "commune": commune},
        ),
        Measure.SUM,
        "{valeur} dans la commune.",
        "area",
        better=Better.HIGHER,
    ),
)
"""The plainest first; the administrator changes them, or writes others."""
