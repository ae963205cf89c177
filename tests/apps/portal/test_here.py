"""« Que y a-t-il sous cette rue ? »: a point, a radius, and what visible data holds there."""

from __future__ import annotations

import pytest
import shapely

from terrier.apps.catalog import addresses
from terrier.apps.portal import ground, here
from terrier.apps.territories.drawing import draw
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.kernel.errors import Invalid

AT_A_BIN = "lat=46.505&lon=4.805"
"""Where the first row of the collection points lies."""


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [("46.563, 4.908", (4.908, 46.563)), ("46,563 ; 4,908", (4.908, 46.563)),
     ("46.563 4.908", (4.908, 46.563)), (" -21.1, 55.5 ", (55.5, -21.1)), ("46;4", (4.0, 46.0))],
)  # fmt: skip
def test_coordinates_are_read_latitude_first(text, expected):
    found = here.coordinates(text, 50)
    assert (found.lon, found.lat) == expected


@pytest.mark.parametrize("text", ["12 rue des Lilas", "46.5", "46,5,4,9,1", ""])
def test_other_words_are_no_coordinates(text):
    assert here.coordinates(text, 50) is None


@pytest.mark.parametrize(
    "asked",
    [{"lat": "99", "lon": "4"}, {"lat": "46"}, {"lat": "abc", "lon": "4"}, {"q": "146.5, 4.9"},
     {"rayon": "7"}, {"rayon": "1e9"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_sentence(asked):
    with pytest.raises(Invalid) as error:
        here.point(asked, None)
    assert len(error.value.user_message) > 20


def test_a_radius_finds_what_is_inside_with_distances(client, place, bins):
    bins("Points de collecte")
    page = text_of(client.get(f"/ici/?{AT_A_BIN}&rayon=250"))
    assert "À moins de 250 m du point" in page
    assert "Point 1" in page
    # The next row lies 0.002° of latitude to the north: 222 m.
    assert "222 m" in page
    nearer = text_of(client.get(f"/ici/?{AT_A_BIN}&rayon=50"))
    assert "222 m" not in nearer


def test_hidden_data_is_not_told(client, place, bins):
    bins("Secret", visibility="internal")
    page = text_of(client.get(f"/ici/?{AT_A_BIN}"))
    assert "Secret" not in page
    assert "ne placent rien ici" in page


@pytest.mark.parametrize("query", ["", AT_A_BIN, "q=rue"])
def test_every_answer_says_what_it_is_not(client, place, query):
    page = text_of(client.get(f"/ici/?{query}"))
    assert "Ceci ne remplace pas une DT-DICT" in page
    assert "cela ne veut pas dire qu’il n’y a pas de réseau" in page


def test_typed_coordinates_lead_to_a_stable_address(client, place):
    answer = client.get("/ici/?q=46,505 ; 4,805&rayon=100")
    assert answer["Location"] == "/ici/?lat=46.505000&lon=4.805000&rayon=100"


def test_a_click_on_the_sheet_is_the_place_clicked(client, place):
    drawing = draw(Commune.objects.filter(code="96001"), "EPSG:2154", width=640)
    x, y = (round(v) for v in drawing.at(4.82, 46.52))
    answer = client.get(f"/ici/?commune=96001&rayon=50&carte.x={x}&carte.y={y}")
    lon, lat = drawing.place(x, y)
    assert f"lat={lat:.6f}&lon={lon:.6f}" in answer["Location"]
    assert lon == pytest.approx(4.82, abs=2e-4)


def test_the_sheet_is_an_image(client, place):
    answer = client.get("/ici/carte.svg?commune=96001")
    assert answer["Content-Type"] == "image/svg+xml"
    assert answer.content.count(b"<path") == 1


class TestGround:
    @pytest.fixture
    def sheet(self, place):
        return draw(Commune.objects.all(), "EPSG:2154", width=640)

    def test_points_draw_nothing_and_are_counted(self, sheet, bins):
        bins("Voirie", slug="voirie")
        (layer,) = ground.ground(PUBLIC, sheet)
        assert (layer.kind, layer.path, layer.drawn, layer.matched) == ("street", "", 60, 60)

    def test_a_partial_drawing_says_so(self, client, sheet, bins, monkeypatch):
        monkeypatch.setattr(ground, "MOST", 10)
        bins("Voirie", slug="voirie")
        (layer,) = ground.ground(PUBLIC, sheet)
        assert not layer.complete
        page = text_of(client.get(f"/ici/?{AT_A_BIN}&rayon=500"))
        assert "Dessin partiel" not in page
        svg = client.get("/ici/carte.svg?commune=96001").content.decode()
        assert "Dessin partiel : Voirie, 10 objets sur 20" in svg

    def test_hidden_layers_are_not_drawn(self, sheet, bins):
        bins("Voirie", slug="voirie", visibility="internal")
        assert ground.ground(PUBLIC, sheet) == ()

    def test_lines_and_rings_become_paths(self):
        assert ground._path(shapely.from_wkt("LINESTRING (0 0, 10 5)")) == "M0.0 0.0L10.0 5.0"
        square = ground._path(shapely.box(0, 0, 10, 10))
        assert square.count("L") == 4


class TestAddresses:
    @pytest.fixture
    def known(self, bins):
        """The collection points stand for addresses: what matters is their slug and names."""
        return bins("Adresses")

    def test_words_find_addresses(self, known):
        found = addresses.find(PUBLIC, "point 60")
        assert [a.label for a in found.addresses] == ["Point 60"]
        assert found.matched == 1

    def test_the_rest_is_counted(self, known):
        found = addresses.find(PUBLIC, "point")
        assert (len(found.addresses), found.matched) == (addresses.SHOWN, 60)

    def test_a_chosen_address_is_a_link_to_its_point(self, client, known):
        page = text_of(client.get("/ici/?q=point 1&rayon=100"))
        assert "lat=46.505000&amp;lon=4.805000&amp;rayon=100&amp;adresse=Point%201" in page
        assert "12 adresses montrées sur" in page
        assert "adresses montrées sur" not in text_of(client.get("/ici/?q=point 60"))

    def test_without_an_open_address_dataset_it_is_said(self, client, place, bins):
        bins("Adresses", visibility="internal")
        assert addresses.find(PUBLIC, "point") is None
        assert "Aucun jeu de données d’adresses" in text_of(client.get("/ici/?q=point"))
