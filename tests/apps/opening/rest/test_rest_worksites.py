"""Worksites by programs: found, inscribed, changed under a revision, published."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from terrier.domain.access.policy import Bounds, Role
from tests.apps.opening.rest.conftest import V1

LINE = {"type": "LineString", "coordinates": [[4.82, 46.52], [4.821, 46.52]]}
ALL = f"{V1}/worksites"


def test_a_program_keeps_the_register(program, place, chief):
    day = timezone.localdate() + timedelta(days=5)
    call = program(chief)
    sent = {
        "organisation": place.root.slug, "title": "Conduite", "geometry": LINE, "kind": "EAU",
        "starts_on": f"{day}", "depth_m": 1.4, "contact": "M. Dupont", "source": "logiciel",
        "external_id": "A-7",
    }  # fmt: skip
    made = call("POST", ALL, 201, sent)
    assert (made["revision"], made["communes"], made["published"]) == (1, ["96001"], False)
    assert made["geometry"] == LINE
    assert made["warnings"] == []
    assert call("POST", ALL, 409, sent)["code"] == "conflict"
    one = f"{ALL}/{made['id']}"
    assert call("GET", f"{ALL}?external_id=A-7", 200)["worksites"][0]["id"] == made["id"]

    changed = call("PATCH", one, 200, {"revision": 1, "state": "ongoing", "starts_on": None})
    assert (changed["revision"], changed["state"], changed["starts_on"]) == (2, "ongoing", None)
    assert changed["title"] == "Conduite"
    assert "Sans date" in changed["warnings"][0]
    assert call("PATCH", one, 409, {"revision": 1, "title": "Trop tard"})["code"] == "conflict"
    for wrong in (
        {"revision": 2, "depth_m": 1e9},
        {"revision": 2, "state": "fini"},
        {"revision": 2, "colour": "blue"},
        {"revision": 2, "geometry": {"type": "Point", "coordinates": []}},
        {"revision": 2, "geometry": {"type": "Point", "coordinates": ["a", "b"]}},
        {"revision": 2, "geometry": {"type": "Point", "coordinates": [1e300, 0]}},
        {"revision": 2, "geometry": {"type": "GeometryCollection", "geometries": []}},
        {"revision": 2, "starts_on": "2027-02-02", "ends_on": "2027-02-01"},
    ):
        call("PATCH", one, 400, wrong)

    public = program()
    assert public("GET", ALL, 200)["found"] == 0
    public("GET", one, 404)
    assert public("GET", f"{ALL}?external_id=A-7", 200)["found"] == 0
    call("POST", f"{one}/publication", 200, {"revision": 2, "published": True})
    seen = public("GET", ALL, 200)["worksites"][0]
    assert seen["title"] == "Conduite"
    assert not {seen["depth_m"], seen["contact"], seen["external_id"], seen["source"]} - {None}
    # What the public is not shown cannot be asked for.
    assert public("GET", f"{ALL}?external_id=A-7", 200)["found"] == 0
    public("POST", ALL, 401, sent)


def test_where_and_when(program, place, chief):
    call = program(chief)
    day = timezone.localdate()
    for n, west in enumerate((4.81, 4.86, 4.91)):
        start = day + timedelta(days=10 * n)
        point = {"type": "Point", "coordinates": [west, 46.51]}
        call("POST", ALL, 201, {
            "organisation": place.root.slug, "title": f"n{n}", "geometry": point,
            "starts_on": f"{start}", "ends_on": f"{start + timedelta(days=3)}",
        })  # fmt: skip

    def titles(query: str) -> list[str]:
        return [one["title"] for one in call("GET", f"{ALL}?{query}", 200)["worksites"]]

    assert titles("bbox=4.85,46.5,4.95,46.6") == ["n1", "n2"]
    assert titles(f"from={day + timedelta(days=4)}&to={day + timedelta(days=12)}") == ["n1"]
    assert titles("commune=96003") == ["n2"]
    assert titles("state=done") == []
    assert titles("state=all&kind=AUTRE") == ["n0", "n1", "n2"]
    for wrong in ("bbox=1,2,3", "state=fini", "from=demain", "couleur=bleu"):
        call("GET", f"{ALL}?{wrong}", 400)


def test_a_limited_token_and_a_contributor_of_one_commune(program, place, chief):
    agent = place.member("Agent", Role.CONTRIBUTOR, place.first)
    sent = {"title": "Trottoir", "geometry": LINE}
    program(agent)("POST", ALL, 403, {**sent, "organisation": place.root.slug})
    made = program(agent)("POST", ALL, 201, {**sent, "organisation": place.first.slug})
    program(agent)(
        "POST", f"{ALL}/{made['id']}/publication", 403, {"revision": 1, "published": True}
    )
    elsewhere = program(chief, bounds=Bounds(organisation=place.second.pk))
    elsewhere("GET", f"{ALL}/{made['id']}", 404)
    elsewhere("POST", ALL, 403, {**sent, "organisation": place.first.slug})
    elsewhere("POST", ALL, 201, {**sent, "organisation": place.second.slug})
