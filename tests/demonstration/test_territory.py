import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from terrier.connectors.geo_codes import register
from terrier.demonstration import codes, names, territory
from terrier.demonstration.ground import MIDDLE, WGS84, Bend, coordinates, to_crs

SHARED = Path(__file__).parents[3] / "shared/data"
NEAR_LAND = {
    "Pointe de Penmarc'h": (-4.374, 47.798), "Île de Sein": (-4.850, 48.036),
    "Pointe du Raz": (-4.739, 48.040), "Les Glénan": (-3.995, 47.718),
    "Groix": (-3.508, 47.640), "Belle-Île": (-3.250, 47.330), "Hoëdic": (-2.868, 47.335),
    "Noirmoutier": (-2.300, 47.000), "Île d'Yeu": (-2.398, 46.725),
}  # fmt: skip


@pytest.fixture(scope="module")
def drawn():
    return territory.draw(71)


def _kilometres(a, b):
    mean = np.radians((a[1] + b[1]) / 2)
    return 111.2 * np.hypot((a[0] - b[0]) * np.cos(mean), a[1] - b[1])


@pytest.mark.parametrize("place", NEAR_LAND)
def test_the_territory_lies_far_from_land(place):
    assert _kilometres(MIDDLE, NEAR_LAND[place]) > 80


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="les fichiers réels de ../shared/data sont absents")
def test_no_real_river_gauge_is_near(drawn):
    found = sorted((SHARED / "hubeau").glob("*.json"))
    points = [p for file in found for p in _points(json.loads(file.read_text("utf-8")))]
    assert len(points) > 1000
    assert min(_kilometres(MIDDLE, p) for p in points) > 80


def _points(data):
    rows = data if isinstance(data, list) else data.get("data", data.get("features", []))
    for row in rows:
        if isinstance(row, dict):
            at = row.get("geometry") or {}
            at = at.get("coordinates") or (
                row.get("longitude", row.get("lon")), row.get("latitude", row.get("lat")),
            )  # fmt: skip
            if isinstance(at[0], int | float) and isinstance(at[1], int | float):
                yield at


def test_24_communes_tile_the_territory(drawn):
    outlines = [c.outline for c in drawn.communes]
    whole = shapely.union_all(outlines)
    assert len(outlines) == 24
    assert all(o.is_valid and o.geom_type == "Polygon" for o in outlines)
    assert sum(o.area for o in outlines) == pytest.approx(whole.area, rel=1e-6)
    assert whole.geom_type == "Polygon"
    assert not whole.interiors
    assert 300e6 < whole.area < 450e6


def test_tiles_share_their_edges_and_none_is_straight(drawn):
    outlines = [c.outline for c in drawn.communes]
    border = sum(o.length for o in outlines)
    rim = shapely.union_all(outlines).exterior.length
    tree = shapely.STRtree(outlines)
    pairs = [(a, b) for a, b in tree.query(outlines, predicate="touches").T if a < b]
    shared = sum(outlines[a].intersection(outlines[b]).length for a, b in pairs)
    assert border - rim == pytest.approx(2 * shared, rel=1e-3)
    assert min(shapely.get_num_coordinates(outlines)) > 150


def test_the_population_is_shared_out(drawn):
    people = [c.population for c in drawn.communes]
    assert sum(people) == 16_034
    assert people[0] > 4 * max(people[2:])
    assert min(people) > 50
    assert drawn.history[2025] == people


@pytest.mark.parametrize("seed", [71, 3, 2026])
def test_the_river_crosses_and_bears_no_building(seed):
    drawn = territory.draw(seed)
    whole = shapely.union_all([c.outline for c in drawn.communes])
    assert drawn.water.river.length > 20_000
    assert whole.buffer(50).contains(drawn.water.river)
    shapes = [b.shape for b in drawn.buildings]
    assert not shapely.STRtree(shapes).query(drawn.water.river_surface, "intersects").size


def test_every_place_can_be_reached_by_road(drawn):
    network = shapely.union_all([r.line for r in drawn.roads])
    far = [p.name for p in drawn.places if p.at.distance(network) > 90]
    assert far == []


def test_buildings_neither_overlap_nor_stand_on_roads(drawn):
    shapes = [b.shape for b in drawn.buildings]
    cores = shapely.buffer(shapes, -0.81)
    first, second = shapely.STRtree(cores).query(cores, predicate="intersects")
    assert (first == second).all()
    lines = [r.line for r in drawn.roads]
    assert not shapely.STRtree(shapes).query(lines, predicate="intersects").size


def test_each_commune_has_a_town_hall_and_homes(drawn):
    halls = {b.commune for _, b in drawn.of_use("town_hall")}
    assert len(halls) == 24
    homes = np.zeros(24)
    for building in drawn.buildings:
        homes[building.commune] += building.homes
    people = np.array([c.population for c in drawn.communes])
    assert np.corrcoef(homes, people)[0, 1] > 0.97
    assert 1.2 < people.sum() / homes.sum() < 2.6


def test_addresses_are_distinct(drawn):
    keys = {(a.commune, a.street, a.number, a.suffix) for a in drawn.addresses}
    assert len(drawn.addresses) > 5000
    assert len(keys) == len(drawn.addresses)


def test_names_are_those_of_no_real_commune(drawn):
    assert not set(names.COMMUNES) & {c.name for c in register._communes().values()}
    assert len({c.slug for c in drawn.communes}) == 24


def test_codes_are_in_no_real_register(drawn):
    assert not any(register.is_commune_code(c.code) for c in drawn.communes)
    departments = {c.department for c in register._communes().values()}
    assert codes.DEPARTMENT not in departments
    postal = {p[:2] for c in register._communes().values() for p in c.postal_codes}
    assert codes.DEPARTMENT not in postal


def _luhn(code):
    digits = [int(d) * (1 + i % 2) for i, d in enumerate(reversed(code))]
    return sum(d - 9 if d > 9 else d for d in digits) % 10


def test_invented_sirens_and_sirets_have_a_right_key(drawn):
    for commune in drawn.communes:
        assert (len(commune.siren), _luhn(commune.siren)) == (9, 0)
        assert (len(commune.siret), _luhn(commune.siret)) == (14, 0)
    assert _luhn("217105436") == 0  # Tournus, to check the check


def test_invented_school_number_has_the_letter_of_its_digits():
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    code = codes.uai(12)
    assert code[-1] == letters[int(code[:-1]) % 23]


def test_the_bend_never_folds():
    grid = np.array([[x, y] for x in range(-9000, 9001, 600) for y in range(-9000, 9001, 600)])
    bend = Bend(71)
    step = 1.0
    base = bend.points(grid)
    east = (bend.points(grid + np.array([step, 0])) - base) / step
    north = (bend.points(grid + np.array([0, step])) - base) / step
    assert (east[:, 0] * north[:, 1] - east[:, 1] * north[:, 0]).min() > 0.05


def test_geometry_moves_to_every_projection(drawn):
    at = drawn.places[0].at
    lon, lat = shapely.get_coordinates(to_crs(at, WGS84))[0]
    assert (lon, lat) == pytest.approx(MIDDLE, abs=0.05)
    x, y = coordinates([[at.x, at.y]], "EPSG:3947")[0]
    assert 1_000_000 < x < 1_200_000
    assert 6_200_000 < y < 6_260_000


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Le Crot", "du Crot"), ("Les Granges", "des Granges"), ("La Faye", "de la Faye"),
        ("L'Hermeraude", "de l'Hermeraude"), ("Essertonne-le-Haut", "d'Essertonne-le-Haut"),
        ("Velmoret", "de Velmoret"), ("Chez Bardot", "de Chez Bardot"),
    ],
)  # fmt: skip
def test_of_follows_french(name, expected):
    assert names.of(name) == expected
