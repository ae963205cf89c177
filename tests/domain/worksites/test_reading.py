"""Tables of worksites: recognised, guessed at, read row by row; places as people paste them."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.kernel.errors import Invalid
from terrier.domain.worksites import place
from terrier.domain.worksites.reading import Part, draft, is_infos_travaux, proposed, state_on
from terrier.domain.worksites.vocabulary import Kind, Occupation, State

TODAY = date(2027, 3, 1)
NATIONAL = [
    "organisation", "siret", "prenom", "nom", "mail", "telephone", "titre", "resume", "date_debut",
    "date_fin", "moe", "categorie", "creation", "autorite", "validation", "niveau", "fonction",
    "largeur", "longueur", "adresse_id", "adresse_numero", "adresse_voie", "adresse_postal",
    "adresse_commune",
]  # fmt: skip


def test_the_national_schema_is_recognised():
    assert is_infos_travaux(NATIONAL)
    found = proposed(NATIONAL)
    assert found[Part.TITLE] == ("titre",)
    assert found[Part.ADDRESS][1] == "adresse_voie"
    assert found[Part.CONTACT] == ("prenom", "nom", "mail", "telephone")
    row = {
        "titre": "Renouvellement AEP", "categorie": "EAU", "validation": True,
        "date_debut": "2027-04-01", "date_fin": "2027-04-20", "organisation": "Régie",
        "adresse_numero": "12", "adresse_voie": "rue Haute", "largeur": 0.8,
        "prenom": "Anne", "nom": "Martin",
    }  # fmt: skip
    one = draft(row, found, b"place", TODAY)
    assert (one.kind, one.state, one.width_m) == (Kind.WATER, State.PLANNED, 0.8)
    assert (one.address, one.contact) == ("12 rue Haute", "Anne Martin")
    assert one.identifier == draft(row, found, b"place", date(2028, 1, 1)).identifier
    assert one.identifier != draft(row, found, b"elsewhere", TODAY).identifier
    assert draft({**row, "validation": False}, found, b"", TODAY).state is State.INTENTION


def test_another_table_is_guessed_at():
    found = proposed(
        ["id_chantier", "insee", "voie", "nature", "circulation", "date_debut", "date_fin", "etat"]
    )
    assert {p: c[0] for p, c in found.items()} == {
        Part.IDENTIFIER: "id_chantier", Part.TITLE: "nature", Part.ADDRESS: "voie",
        Part.KIND: "nature", Part.STATE: "etat", Part.START: "date_debut", Part.END: "date_fin",
        Part.OCCUPATION: "circulation",
    }  # fmt: skip
    row = {"id_chantier": "CH-1", "nature": "Branchement d'assainissement", "etat": "prolongé",
           "circulation": "Circulation alternée", "date_debut": "2027-02-01"}  # fmt: skip
    one = draft(row, found, b"", TODAY)
    assert (one.identifier, one.kind, one.state) == ("CH-1", Kind.SEWER, State.ONGOING)
    assert one.occupation is Occupation.ALTERNATING
    odd = draft({**row, "etat": "bleu", "circulation": "???"}, found, b"", TODAY)
    assert odd.unread == ("bleu", "???")
    assert odd.state is State.ONGOING
    over = draft({**row, "date_fin": "2027-02-20"}, found, b"", TODAY)
    assert over.state is State.DONE
    assert proposed(["a", "b"]) == {}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"titre": " "}, "titre"),
        ({"titre": "A", "date_debut": "hier"}, "n’est pas une date"),
        ({"titre": "A", "date_debut": "2027-02-02", "date_fin": "2027-02-01"}, "avant le début"),
    ],
)
def test_rows_that_make_no_worksite_say_why(row, said):
    with pytest.raises(Invalid, match=said):
        draft(row, proposed(NATIONAL), b"", TODAY)


def test_states_follow_the_days_where_nothing_else_is_told():
    early, late = date(2027, 2, 1), date(2027, 4, 1)
    assert state_on(TODAY, late, None, None) is State.PLANNED
    assert state_on(TODAY, early, late, State.PLANNED) is State.ONGOING
    assert state_on(TODAY, early, early, None) is State.DONE
    assert state_on(TODAY, early, early, State.INTERRUPTED) is State.INTERRUPTED


POLYGON = {"type": "Polygon", "coordinates": [[[4, 46], [4.01, 46], [4.01, 46.01], [4, 46]]]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("46,5 ; 4,9", "POINT (4.9 46.5)"),
        ("46.5, 4.9", "POINT (4.9 46.5)"),
        ("46.5 4.9\n46.51 4.9\n", "LINESTRING (4.9 46.5, 4.9 46.51)"),
        ("46 4\n46 4.1\n46.1 4.1\n46 4", "POLYGON ((4 46, 4.1 46, 4.1 46.1, 4 46))"),
        ('{"type":"Point","coordinates":[4.9,46.5,12]}', "POINT (4.9 46.5)"),
        (json.dumps({"type": "Feature", "geometry": POLYGON}), None),
        (
            json.dumps({"type": "FeatureCollection", "features": [
                {"type": "Feature", "geometry": {"type": "Point", "coordinates": [4, y]}}
                for y in (46, 46.1)]}),
            "MULTIPOINT (4 46, 4 46.1)",
        ),
    ],
)  # fmt: skip
def test_places_as_people_paste_them(text, expected):
    shape = place.read(text)
    if expected:
        assert shapely.equals(shape, shapely.from_wkt(expected))
    assert shapely.equals_exact(place.read(place.outline_text(shape)), shape, 1e-6)


@pytest.mark.parametrize(
    "text",
    [
        "", "ici", "46", "46 4 3", "{", "[]", "[" * 100_000, "{}", '{"type":"Point"}', "99 4",
        '{"type":"Polygon","coordinates":[]}', '{"type":"FeatureCollection","features":[]}',
        '{"type":"LineString","coordinates":[[4,46],[4,46]]}',
        '{"type":"LineString","coordinates":[[4,46]]}',
        '{"type":"Polygon","coordinates":[[[4,46],[4.01,46.01],[4.01,46],[4,46.01],[4,46]]]}',
        '{"type":"Polygon","coordinates":[[[0,40],[5,40],[5,45],[0,40]]]}',
        '{"type":"GeometryCollection","geometries":[]}',
        '{"type":"FeatureCollection","features":[{"geometry":{"type":"Point","coordinates":[4,46]}},'
        '{"geometry":{"type":"LineString","coordinates":[[4,46],[4,46.1]]}}]}',
        '{"type":"Point","coordinates":[4e400,46]}', "6615000 840000", "1" * 600_000,
        json.dumps({"type": "LineString",
                    "coordinates": [[4 + n / 1e6, 46] for n in range(10_001)]}),
    ],
)  # fmt: skip
def test_places_that_are_none_say_why(text):
    with pytest.raises(Invalid):
        place.read(text)


@given(st.text(max_size=60))
def test_any_text_is_a_place_or_is_refused(text):
    with suppress(Invalid):
        assert not place.read(text).is_empty
