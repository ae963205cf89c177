"""What the whole catalogue of the demonstration proposes first, as a person would expect it."""

from __future__ import annotations

import pytest

from terrier.domain.matching.at_hand import at_hand
from terrier.domain.matching.definition import Kind
from terrier.domain.matching.proposals import best, propose
from tests.domain.matching.catalogue import catalogue

EXPECTED = {
    "factures-d-energie": ["par SIRET avec Bâtiments publics", "par commune", "même année"],
    "patrimoine-bati": ["par SIRET avec Factures", "avec Équipements publics", "avec Budgets"],
    "subventions": ["par numéro RNA avec Annuaire des associations"],
    "annuaire-des-associations": ["par numéro RNA avec Subventions", "par commune"],
    "effectifs-scolaires": ["par code UAI avec Écoles (toutes)", "par commune"],
    "ecoles": ["par code UAI avec Effectifs", "par commune", "dans Quartiers statistiques"],
    "equipements": ["par commune", "dans Quartiers", "par « Nom de l'équipement » avec Bâtiments"],
    "bornes-de-recharge": ["par commune", "dans Quartiers statistiques"],
    "points-d-apport-volontaire": ["par commune", "dans Quartiers statistiques"],
    "signalements": ["par commune", "dans Quartiers statistiques"],
    "tonnages-de-dechets": ["par commune", "par code Insee et même année avec Population"],
    "limites-des-communes": ["par code Insee avec Population des communes"],
    "comptages-de-mobilite": ["par « Compteur » avec Compteurs de vélos"],
    "arrets-de-bus": ["par commune", "dans Quartiers statistiques", "par « Lignes » avec Lignes"],
    "sondages": ["par commune", "dans Quartiers statistiques"],
}


def first(slug: str, count: int = 5) -> list[str]:
    tables = catalogue()
    return [str(p) for p in best(propose(tables[slug], tables.values(), communes=24), count)]


@pytest.mark.parametrize("slug", EXPECTED)
def test_the_first_three_are_those_that_a_person_expects(slug):
    found = first(slug, 3)
    for wanted, said in zip(EXPECTED[slug], found, strict=False):
        assert wanted in said, found
    assert len(found) >= len(EXPECTED[slug])


def test_what_was_computed_comes_after_what_it_was_computed_from():
    tables = catalogue()
    computed = {t.side for t in tables.values() if t.derived}
    for slug, table in tables.items():
        ranked = propose(table, tables.values(), communes=24)
        others = [p.definition.right for p in ranked if p.definition.left == table.side]
        assert not computed & set(others[:1]), (slug, [str(p) for p in ranked[:3]])


def test_numbers_that_two_offices_give_from_one_are_no_keys():
    """`VV001` … of the stations, `VV001` … of the stops: all of one are in the other."""
    tables = catalogue()
    found = propose(tables["bornes-de-recharge"], [tables["arrets-de-bus"]])
    assert not [str(p) for p in found if p.definition.link.kind is Kind.KEYS]


def test_any_areas_are_at_hand_in_one_step_the_quarters_after_the_communes():
    tables = catalogue()
    found = at_hand(tables["equipements"], tables.values(), communes=24)
    words = [one.words for one in found]
    assert words[:3] == ["par commune", "par IRIS", "par carreau de 200 m"]
    assert "par zone de « Population par carreau de 200 m »" in words
    assert [str(one.proposal.sentence) for one in found][1] == (
        "Quartiers statistiques (IRIS) contenant Équipements publics"
    )
    without = [t for t in tables.values() if t.title != "Quartiers statistiques (IRIS)"]
    assert not any(one.iris for one in at_hand(tables["equipements"], without, communes=24))
    assert at_hand(tables["menus-des-cantines"], tables.values(), communes=24) == []
