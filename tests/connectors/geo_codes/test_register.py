from datetime import date

import pytest

from terrier.connectors.geo_codes import register
from terrier.domain.kernel.errors import NotFound


@pytest.mark.parametrize(
    ("siren", "members", "population_total"),
    [("200069698", 24, 16_434), ("242100410", 23, 263_672), ("245804406", 14, 69_173)],
)
def test_epci_has_its_communes_and_its_population(siren, members, population_total):
    communes = register.communes_of_epci(siren)
    assert len(communes) == members
    assert {c.status for c in communes} == {"current"}
    assert register.epci(siren).population_total == population_total


def test_unknown_siren_is_said():
    with pytest.raises(NotFound, match="123456789"):
        register.communes_of_epci("123456789")


@pytest.mark.parametrize(
    ("former", "current"),
    [
        ("71055", "71134"),  # Brandon, merged before 2019
        ("71131", "71566"),  # Ciel, merged in 2025
        ("21621", "21623"),  # Tart-l'Abbaye
        ("71543", "71543"),  # Tournus, still in force
        ("75101", "75101"),  # an arrondissement stays itself
    ],
)
def test_current_code_follows_mergers(former, current):
    assert register.current_code(former) == current


def test_current_code_on_a_day_before_the_merger_is_the_code_itself():
    assert register.current_code("71131", on=date(2022, 5, 1)) == "71131"
    assert register.current_code("71131", on=date(2025, 5, 1)) == "71566"


def test_unknown_code_is_said():
    with pytest.raises(NotFound, match="99999"):
        register.current_code("99999")


def test_former_codes_all_lead_to_a_code_in_force():
    register_rows = register._communes()
    leading_nowhere = [
        c.code
        for c in register_rows.values()
        if c.status == "former" and register_rows[register.current_code(c.code)].status != "current"
    ]
    assert leading_nowhere == []


def test_former_commune_keeps_its_name_where_an_edition_gives_it():
    assert register.commune("71131").name == "Ciel"
    assert register.commune("71131").last_seen == 2024


def test_is_commune_code():
    assert register.is_commune_code("71543")
    assert register.is_commune_code("2A004")
    assert not register.is_commune_code("71999")
    assert not register.is_commune_code("1004")


def test_postal_codes_are_separate():
    assert register.commune("71543").postal_codes == ("71700",)
