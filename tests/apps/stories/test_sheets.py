"""The sheet of a commune: figures against plain Python, what is missing, on paper, all at once."""

from __future__ import annotations

import io
import zipfile

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import SENTENCES
from terrier.apps.catalog.choices import Theme
from terrier.apps.catalog.models import Reading
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import drain
from terrier.apps.stories.actions import indicators
from terrier.apps.stories.actions.blocks import Way
from terrier.apps.stories.models import Indicator
from terrier.apps.stories.sheets import batch
from terrier.apps.stories.sheets.composing import sheet
from terrier.apps.stories.sheets.sections import PARTS
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from tests.apps.stories import paper

pytestmark = pytest.mark.django_db
TONNAGE = {
    "label": "Déchets", "dataset": "points-de-collecte", "table": "points",
    "question": "mesure=sum:tonnage&par=commune&par=releve:month",
    "sentence": "{valeur} à {commune} en {periode}, {rang}.", "unit": "t",
    "better_when": "lower",
}  # fmt: skip


@pytest.fixture
def chief(place):
    return place.member("Chloe", Role.ADMINISTRATOR)


@pytest.fixture
def add(chief, place, reader_of):
    def added(**values):
        return indicators.add(chief, reader_of(chief), place.root, {**TONNAGE, **values})

    return added


def body(client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200
    return answered.content.decode()


def of(month: int, commune: int) -> float:
    """Add up the tonnage of a month of 2024 and of a commune, in plain Python."""
    days = {1: range(31), 2: range(31, 60)}[month]
    return sum(i * 1000.5 for i in days if i % 3 == commune)


def test_a_sheet_says_value_trend_and_rank_as_plain_python_does(bins, place, add):
    bins()
    add()
    found = sheet(PUBLIC, Commune.objects.get(code="96002"), place.root)
    (line,) = found.lines
    february = {commune: of(2, commune) for commune in range(3)}
    value = f"{february[1]:,.0f}".replace(",", "\u202f")
    assert (line.value, line.unit) == (value, "t")
    change = round((of(2, 1) / of(1, 1) - 1) * 100)
    assert f"+{change}" in line.trend
    assert sorted(february.values(), reverse=True).index(february[1]) == 1
    assert line.rank == "2e sur 3 communes"
    assert line.before == ""
    assert line.after.startswith(" à Le Bourg en février 2024, 2e sur 3")
    # Two neighbours make no median of similar communes: that of all three is said to be so.
    assert line.beside == f"Proche de la médiane du territoire ({value}\xa0t)"
    assert (line.tone, line.period, found.like) == ("", "", ())
    highest = max(february.values())
    # Little is compared: what changed is all that stands out.
    (remark,) = found.remarks
    assert (remark.line, remark.said, remark.tone) == (line, line.trend, "")
    assert [(part.title, part.lines) for part in found.sections] == [("Autres chiffres", (line,))]
    assert [step.share for step in line.steps] == pytest.approx(
        [v / highest for v in sorted(february.values())]
    )
    assert found.place == "2e commune sur 3 par sa population"


def test_what_is_not_known_is_said_and_what_is_reserved_is_not(client, bins, place, add, chief):
    dataset = bins()
    add()
    add(label="Zqsecret", question="mesure=count&par=commune&f.commune=eq:96001")
    client.force_login(chief)
    told = client.get("/communes/96002/fiche/").content.decode()
    assert "Ce que l’on ne sait pas" in told
    assert "<strong>Zqsecret</strong> : aucune ligne de « Points de collecte »" in told
    client.logout()
    assert "Zqsecret" in client.get("/communes/96002/fiche/").content.decode()
    dataset.visibility = "restricted"
    dataset.policy_revision += 1
    dataset.save()
    for address in ("/communes/96001/fiche/", "/communes/96002/fiche/"):
        told = client.get(address).content.decode()
        assert "Zqsecret" not in told
        assert "Points de collecte" not in told
        assert "2 chiffres de la fiche sont réservés" in told
    assert client.get("/communes/99999/fiche/").status_code == 404
    bins.mask(dataset, "tonnage")


def test_the_sheet_is_one_accessible_page_and_all_of_them_one_archive(
    client, bins, place, add, chief, reader_of
):
    dataset = bins()
    for rank in range(indicators.MOST):
        add(label=f"Déchets n° {rank}")
    with pytest.raises(Invalid, match="10 chiffres au plus"):
        add(label="De trop")
    answered = client.get("/communes/96002/fiche/pdf/")
    told = paper.read(answered.content)
    assert (told.pages, told.title, told.language) == (1, "Fiche communale : Le Bourg", "fr")
    assert "Déchets n° 9" in told.words
    # What stands out and the part of its figures, each with its own heading.
    assert (told.kinds["H2"], told.kinds["H3"]) == (2, 1 + indicators.MOST)
    assert told.words.index("Ce qui ressort") < told.words.index("Déchets n° 0")
    assert all(told.alternatives)
    assert b"pdfuaid" in answered.content
    client.force_login(chief)
    asked = client.post("/fiches/toutes/")
    assert client.post("/fiches/toutes/")["Location"] == asked["Location"]
    job = Job.objects.get(kind="stories.sheets")
    assert asked["Location"] == f"/fiches/toutes/{job.pk}/"
    assert client.get(asked["Location"])["Location"] == f"/travaux/{job.pk}/"
    drain()
    assert "sont prêtes" in client.get(asked["Location"]).content.decode()
    sent = client.get(asked["Location"] + "?fichier=1")
    with zipfile.ZipFile(io.BytesIO(b"".join(sent.streaming_content))) as archive:
        assert sorted(archive.namelist()) == [
            "fiche-96001-aubrac.pdf", "fiche-96002-le-bourg.pdf", "fiche-96003-cormes.pdf",
        ]  # fmt: skip
    client.force_login(place.member("Autre", Role.ADMINISTRATOR))
    assert client.get(asked["Location"]).status_code == 404
    # What the data say has changed: the archive is of another day.
    client.force_login(chief)
    bins.mask(dataset)
    assert client.get(asked["Location"] + "?fichier=1").status_code == 410


def test_one_sheet_that_cannot_be_printed_does_not_lose_the_others(
    client, bins, place, add, chief, monkeypatch
):
    bins()
    add()
    whole = batch.printed

    def printed(told, svg, address):
        if told.commune.code == "96002":
            raise Invalid("Ce document contient trop de caractères qui ne s’impriment pas.")
        return whole(told, svg, address)

    monkeypatch.setattr(batch, "printed", printed)
    client.force_login(chief)
    asked = client.post("/fiches/toutes/")
    drain()
    told = client.get(asked["Location"]).content.decode()
    assert "Les fiches des 2 communes sont prêtes" in told
    assert "Le Bourg : Ce document contient trop de caractères" in told


def test_sheets_are_on_the_access_log_where_data_are_about_persons(client, bins, place, add, chief):
    dataset = bins(about_persons=True)
    add()
    add(label="Encore")
    client.get("/communes/96002/fiche/")
    client.get("/communes/96002/fiche/pdf/")
    client.force_login(chief)
    asked = client.post("/fiches/toutes/")
    drain()
    assert Reading.objects.count() == 2
    assert b"".join(client.get(asked["Location"] + "?fichier=1").streaming_content)
    noted = list(Reading.objects.order_by("pk").values_list("reader_id", "dataset_id", "door"))
    assert noted == [
        (None, dataset.pk, "page"), (None, dataset.pk, "download"),
        (chief.pk, dataset.pk, "download"),
    ]  # fmt: skip
    dataset.about_persons = False
    dataset.save()
    client.get("/communes/96002/fiche/")
    assert Reading.objects.count() == 3


def test_the_administrator_writes_figures_and_errors_are_in_words(
    client, bins, place, add, chief, reader_of
):
    bins()
    contributor = place.member("Agent", Role.PUBLISHER)
    with pytest.raises(Refused):
        indicators.add(contributor, reader_of(contributor), place.root, TONNAGE)
    client.force_login(chief)
    sent = {
        "label": "Points", "other": "mesure=count&par=commune", "sentence": "{valeur} à trier",
        "unit": "point|points", "better_when": "higher", "commune": "96001",
        "question": "mesure=sum:tonnage&par=commune",
    }  # fmt: skip
    assert "?source=points-de-collecte/points" in body(client, "/fiches/chiffres/nouveau/")
    new = "/fiches/chiffres/nouveau/?source=points-de-collecte/points"
    offered = body(client, new)
    assert "Total du tonnage par commune et par année" in offered
    assert offered.count('name="question"') == 8
    assert "{valeur} dans la commune.</textarea>" in offered
    preview = client.post(new, {**sent, "apercu": "oui"}).content.decode()
    assert '<strong class="value">20 <small>points</small></strong> à trier' in preview
    assert not Indicator.objects.exists()
    for wrong, said in (
        ({"sentence": "{total}"}, "n’est pas connu"),
        ({"other": "mesure=somme"}, "ne convient pas"),
        ({"other": "mesure=count"}, "commune par commune"),
        ({"other": "mesure=count&par=inconnue"}, "inconnue"),
        ({"other": "/jeux/ailleurs/t/points/question/?mesure=count"}, "autres données"),
        ({"other": "", "question": ""}, "Ce champ est obligatoire"),
    ):
        answered = client.post(new, {**sent, **wrong})
        assert answered.status_code == 200
        assert said in answered.content.decode()
    pasted = f"https://ailleurs.example/jeux/points-de-collecte/t/points/question/?{sent['other']}"
    assert client.post(new, {**sent, "other": pasted}).status_code == 302
    first, second = Indicator.objects.get(), add()
    indicators.move(chief, reader_of(chief), second, Way.UP)
    assert list(Indicator.objects.all()) == [second, first]
    address = f"/fiches/chiffres/{first.pk}/"
    assert client.post(address, {**sent, "label": "Lieux", "revision": 1}).status_code == 302
    with pytest.raises(Conflict):
        indicators.change(chief, reader_of(chief), first, TONNAGE, 1)
    assert client.post(f"{address}retirer/").status_code == 302
    assert [i.position for i in Indicator.objects.all()] == [0]
    done = set(AuditEntry.objects.values_list("action", flat=True))
    assert {"indicator.add", "indicator.change", "indicator.move", "indicator.remove"} <= done
    assert done <= set(SENTENCES)


def test_a_set_is_proposed_from_the_datasets_present(client, bins, place, chief):
    bins("Arrêts de bus", slug="arrets", rows=9)
    bins("Tonnages de déchets", slug="tonnages")
    client.force_login(chief)
    listed = client.get("/fiches/chiffres/").content.decode()
    assert "Déchets collectés, Arrêts de bus" in listed
    # The sheet makes itself before anybody has chosen.
    assert "3 <small>arrêts</small>" in client.get("/communes/96001/fiche/").content.decode()
    assert client.post("/fiches/chiffres/proposer/").status_code == 302
    assert client.post("/fiches/chiffres/proposer/").status_code == 302
    assert [i.label for i in Indicator.objects.all()] == ["Déchets collectés", "Arrêts de bus"]
    told = client.get("/communes/96001/fiche/").content.decode()
    assert "3 <small>arrêts</small>" in told
    assert "kg par habitant</small></strong> en 2024" in told


def test_a_commune_stands_among_those_of_its_territory_and_no_others(bins, place, add):
    """A file of the whole département, another territory on the instance, one that left."""
    bins()
    add()
    before = sheet(PUBLIC, Commune.objects.get(code="96002"), place.root)
    assert before.lines[0].rank.endswith("sur 3 communes")
    third = Commune.objects.get(code="96003")
    other = Organisation.objects.create(name="Ailleurs", slug="ailleurs", kind="epci")
    Organisation.objects.filter(commune=third).update(parent=other)
    after = sheet(PUBLIC, Commune.objects.get(code="96002"), place.root)
    assert after.lines[0].rank.endswith("des 2 communes")
    assert len(after.lines[0].steps) == 2
    assert after.place == "1re commune sur 2 par sa population"
    assert sheet(PUBLIC, third, place.root).lines[0].rank == "le seul connu"
    # It belongs to nobody any more: it is compared with all that are known.
    Organisation.objects.filter(commune=third).update(commune=None)
    assert sheet(PUBLIC, third, place.root).lines[0].rank.endswith("3 communes")


def test_every_theme_has_one_part_of_the_sheet():
    told = [theme for _title, themes in PARTS for theme in themes]
    assert sorted(told) == sorted(["", *Theme])
