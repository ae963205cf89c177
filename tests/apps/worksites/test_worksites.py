"""Worksites kept by hand: who sees, who writes, what is told."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest
import shapely
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.territories import actions as territories
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC
from terrier.apps.worksites import queries
from terrier.apps.worksites.actions import writing
from terrier.apps.worksites.models import Worksite
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused
from tests.apps.conftest import Place

pytestmark = pytest.mark.django_db
LINE = shapely.LineString([(4.82, 46.52), (4.821, 46.52)])
SECRETS = ("7,93 m", '"profondeur": 7.93', "7.93", "M. Dupont 06 00 00 00 00")


@pytest.fixture
def chief(place):
    return place.member("Chef", Role.PUBLISHER)


def make(user, reader_of, place: Place, shape=LINE, **more) -> Worksite:
    today = timezone.localdate()
    values = {
        "title": "Conduite de la rue Haute",
        "kind": "EAU",
        "starts_on": today + timedelta(days=10),
        "ends_on": today + timedelta(days=40),
        "depth_m": 7.93,
        "contact": "M. Dupont 06 00 00 00 00",
        "occupation": "closed",
        **more,
    }
    return writing.create(user, reader_of(user), place.root, values, shape)


def test_internal_first_then_published_without_contact_and_depth(client, place, chief, reader_of):
    agent = place.member("Agent", Role.READER, place.second)
    other = territories.create_organisation(SYSTEM, name="Ailleurs", kind="epci", parent=None)
    stranger = place.member("Etranger", Role.ADMINISTRATOR, other)
    made = make(chief, reader_of, place)
    address = f"/chantiers/{made.pk}/"
    everywhere = [
        address,
        f"{address}?fragment=1",
        "/chantiers/",
        "/chantiers/visibles/?bbox=4,46,5,47",
        "/chantiers/fichier/geojson/",
        "/chantiers/fichier/csv/",
        "/chantiers/fichier/atom/",
    ]
    for outsider in (None, stranger):
        client.logout() if outsider is None else client.force_login(outsider)
        assert client.get(address).status_code == 404
        for page in everywhere[2:]:
            assert "rue Haute" not in client.get(page).content.decode(), page
        assert client.get("/chantiers/carte/14/8411/5812.mvt").status_code == 204
    client.force_login(agent)
    sheet = client.get(address).content.decode()
    assert "7,93 m" in sheet
    assert "M. Dupont" in sheet
    assert '"profondeur": 7.93' in client.get("/chantiers/fichier/geojson/").content.decode()

    writing.publish(chief, reader_of(chief), made, made.revision, published=True)
    for outsider in (None, stranger):
        client.logout() if outsider is None else client.force_login(outsider)
        for page in everywhere:
            told = client.get(page).content.decode()
            assert "rue Haute" in told, page
            assert not [s for s in SECRETS if s in told], page
    assert {"worksite.create", "worksite.publish"} <= set(
        AuditEntry.objects.values_list("action", flat=True)
    )


def test_who_may_write(place, chief, reader_of):
    made = make(chief, reader_of, place)
    elected = place.member("Elue", Role.READER)
    agent = place.member("Agent", Role.CONTRIBUTOR, place.first)
    helper = place.member("Aide", Role.CONTRIBUTOR)
    for person in (elected, agent):
        with pytest.raises(Refused):
            writing.change(person, reader_of(person), made, {"title": "À moi"}, None, 1)
    seen_as = reader_of(chief).seen_as(reader_of(helper))
    with pytest.raises(Refused):
        writing.change(chief, seen_as, made, {"title": "À moi"}, None, 1)
    writing.change(helper, reader_of(helper), made, {"title": "Rue Haute, suite"}, None, 1)
    with pytest.raises(Refused):
        writing.publish(helper, reader_of(helper), made, 2, published=True)
    mine = writing.create(agent, reader_of(agent), place.first, {"title": "Trottoir"}, LINE)
    assert queries.find(reader_of(elected), mine.pk) == mine
    with pytest.raises(NotFound):
        queries.find(PUBLIC, mine.pk)
    writing.remove(agent, reader_of(agent), mine)
    assert not Worksite.objects.filter(title="Trottoir").exists()


def test_two_people_at_once_and_values_out_of_range(place, chief, reader_of):
    made = make(chief, reader_of, place)
    reader = reader_of(chief)
    first, second = queries.find(reader, made.pk), queries.find(reader, made.pk)
    writing.change(chief, reader, first, {"title": "Le premier"}, None, 1)
    with pytest.raises(Conflict, match="modifiée entre-temps"):
        writing.change(chief, reader, second, {"title": "Le second"}, None, 1)
    assert queries.find(reader, made.pk).title == "Le premier"
    for wrong in (
        {"ends_on": date(2020, 1, 1)},
        {"depth_m": -1.0},
        {"depth_m": float("nan")},
        {"kind": "METRO"},
        {"title": ""},
    ):
        with pytest.raises(Invalid):
            writing.change(chief, reader, first, wrong, None, 2)
    one = {"source": "logiciel", "external_id": "7"}
    make(chief, reader_of, place, **one)
    with pytest.raises(Conflict, match="déjà un chantier"):
        make(chief, reader_of, place, **one)
    away = make(chief, reader_of, place, shapely.Point(2.35, 48.85), ends_on=None, starts_on=None)
    assert "hors du territoire" in " ".join(writing.warnings(away))


def test_form_without_javascript(client, place, chief, reader_of):
    client.force_login(chief)
    form = {
        "owner": place.root.pk,
        "title": "Branchement",
        "kind": "ASSAINISSEMENT",
        "state": "planned",
        "drawn": "46,52 ; 4,82\n46,52 ; 4,822",
        "occupation": "none",
    }
    for wrong, said in (
        ({"drawn": ""}, "Donnez une adresse"),
        ({"drawn": "", "address": "12 rue Haute"}, "Aucune adresse connue"),
        ({"drawn": "ici"}, "n’est pas un point"),
        ({"drawn": '{"type":"Polygon","coordinates":[]}'}, "vide"),
        ({"drawn": "45 1\n49 5"}, "50 km"),
        ({"drawn": "6615000 840000"}, "pas des degrés"),
        ({"starts_on": "2027-03-02", "ends_on": "2027-03-01"}, "vient avant son début"),
    ):
        answer = client.post("/chantiers/nouveau/", {**form, **wrong})
        assert answer.status_code == 200
        assert said in answer.content.decode(), wrong
    answer = client.post("/chantiers/nouveau/", form, follow=True)
    made = Worksite.objects.get()
    assert "Sans date" in answer.content.decode()
    assert made.geometry.equals(shapely.LineString([(4.82, 46.52), (4.822, 46.52)]))
    assert [str(c) for c in made.communes.all()] == ["Aubrac"]

    edit = f"/chantiers/{made.pk}/modifier/"
    kept = client.get(edit).context["form"]
    again = {**form, "drawn": kept["drawn"].value(), "revision": 1, "title": "Branchement 2"}
    assert client.post(edit, again).status_code == 302
    stale = client.post(edit, {**again, "title": "Branchement 3"}).content.decode()
    assert "modifiée entre-temps" in stale
    made.refresh_from_db()
    assert (made.title, made.revision) == ("Branchement 2", 2)
    assert made.geometry.equals(shapely.LineString([(4.82, 46.52), (4.822, 46.52)]))


def test_list_by_dates_states_and_places(client, place, chief, reader_of):
    today = timezone.localdate()
    day = timedelta(days=1)
    make(chief, reader_of, place, title="A venir")
    make(chief, reader_of, place, title="En route", starts_on=today - 3 * day, ends_on=today)
    make(chief, reader_of, place, title="Sans date", starts_on=None, ends_on=None)
    make(
        chief, reader_of, place, title="Fini", state="done",
        starts_on=today - 90 * day, ends_on=today - 80 * day,
    )  # fmt: skip
    make(chief, reader_of, place, shapely.Point(4.92, 46.52), title="A Cormes")
    client.force_login(chief)

    def titles(query: str) -> list[str]:
        features = json.loads(client.get(f"/chantiers/fichier/geojson/?{query}").content)
        return [f["properties"]["titre"] for f in features["features"]]

    assert titles("") == ["En route", "A venir", "A Cormes", "Sans date"]
    assert titles("etat=done") == ["Fini"]
    assert len(titles("etat=tous")) == 5
    assert titles("commune=96003") == ["A Cormes"]
    assert titles(f"au={today + day:%Y-%m-%d}") == ["En route", "Sans date"]
    assert titles(f"du={today + 2 * day:%Y-%m-%d}&nature=EAU") == [
        "A venir", "A Cormes", "Sans date",
    ]  # fmt: skip
    groups = [g.title for g in client.get("/chantiers/").context["groups"]]
    assert groups[0] == "En ce moment"
    assert groups[-1] == "Sans date de début"
    # A filter that is mistyped is shown on the page, and never answers everything elsewhere.
    for wrong in ("du=hier", "commune=75056", "etat=fini", "du=2027-02-02&au=2027-02-01"):
        assert client.get(f"/chantiers/?{wrong}").context["form"].errors, wrong
        for page in ("fichier/csv/", "visibles/", "carte/14/8411/5812.mvt"):
            assert client.get(f"/chantiers/{page}?{wrong}").status_code == 400
    for box in ("a,b,c,d", "1,2,3", "1"):
        assert client.get(f"/chantiers/visibles/?bbox={box}").status_code == 400
    assert client.get("/chantiers/visibles/?bbox=nan,0,inf,90").status_code == 200
    assert client.get("/chantiers/carte/3/99/0.mvt").status_code == 400
    tile = client.get("/chantiers/carte/14/8411/5812.mvt")
    assert tile.status_code in (200, 204)
