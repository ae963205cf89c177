"""The screens of crossings: what is proposed to whom, composed, kept, mended by hand."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from urllib.parse import urlencode

import pytest
from django.urls import reverse

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog import erased
from terrier.apps.catalog.models import Correction, Dataset
from terrier.apps.crossing.models import Crossing, HandMatch, TableSketch
from terrier.apps.crossing.queries import alike, previewing
from terrier.apps.crossing.queries.proposals import proposed
from terrier.apps.crossing.sketching import sketch_what_is_missing
from terrier.apps.crossing.views import composing as composing_views
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import KeyPair, Kind, Link
from terrier.lake.engine import TooLong
from tests.apps.catalog.conftest import Bins
from tests.apps.crossing.conftest import with_commune

pytestmark = pytest.mark.django_db(transaction=True)


def table_of(dataset: Dataset):
    dataset.refresh_from_db()
    return dataset.current.tables.select_related("version", "table").get()


def sentences(reader, dataset: Dataset) -> list[str]:
    return [str(p.sentence) for p in proposed(reader, table_of(dataset)).proposals]


def text_of(response) -> str:
    """Give the words of a page."""
    words = re.sub(
        r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.S
    )
    return re.sub(r"\s+", " ", html.unescape(words))


def composing(dataset: Dataset, **asked) -> str:
    path = reverse("cross-compose", args=[dataset.slug, "points"])
    return f"{path}?{urlencode(asked, doseq=True)}"


def test_proposals_are_of_tables_seen_whole_and_forgotten_with_what_they_say(bins, place, client):
    """A table with a masked column is proposed to whoever sees it whole, and to nobody else."""
    mine, other = bins("Points de collecte"), bins("Relevés des points")
    reader = place.member("Lise", Role.READER)
    chief = place.member("Chef", Role.ADMINISTRATOR)
    assert proposed(reader_of(chief), table_of(mine)).ready is False
    drain()
    assert TableSketch.objects.count() == 2
    said = "Points de collecte par « Nom du point » avec Relevés des points"
    assert said in sentences(reader_of(chief), mine)
    assert said in sentences(reader_of(reader), mine)
    Bins(place, None).mask(other)
    assert said not in sentences(reader_of(reader), mine)
    assert said in sentences(reader_of(chief), mine)
    assert proposed(reader_of(reader), table_of(other)).whole is False
    client.force_login(reader)
    page = client.get(reverse("cross", args=[mine.slug, "points"]))
    assert "Relevés" not in text_of(page)
    page = client.get(composing(mine, avec=f"{other.slug}/points", comment="keys"))
    assert "Relevés" not in text_of(page)
    other.visibility = "restricted"
    other.save()
    assert said not in sentences(PUBLIC, mine)


def test_the_page_of_a_dataset_proposes_to_people_and_not_to_the_public(bins, place, client):
    dataset = bins()
    drain()
    address = reverse("dataset", args=[dataset.slug])
    assert "Croiser avec" not in text_of(client.get(address))
    client.force_login(place.member("Lise", Role.READER))
    words = text_of(client.get(address))
    assert "Points de collecte par commune" in words
    assert "Points de collecte par carreau de 200 m" in words
    assert "« Par IRIS » viendra avec les contours des IRIS" in words


def test_proposed_then_measured_then_kept(bins, place, client):
    """The report comes before anything is saved; the result is a draft of the owner."""
    dataset = bins()
    drain()
    client.force_login(place.member("Croisée", Role.CONTRIBUTOR))
    page = client.get(reverse("cross", args=[dataset.slug, "points"]))
    link = re.search(r'href="([^"]+composer/\?avec=communes[^"]*)"', page.content.decode())[1]
    link = html.unescape(link)
    shown = client.get(link)
    words = text_of(shown)
    assert "100 % des lignes ont une correspondance" in words
    assert "3 rapprochées" in words
    assert "60 rapprochées" in words
    assert "Enregistrer ce croisement" in words
    assert not Crossing.objects.exists()
    kept = client.post(link, {"title": "Points par commune", "owner": place.root.slug})
    crossing = Crossing.objects.get()
    assert kept["Location"] == reverse("crossing", args=[crossing.pk])
    assert crossing.dataset.published_at is None
    drain()
    crossing.refresh_from_db()
    assert crossing.met().left.matched == 3
    words = text_of(client.get(kept["Location"]))
    assert "Points de collecte par commune" in words
    assert "calculé sur la version 1" in words
    listed = text_of(client.get(reverse("crossings")))
    assert "Points par commune" in listed
    assert "100 % des lignes rapprochées" in listed
    used = text_of(client.get(reverse("dataset", args=[dataset.slug])))
    assert "Utilisé dans ces croisements" in used
    again = client.get(reverse("crossing-change", args=[crossing.pk]), follow=True)
    assert "Vous changez le croisement" in text_of(again)
    client.logout()
    assert client.get(kept["Location"]).status_code == 404
    assert "Points par commune" not in text_of(client.get(reverse("crossings")))


def stopped(*tables, **limits):
    raise TooLong("stopped")


def test_long_tables_are_said_to_be_measured_before_they_are(bins, place, client, monkeypatch):
    """The page answers at once, then asks for the result, with or without JavaScript."""
    dataset = bins()
    client.force_login(place.member("Croisée", Role.CONTRIBUTOR))
    asked = {
        "avec": "communes", "comment": "keys", "plusieurs": "best", "apporte": "value:name",
        "g1": Bins.column(dataset, "commune").stable_id, "d1": "code",
    }  # fmt: skip
    here = composing(dataset, **asked)
    monkeypatch.setattr(composing_views, "LONG", 62)
    monkeypatch.setattr(composing_views, "preview", lambda *_: pytest.fail("measured too early"))
    page = client.get(here)
    words = text_of(page)
    assert "Le croisement se mesure" in words
    assert "60 lignes de « Points de collecte » face à 3 lignes de « Communes »" in words
    assert "voici exactement ce que cela donne" not in words
    text = page.content.decode()
    after = html.unescape(re.search(r'http-equiv="refresh" content="1;url=([^"]+)"', text)[1])
    assert html.unescape(re.search(r'hx-get="([^"]+)"', text)[1]) == after
    monkeypatch.undo()
    monkeypatch.setattr(composing_views, "LONG", 62)
    measured = client.get(here.split("?")[0] + after)
    assert "100 % des lignes ont une correspondance" in text_of(measured).replace("\xa0", " ")
    assert "http-equiv" not in measured.content.decode()
    assert client.post(here, {"title": "Noms", "owner": place.root.slug}).status_code == 302
    monkeypatch.setattr(composing_views, "LONG", 63)
    assert "se mesure" not in text_of(client.get(here))


def test_several_matches_are_asked_in_words_with_an_example(bins, place, client, monkeypatch):
    """Values are wanted as they are, and a commune has twenty points: of which?"""
    dataset = bins()
    client.force_login(place.member("Croisée", Role.CONTRIBUTOR))
    nom = Bins.column(dataset, "nom").stable_id
    commune = Bins.column(dataset, "commune").stable_id
    asked = {
        "avec": "communes", "sens": "autre", "comment": "keys",
        "g1": "code", "d1": commune, "apporte": [f"value:{nom}"],
    }  # fmt: skip
    words = text_of(client.get(composing(dataset, **asked)))
    assert "Si plusieurs correspondent à choisir" in words
    assert "3 lignes de « Communes » en rencontrent plusieurs" in words
    assert "Par exemple, « 96001 · Aubrac » en rencontre plusieurs : Point 1, Point 4" in words
    assert "Enregistrer ce croisement" not in words
    words = text_of(client.get(composing(dataset, **asked, plusieurs="each")))
    assert "60 lignes" in words
    assert "Enregistrer ce croisement" in words
    words = text_of(client.get(composing(dataset, **asked, plusieurs="summarised")))
    assert "Nom du point : liste" in words
    # The limit itself is tried in tests/lake/crossing/test_limits.py; on five rows it is a race.
    for measuring in ("write", "measure"):
        monkeypatch.setattr(previewing.lake, measuring, stopped)
    words = text_of(client.get(composing(dataset, **asked, plusieurs="each")))
    assert "Mesurer ce croisement prend plus de" in words
    assert "Limitez-le à un périmètre" in words


def test_keeping_the_other_rows_turns_the_columns_round(bins, place, client):
    """Who changes their mind about the rows to keep has chosen the columns already."""
    dataset = bins()
    client.force_login(place.member("Croisée", Role.CONTRIBUTOR))
    commune = Bins.column(dataset, "commune").stable_id
    asked = {"avec": "communes", "comment": "keys", "g1": commune, "d1": "code"}
    one = text_of(client.get(composing(dataset, **asked, apporte="value:name")))
    assert "100 % des lignes" in one
    other = text_of(client.get(composing(dataset, **asked, sens="autre", apporte="value:name")))
    assert "ne peut pas" not in other
    assert "Points de collecte par commune" in other


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"comment": "keys"}, "Choisissez dans chaque table la colonne"),
        ({"comment": "within_distance", "metres": "loin"}, "« loin » n’est pas une distance"),
        ({"comment": "within_distance"}, "Dites à combien de mètres"),
        ({"comment": "keys", "g1": "nom", "d1": "name"}, "Rien ne se rencontre"),
        ({"comment": "keys", "g1": "releve", "d1": "name"}, "ne se comparent pas"),
        ({"comment": "keys", "g1": "zz", "d1": "name"}, "n’est plus dans la première table"),
        ({"comment": "inside", "apporte": "value:zz"}, "décochez-la"),
    ],
)
def test_what_cannot_be_is_said_with_what_to_do(bins, place, client, asked, words):
    dataset = bins()
    client.force_login(place.member("Lise", Role.READER))
    names = {c.name: c.stable_id for c in dataset.tables.get().columns.all()}
    asked = {k: names.get(v, v) if k == "g1" else v for k, v in asked.items()}
    page = client.get(composing(dataset, avec="communes", **asked))
    assert page.status_code == 200
    assert words in text_of(page)


def test_nothing_met_names_both_columns_and_their_values(bins, place, client):
    dataset = bins()
    client.force_login(place.member("Lise", Role.READER))
    nom = Bins.column(dataset, "nom").stable_id
    words = text_of(
        client.get(composing(dataset, avec="communes", comment="keys", g1=nom, d1="name"))
    )
    assert "Les valeurs de « Nom du point » et « Commune »" in words
    assert "Cochez ce qui ne doit pas compter" in words
    assert "Point 1" in words
    assert "Aubrac" in words


def test_the_work_list_is_mended_by_hand(bins, cross, client):
    """A commune that is not known: its rows are listed, downloaded, matched; the match holds."""
    dataset = bins()
    Commune.objects.filter(code="96003").update(code="96099")
    crossing = cross(with_commune(dataset))
    assert crossing.met().left.unmatched == 20
    client.force_login(cross.actor)
    remains = reverse("crossing-remains", args=[crossing.pk, "left"])
    words = text_of(client.get(remains))
    assert "20 lignes, mais une seule valeur, sans rien en face" in words
    listed = html.unescape(
        re.search(r'href="([^"]+left/\?comme=\d+)"', client.get(remains).content.decode())[1]
    )
    words = text_of(client.get(listed))
    assert "20 lignes sans rien en face" in words
    assert words.count("Corriger à la source") == 20
    assert client.get(f"{remains}?comme=x").status_code == 400
    file = client.get(reverse("crossing-remains-file", args=[crossing.pk, "left"]))
    lines = b"".join(file.streaming_content).decode("utf-8-sig").strip().splitlines()
    assert len(lines) == 21
    assert lines[0].startswith("Commune;")
    match = reverse("crossing-match", args=[crossing.pk])
    named = json.dumps(["96003"])
    page = text_of(client.get(f"{match}?{urlencode({'ligne': named, 'q': 'Cormes'})}"))
    assert "À quoi correspond « 96003 » ?" in page
    assert "Cormes" in page
    client.post(match, {"ligne": named, "avec": json.dumps(["96099"]), "motif": "ancien code"})
    drain()
    crossing.refresh_from_db()
    assert (crossing.met().left.unmatched, crossing.met().by_hand) == (0, 20)
    shown = text_of(client.get(reverse("crossing", args=[crossing.pk])))
    assert "Rapproché à la main" in shown
    assert "96003 → Cormes (96099)" in shown
    hand = HandMatch.objects.get()
    client.post(reverse("crossing-unmatch", args=[crossing.pk, hand.pk]))
    assert not HandMatch.objects.exists()
    for bad in ("", "x", "[]", "[1]", '{"a": 1}'):
        assert client.get(f"{match}?{urlencode({'ligne': bad})}").status_code == 400


def test_a_value_of_several_rows_is_corrected_at_the_source_in_one_act(bins, cross, client, place):
    dataset = bins()
    Commune.objects.filter(code="96003").update(code="96099")
    crossing = cross(with_commune(dataset))
    client.force_login(cross.actor)
    remains = reverse("crossing-remains", args=[crossing.pk, "left"])
    page = client.get(remains).content.decode()
    assert "Corriger ses 20 lignes à la source" in page
    address = html.unescape(re.search(r'href="([^"]+corriger/\?comme=\d+)"', page)[1])
    words = text_of(client.get(address))
    assert "Une seule correction touchera 20 lignes de « Points de collecte »" in words
    column = Bins.column(dataset, "commune")
    given = {
        "column": column.stable_id, "value": "96099", "reason": "fusion de 2024", "shown": "20",
    }  # fmt: skip
    stale = text_of(client.post(address, {**given, "shown": "19"}))
    assert "Cette valeur est maintenant sur 20 lignes : relisez" in stale
    assert "Motif" in text_of(client.post(address, {**given, "reason": ""}))
    assert not Correction.objects.exists()
    done = text_of(client.post(address, given, follow=True))
    assert "20 lignes sont corrigées ; une nouvelle version se prépare." in done
    drain()
    crossing.refresh_from_db()
    assert crossing.met().left.unmatched == 0
    assert crossing.inputs["left"]["version"] == 2
    made = Correction.objects.filter(column=column, state=Correction.State.ACTIVE)
    assert {(c.expected, c.value, c.reason, c.author_id) for c in made} == {
        ("96003", "96099", "fusion de 2024", cross.actor.pk)
    }
    assert made.count() == AuditEntry.objects.filter(action="correction.create").count() == 20
    # What is settled is no more to be corrected; nor is it by who only reads.
    assert client.get(address).status_code == 404
    client.force_login(place.member("Lise", Role.READER))
    assert client.get(address).status_code in {403, 404}


def test_too_many_rows_are_not_corrected_in_one_act(bins, cross, client, monkeypatch):
    dataset = bins()
    Commune.objects.filter(code="96003").update(code="96099")
    crossing = cross(with_commune(dataset))
    client.force_login(cross.actor)
    monkeypatch.setattr(alike, "MOST_AT_ONCE", 12)
    here = reverse("crossing-correct", args=[crossing.pk, "left"])
    answer = client.get(f"{here}?comme=3")
    assert answer.status_code == 400
    assert "Cette valeur est sur 20 lignes, et 12 au plus se corrigent d’un coup" in text_of(answer)
    right = reverse("crossing-correct", args=[crossing.pk, "right"])
    assert "elles viennent d’un zonage" in text_of(client.get(f"{right}?comme=1"))
    placed = cross(replace(with_commune(dataset), link=Link(Kind.INSIDE)), "Par position")
    here = reverse("crossing-correct", args=[placed.pk, "left"])
    assert "se corrigent une à une" in text_of(client.get(f"{here}?comme=1"))


def test_rows_without_a_key_are_listed_apart(bins, cross, client):
    """One point in four has no telephone: nothing to compare, and the way to mend it."""
    dataset = bins()
    pair = KeyPair(Bins.column(dataset, "telephone").stable_id, "code")
    crossing = cross(replace(with_commune(dataset), link=Link(Kind.KEYS, (pair,))))
    assert (crossing.met().left.unmatched, crossing.met().left.without) == (45, 15)
    client.force_login(cross.actor)
    remains = reverse("crossing-remains", args=[crossing.pk, "left"])
    assert (
        f'href="{remains}?vides=1"'
        in client.get(reverse("crossing", args=[crossing.pk])).content.decode()
    )
    assert "S’y ajoutent 15 lignes sans rien à comparer" in text_of(client.get(remains))
    words = text_of(client.get(f"{remains}?vides=1"))
    assert "15 lignes sans rien à comparer : « Téléphone du gardien » y est vide" in words
    assert "Nom du point Téléphone du gardien Commune" in words
    assert words.count("Corriger à la source") == 15
    assert "Rapprocher à la main" not in words
    assert "Point 5" in words
    assert "Point 6" not in words


def test_what_met_nothing_is_for_who_sees_both_sources(bins, cross, client, place):
    """Who sees the result and not its source reads neither the report nor the rows left."""
    dataset = bins()
    crossing = cross(with_commune(dataset))
    crossing.dataset.visibility = "internal"
    crossing.dataset.published_at = crossing.dataset.created_at
    crossing.dataset.save()
    Bins(place, None).mask(dataset)
    client.force_login(place.member("Lise", Role.READER))
    page = client.get(reverse("crossing", args=[crossing.pk]))
    assert page.status_code == 200
    assert "rapprochées" not in text_of(page)
    for side in ("left", "right"):
        for name in ("crossing-remains", "crossing-remains-file"):
            assert client.get(reverse(name, args=[crossing.pk, side])).status_code == 403
    match = f"{reverse('crossing-match', args=[crossing.pk])}?ligne=%5B%22a%22%5D"
    assert client.get(match).status_code == 403


def test_a_crossing_is_taken_away_with_a_reason(bins, cross, client):
    crossing = cross(with_commune(bins()))
    client.force_login(cross.actor)
    address = reverse("crossing-withdraw", args=[crossing.pk])
    assert client.post(address, {"reason": ""}).status_code == 400
    client.post(address, {"reason": "faux"})
    crossing.dataset.refresh_from_db()
    assert crossing.dataset.gone_reason == "faux"
    assert client.get(reverse("crossing", args=[crossing.pk])).status_code == 410


def test_sketches_follow_versions_and_erasures(bins, place):
    """The sketch of a version that is replaced goes; rows erased leave no hash behind."""
    dataset = bins()
    drain()
    first = TableSketch.objects.get()
    erased.announce(dataset)
    assert not TableSketch.objects.exists()
    sketch_what_is_missing(Quiet())
    assert TableSketch.objects.get().facts == first.facts
    TableSketch.objects.update(engine="duckdb 0")
    sketch_what_is_missing(Quiet())
    assert TableSketch.objects.get().engine != "duckdb 0"


class Quiet:
    """A job that nobody follows."""

    def report(self, step: str, share: float) -> None:
        """Say nothing."""
