"""Templates over the columns that real files have: the right ones, the last whole year, no gap."""

from __future__ import annotations

from datetime import date

import pytest

from terrier.apps.stories.choices import Kind
from terrier.apps.stories.sheets.defaults import DEFAULTS
from terrier.apps.stories.starters import STARTERS, Source, answer
from terrier.apps.stories.starters.filling import filled
from terrier.apps.stories.starters.needs import Told
from terrier.domain.questions import address
from terrier.domain.tabular.names import plain_label

TODAY = date(2026, 11, 22)


def column(name: str, type: str = "TEXT", unit: str = "", concept: str = "", **held) -> Told:
    return Told(plain_label(name), name, unit, type, concept, **held)


INSEE = column("code_insee", concept="commune_code")
FILES = {
    # Headers as their producers write them: Atmo, Météo-France, Enedis, SCDL, IRVE.
    "indice atmo qualite de l air": (
        column("date_ech", "DATE", first="2024-10-01", last="2026-09-30"),
        column("code_zone", concept="commune_code"), column("code_no2", "BIGINT"),
        column("code_qual", "BIGINT"), column("lib_qual"),
    ),
    "donnees climatologiques quotidiennes meteo": (
        column("NUM_POSTE"), column("AAAAMMJJ", "DATE", first="2021-01-01", last="2026-10-31"),
        column("RR", "DOUBLE"), column("QRR", "BIGINT"), column("TN", "DOUBLE"),
        column("TM", "DOUBLE"),
    ),
    "consommation annuelle d energie": (
        column("Année", "BIGINT", first="2016", last="2025"), INSEE, column("FILIERE"),
        column("CONSO", "DOUBLE", "MWh"), column("PDL", "BIGINT"),
    ),
    "comptes administratifs": (
        column("BGT_ANNEE", "BIGINT", first="2021", last="2025"), column("BGT_FONCTION"),
        column("BGT_FONCTION_LABEL"), column("BGT_CODRD", values=("Recette", "Dépense")),
        column("BGT_MTREAL", "DECIMAL(18,2)"), column("BGT_CREDOUV", "DECIMAL(18,2)"),
    ),
    "subventions": (
        column("nomBeneficiaire"), column("montant", "DOUBLE"),
        column("dateConvention", "DATE", first="2026-01-09", last="2026-06-30"),
    ),
    "tonnages de dechets": (
        column("Année", "BIGINT", first="2020", last="2026"), INSEE, column("Flux"),
        column("Tonnes collectées", "DOUBLE", "t"),
    ),
    "occupation des parkings": (
        column("jour", "DATE"), column("releve", "TIMESTAMPTZ"),
        column("taux_occupation", "DOUBLE", "%"),
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def asked() -> dict[str, str]:
    """Ask every wish of every template of those files; give its address by its title."""
    known = [Source(w, "t", w, w, columns, derived=False) for w, columns in FILES.items()]
    written = {}
    for starter in STARTERS:
        for wish in starter.wishes:
            found = answer(wish.need, known)
            question = found and wish.ask(found[1], TODAY)
            if question:
                written[wish.title] = address.write(question)
    return written


def test_each_wish_takes_the_column_that_is_meant(asked):
    assert "mesure=mean:rr&par=aaaammjj:month" in asked["La pluie d’un jour moyen, mois par mois"]
    assert "mesure=mean:tm&" in asked["Température moyenne"]
    assert "mesure=sum:conso&par=annee" in asked["Énergie consommée"]
    assert "mesure=sum:bgt_mtreal&par=bgt_fonction_label" in asked["À quoi sert l’argent{year}"]
    assert "date_heure" not in str(asked)
    assert "par=releve:weekday&par=releve:hour" in asked["Quand les parkings sont-ils pleins ?"]


def test_what_has_no_meaning_together_is_not_added_up(asked):
    spent = "f.bgt_codrd=eq:D%C3%A9pense"
    assert spent in asked["Dépenses"]
    assert "f.bgt_annee=eq:2025" in asked["À quoi sert l’argent{year}"]
    assert spent in asked["À quoi sert l’argent{year}"]
    assert "f.bgt_codrd=eq:Recette" in asked["Recettes"]
    assert spent in asked["Les dépenses, année par année"]
    assert "f.bgt_codrd=eq:Recette" in asked["Les recettes, année par année"]
    # The index of the air is not that of days without one (0) or of an event (7).
    assert "f.code_qual=gte:1&f.code_qual=lte:6" in asked["Indice moyen de l’air"]
    default = next(d for d in DEFAULTS if d.of == "index")
    told = answer(default.need, [Source(w, "t", w, w, c, derived=False) for w, c in FILES.items()])
    kept = default.values("air", "t", told[1])["question"]
    assert kept.endswith("&f.code_qual=gte:1&f.code_qual=lte:6")
    air = asked["L’air, commune par commune{year}"]
    assert "f.date_ech=gte:2025-01-01&f.date_ech=lte:2025-12-31" in air
    # No year of these grants is over, no year written as a number has months.
    assert "f.dateconvention" not in asked["Les dix premiers bénéficiaires{year}"]
    assert "Collecté dans le mois" not in asked
    assert "Mois par mois" not in asked
    assert "f.annee=eq:2025" in asked["Pour 1 000 habitants{year}"]


@pytest.mark.parametrize(
    ("type", "first", "last", "year"),
    [
        ("DATE", "2020-02-01", "2026-06-01", 2025),
        ("DATE", "2020-02-01", "2025-12-01", 2025),
        ("DATE", "2025-02-01", "2025-06-01", None),
        ("BIGINT", "2020", "2026", 2025),
        ("BIGINT", "2026", "2026", None),
        ("DATE", "", "", None),
    ],
)
def test_the_last_whole_year(type, first, last, year):
    told = Told("a", "Année", "", type, "", first=first, last=last)
    assert told.whole_year(TODAY) == year


def test_a_line_has_no_gap():
    wide = {"full": 6, "half": 3, "third": 2}
    sent = [
        (Kind.NUMBER, "third"), (Kind.NUMBER, "third"), (Kind.CHART, "half"), (Kind.CHART, "full"),
        (Kind.CHART, "half"), (Kind.CHART, "full"), (Kind.MAP, "half"),
    ]  # fmt: skip
    laid = [values["width"] for _kind, values in filled((k, {"width": w}) for k, w in sent)]
    assert laid == ["half", "half", "full", "full", "full", "full", "half"]
    assert sum(wide[width] for width in laid[:-1]) % 6 == 0
