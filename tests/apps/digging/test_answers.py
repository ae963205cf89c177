"""An answer: what is known around a place, what is not, and its proof."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import re
import sqlite3
import zipfile
from datetime import date

import pyogrio.raw
import pytest
import shapely
from django.core.files.uploadedfile import SimpleUploadedFile

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import sentence
from terrier.apps.catalog.models import Dataset
from terrier.apps.digging.content import unpacked
from terrier.apps.digging.models import Answer
from terrier.apps.digging.queries import missing
from terrier.apps.networks.models import Service
from terrier.apps.territories.queries import reader_of
from terrier.apps.worksites.actions import writing
from terrier.domain.access.policy import Role
from terrier.domain.topology.ignorance import Gap

from .conftest import FAR, HERE, ORIGIN, degrees

ASK = "/sous-nos-pieds/"
POINT = {"par": "point", "lon": str(HERE[0]), "lat": str(HERE[1]), "rayon": "10"}


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def times(name: str, text: str) -> int:
    """Count a name where it stands alone: tokens of the page hold any letters by chance."""
    return len(re.findall(rf"\b{name}\b", text))


def asked(client, **fields):
    """Ask, and open the answer."""
    done = client.post(ASK, fields or POINT)
    assert done.status_code == 302, text_of(done)
    return client.get(done["Location"])


def test_an_address_is_answered_with_what_is_known_and_what_is_not(client, street):
    client.force_login(street.operator())
    page = text_of(asked(client))
    for said in (
        "Régie des eaux", "urgence 03 85", "Syndicat de la Grosne", "peut être dans l’emprise",
        "Aucun service « électricité » n’est déclaré à Aubrac",
        "Aucun service « éclairage public » n’est déclaré à Aubrac",
        "Val Numérique exploite un réseau « communications électroniques » à Aubrac, dont aucun "
        "plan ne vous est montré ici",
        "Rien n’est déclaré à Aubrac pour : eaux pluviales, gaz, chaleur et froid.",
        "ouvrages sans position, qui peuvent être ici : 1",
        "Ni adresses ni bâtiments ne sont ouverts à votre lecture",
        "Un réseau absent d’ici peut exister : des plans manquent, ou ne vous sont pas montrés",
        "inopérable",
        "minimum réglementaire : 1,20 m", "moins profonds que la règle", "minimum réglementaire "
        "non déclaré", "1,10 m : moins que la règle", "60,00 m déclaré : douteux",
    ):  # fmt: skip
        assert said in page, said
    assert times("C9", page) == 0


def test_an_answer_is_kept_with_its_proof_and_found_again_by_its_number(client, street):
    claire = street.operator()
    client.force_login(claire)
    asked(client, **POINT, objet="Fuite", marge="25")
    given = Answer.objects.get()
    assert given.asked_by == claire
    assert given.networks == [
        {"dataset": "eau-potable", "version": 1}, {"dataset": "eaux-usees", "version": 1},
    ]  # fmt: skip
    kept = gzip.decompress(bytes(given.content))
    assert hashlib.sha256(kept).hexdigest() == given.proof
    entry = AuditEntry.objects.get(action="digging.answer")
    assert entry.detail["proof"] == given.proof
    assert given.reference in sentence(entry)
    before = text_of(client.get(f"{ASK}{given.reference}/"))
    # A new version, other pipes, another description: the answer says what it said.
    street.bring(street.place.root.datasets.get(slug="eau-potable"), canalisations=FAR)
    written = given.reference.lower().replace("-", " ")
    found = client.get(ASK, {"numero": written}, follow=True)
    assert found.redirect_chain == [(f"{ASK}{given.reference}/", 302)]
    drop = "La réponse est gardée"
    assert times("C2", text_of(found)) == times("C2", before) > 0
    assert given.proof in text_of(found)
    assert drop not in text_of(found)
    newer = text_of(asked(client))
    assert times("C2", newer) == 0
    assert "Eau potable : aucun ouvrage connu dans l’emprise ni dans sa marge" in newer


def test_only_operators_ask_and_only_of_their_networks(client, street, place):
    sewer = street.place.root.datasets.get(slug="eaux-usees")
    sewer.owner = place.first
    sewer.save()
    # Somebody of the root, operating there: everything below is theirs too.
    everywhere = street.operator("Claire")
    # Somebody of one commune, with the right there alone: the water is seen, and withheld.
    local = street.operator("Marc", place.first)
    plain = place.member("Paul", Role.CONTRIBUTOR)
    client.force_login(local)
    page = text_of(asked(client))
    mine = Answer.objects.get()
    assert "Syndicat de la Grosne" in page
    assert "Vous n’avez pas accès au plan de « Eau potable »" in page
    for secret in (">V1<", ">C1<", "Régie des eaux", "inopérable"):
        assert secret not in page
    client.force_login(everywhere)
    asked(client)
    whole = Answer.objects.exclude(pk=mine.pk).get()
    assert client.get(f"{ASK}{mine.reference}/").status_code == 200
    doors = ("", "vue.svg", "plan.pdf", "donnees.gpkg", "donnees.geojson")
    for reader in (local, plain, None):
        if reader:
            client.force_login(reader)
        else:
            client.logout()
        for door in doors:
            answer = client.get(f"{ASK}{whole.reference}/{door}")
            assert answer.status_code == (404 if reader else 302), (reader, door)
    client.force_login(plain)
    assert "Il faut le droit « exploiter le réseau »" in text_of(client.get(ASK))
    assert client.post(ASK, POINT).status_code == 403
    assert Answer.objects.count() == 2
    # The right is taken back: so are the answers.
    membership = everywhere.memberships.get()
    membership.rights = []
    membership.save()
    client.force_login(everywhere)
    assert client.get(f"{ASK}{whole.reference}/").status_code == 404


def test_a_plan_that_the_reader_does_not_see_is_never_told_as_none(client, street, place):
    """The service is known; that its plan exists is not said, nor that there is none."""
    water = place.root.datasets.get(slug="eau-potable")
    client.force_login(street.operator())
    Dataset.objects.filter(pk=water.pk).update(published_at=None, visibility="restricted")
    page = text_of(asked(client))
    assert "Eau potable" not in page
    assert ">C1<" not in page
    assert (
        "Régie des eaux exploite un réseau « eau potable » à Aubrac, dont aucun plan ne vous est "
        "montré ici"
    ) in page
    # Begun next year, or over: nobody declared what is under the street today.
    Service.objects.filter(name="Eau du Val").update(since=date(2999, 1, 1))
    assert "Aucun service « eau potable » n’est déclaré à Aubrac" in text_of(asked(client))


def test_what_a_version_lost_may_be_here(client, street, place, tmp_path):
    """Swapped coordinates, lines that the import refused, a table that is gone."""
    water = place.root.datasets.get(slug="eau-potable")
    client.force_login(street.operator())
    pipe, swapped = FAR[0], shapely.from_wkt(FAR[0][-1])
    swapped = shapely.transform(swapped, lambda xy: xy[:, ::-1]).wkt
    street.bring(water, canalisations=[pipe, ("S1", *pipe[1:-1], swapped)])
    water.refresh_from_db()
    lines = water.current.tables.get()
    rejects = tmp_path / "rejects.csv"
    rejects.write_text("ligne")
    lines.rejects = "rejects.csv"
    lines.save()
    water.current.receipt = {"tables": [
        {"name": "canalisations", "equation": {"rejected": 3}},
        {"name": "autre", "equation": {"rejected": 9}},
    ]}  # fmt: skip
    water.current.save()
    page = text_of(asked(client))
    for said in (
        "Eau potable : ouvrages dessinés loin du territoire, qui peuvent être ici : 1.",
        "Eau potable : lignes du fichier refusées à l’import, dont les ouvrages peuvent être ici "
        ": 3.",
        "Eau potable : la table « vannes » manque à la version en place",
    ):
        assert said in page, said
    graves = [u for u in unpacked(bytes(Answer.objects.get().content)).unknowns if u.grave]
    assert {Gap.ELSEWHERE, Gap.REJECTED, Gap.TABLE_GONE} <= {u.gap for u in graves}
    # Corrected since: what the file lost is lost still.
    kept = water.current
    kept.pk, kept.number, kept.mode, kept.receipt = None, kept.number + 1, "correction", {}
    kept.save()
    assert missing._rejected(water, ["canalisations"]) == 3


def test_houses_without_a_known_pipe_are_told_and_drawn(client, street, bins):
    client.force_login(street.operator())
    # The first collection point is some two kilometres from any pipe; it stands for an address.
    bins("Adresses", slug="adresses", visibility="internal")
    far = {**POINT, "lon": "4.805", "lat": "46.505"}
    page = asked(client, **far)
    assert "Une adresse ou un bâtiment est à plus de 50 m de toute conduite" in text_of(page)
    assert "habité, sans conduite d’eau connue" in text_of(page)
    kept = Answer.objects.get()
    data = client.get(f"{ASK}{kept.reference}/donnees.geojson").json()
    (zone,) = [f for f in data["features"] if f["properties"]["objet"] == "connaissance_absente"]
    assert shapely.covers(
        shapely.from_geojson(json.dumps(zone["geometry"])), shapely.Point(4.805, 46.505)
    )
    near = asked(client)
    assert "à plus de 50 m de toute conduite" not in text_of(near)


def test_data_say_what_the_page_says(client, street):
    client.force_login(street.operator())
    asked(client)
    given = Answer.objects.get()
    data = client.get(f"{ASK}{given.reference}/donnees.geojson").json()
    pieces = {f["properties"]["identifiant"]: f for f in data["features"]
              if f["properties"]["objet"] == "ouvrage"}  # fmt: skip
    assert set(pieces) == {"C1", "C2", "C3", "C4", "E1", "V1", "V2", "H1"}
    c2 = pieces["C2"]["properties"]
    # A circle of 10 m around one end: 10 m inside, 60 m with a margin of 50 m.
    assert c2["longueur_emprise_m"] == pytest.approx(10, abs=0.05)
    assert c2["longueur_concernee_m"] == pytest.approx(60, abs=0.1)
    assert (c2["classe"], c2["situation"], c2["profondeur_m"]) == ("B", "dans l’emprise", None)
    assert (c2["profondeur_minimale_m"], c2["moins_profond_que_la_regle"]) == (60, False)
    assert pieces["C1"]["properties"]["moins_profond_que_la_regle"] is True
    assert pieces["C3"]["properties"]["classe_declaree"] is False
    assert pieces["C3"]["properties"]["situation"] == "peut être dans l’emprise"
    assert pieces["C4"]["properties"]["statut"] == "hors service"
    assert pieces["E1"]["properties"]["distance_m"] == pytest.approx(2, abs=0.05)
    drawn = shapely.from_geojson(json.dumps(pieces["C1"]["geometry"]))
    assert drawn.hausdorff_distance(shapely.LineString([degrees(-100, 0), degrees(0, 0)])) < 1e-6
    assert any("éclairage public" in said for said in data["reponse"]["ce_que_l_on_ne_sait_pas"])
    assert "DICT" in data["reponse"]["limites"]
    package = client.get(f"{ASK}{given.reference}/donnees.gpkg")
    assert package["Cache-Control"] == "private, no-store"
    connection = sqlite3.connect(":memory:")
    connection.deserialize(package.content)
    count = dict(connection.execute("SELECT identifiant, count(*) FROM ouvrages GROUP BY 1"))
    assert count == dict.fromkeys(pieces, 1)
    assert connection.execute("SELECT numero FROM emprise").fetchone() == (given.reference,)
    (crs,) = connection.execute("SELECT DISTINCT srs_id FROM gpkg_contents").fetchone()
    assert crs == 2154
    connection.close()
    assert client.get(f"{ASK}{given.reference}/donnees.csv").status_code == 404


def shapefile(folder, shape) -> bytes:
    """Write a shapefile in Lambert 93, zipped."""
    path = folder / "emprise.shp"
    pyogrio.raw.write(
        path, geometry=[shapely.to_wkb(shape)], field_data=[], fields=[], crs="EPSG:2154",
        geometry_type="Polygon",
    )  # fmt: skip
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for part in sorted(folder.glob("emprise.*")):
            archive.write(part, part.name)
    return out.getvalue()


def test_a_footprint_comes_from_a_file_or_a_row(client, street, bins, tmp_path):
    client.force_login(street.operator())
    zone = shapely.box(ORIGIN[0] - 5, ORIGIN[1] - 5, ORIGIN[0] + 5, ORIGIN[1] + 5)
    folder = tmp_path / "shape"
    folder.mkdir()
    sent = {"emprise.zip": shapefile(folder, zone)}
    square = shapely.Polygon([degrees(*p) for p in ((-5, -5), (5, -5), (5, 5), (-5, 5))])
    sent["emprise.geojson"] = shapely.to_geojson(square).encode()
    for name, content in sent.items():
        page = asked(client, par="fichier", fichier=SimpleUploadedFile(name, content))
        assert f"emprise du fichier {name}" in text_of(page)
        assert "emprise de 100 m²" in text_of(page)
    bins("Bornes")
    page = asked(client, par="ligne", jeu="bornes", table="points", ligne="1", largeur="10")
    assert "ligne 1 de « Bornes »" in text_of(page)
    bad = {
        b"": "vide", b"nom;age\nx;1": "pas de forme", b"{": "", b"%PDF-1.4": "PDF",
    }  # fmt: skip
    for content, said in bad.items():
        refused = client.post(
            ASK, {"par": "fichier", "fichier": SimpleUploadedFile("e.geojson", content)}
        )
        assert refused.status_code in (400, 422)
        assert said in text_of(refused)
    assert client.post(ASK, {"par": "fichier"}).status_code == 400
    assert Answer.objects.count() == 3


def test_a_parcel_is_found_where_its_column_is_seen(client, street, bins):
    client.force_login(street.operator())
    refused = client.post(ASK, {"par": "parcelle", "parcelle": "96001 AB 12"})
    assert refused.status_code == 404
    assert "Aucun jeu de données de parcelles" in text_of(refused)
    parcels = bins("Cadastre")
    column = bins.column(parcels, "nom") if hasattr(bins, "column") else None
    column.concept = "parcel"
    column.save()
    missing = client.post(ASK, {"par": "parcelle", "parcelle": "96001 AB 12"})
    assert missing.status_code == 404
    assert "n’est dans aucun jeu" in text_of(missing)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"rayon": "0"}, "rayon"), ({"rayon": "1e9"}, "pas un nombre"), ({"rayon": "900"}, "rayon"),
        ({"lat": "abc"}, "pas une coordonnée"), ({"lon": "nan"}, "pas une coordonnée"),
        ({"marge": "5000"}, "marge"), ({"debut": "2026-02-30"}, "pas une date"),
        ({"debut": "2026-03-02", "fin": "2026-03-01"}, "avant d’avoir commencé"),
        ({"par": "autre"}, "Dites où"), ({"lat": "48.85", "lon": "2.35"}, "hors du territoire"),
        ({"par": "trace", "trace": "POLYGON EMPTY"}, "vide"),
        ({"par": "ligne", "jeu": "x", "table": "y", "ligne": "1"}, "n’existe pas"),
        ({"profondeur": "99"}, "profondeur"),
    ],
)  # fmt: skip
def test_bad_questions_are_refused_in_words_and_nothing_is_kept(client, street, more, said):
    client.force_login(street.operator())
    refused = client.post(ASK, {**POINT, **more})
    assert refused.status_code in (400, 404)
    assert said in text_of(refused)
    assert not Answer.objects.exists()


def test_neighbouring_worksites_come_with_what_to_do(client, street, place):
    claire = street.operator()
    writer = place.member("Marie", Role.CONTRIBUTOR)
    shape = shapely.LineString([degrees(2, -3), degrees(60, -3)])
    worksite = writing.create(
        writer, reader_of(writer), place.root,
        {"title": "Fibre rue du Moulin", "kind": "TELECOM", "state": "planned", "depth_m": 0.8,
         "starts_on": date(2027, 3, 1), "ends_on": date(2027, 4, 1)},
        shape,
    )  # fmt: skip
    client.force_login(claire)
    page = text_of(asked(client, **POINT, debut="2027-03-10", fin="2027-03-20", profondeur="1,2"))
    assert "Fibre rue du Moulin" in page
    assert "une seule fouille peut servir aux deux" in page
    assert f"/chantiers/{worksite.pk}/" in page
    assert "autre chantier" in page
    later = text_of(asked(client, **POINT, debut="2029-03-10", fin="2029-03-20"))
    assert "une seule fouille" not in later


def test_the_home_page_and_rows_lead_operators_here(client, street, place, bins):
    bins("Bornes")
    row, home = "/jeux/bornes/t/points/lignes/1/", "/"
    asks = "/sous-nos-pieds/?jeu=bornes&amp;table=points&amp;ligne=1"
    assert 'href="/ici/"' in text_of(client.get(home))
    client.force_login(place.member("Paul", Role.READER))
    assert 'href="/ici/"' in text_of(client.get(home))
    assert "sous-nos-pieds" not in text_of(client.get(row, follow=True))
    client.force_login(street.operator())
    assert 'href="/sous-nos-pieds/"' in text_of(client.get(home))
    assert asks in text_of(client.get(row, follow=True))
    assert "L’emprise est la ligne 1" in text_of(client.get(asks.replace("&amp;", "&")))
    around = text_of(client.get("/ici/?lat=46.52&lon=4.82&rayon=50"))
    assert "/sous-nos-pieds/?q=46.520000;4.820000&amp;rayon=50" in around
