"""Pages read: each reader what is theirs, narrowed, never stale, in a frame, on paper."""

from __future__ import annotations

import re

import pytest
import shapely
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from terrier.apps.catalog.actions.policy import Wanted, change_policy
from terrier.apps.catalog.models import Column, Dataset, Reading
from terrier.apps.crossing.models import Crossing
from terrier.apps.figures.models import FigureRelease
from terrier.apps.stories import starters
from terrier.apps.stories.choices import Kind
from terrier.apps.stories.embedding import AROUND_PX, LINE_PX
from terrier.apps.stories.models import Block, Page
from terrier.apps.territories.models import Commune
from terrier.domain.access.policy import Role, Visibility
from tests.apps.stories import paper
from tests.apps.stories.conftest import BY_COMMUNE, BY_YEAR

pytestmark = pytest.mark.django_db
RESERVED = "Réservé : ce bloc montre des données"
SOURCES = (Kind.NUMBER, Kind.CHART, Kind.MAP, Kind.TABLE)


@pytest.fixture
def page(desk) -> Page:
    """Give a published page with a block of each kind, and a secret title."""
    made = desk.page(summary="Ce que nous jetons.")
    desk.add(made, Kind.TEXT, title="Le sujet", text="Du **poids** et des [liens](/catalogue/).")
    desk.add(made, Kind.NUMBER, width="third", title="Zq poids", **BY_YEAR)
    desk.add(made, Kind.CHART, width="half", title="Zq barres", note="Zq note", **BY_COMMUNE)
    circles = {**BY_COMMUNE, "question": "mesure=sum:tonnage&par=commune&forme=circles"}
    desk.add(made, Kind.MAP, width="half", title="Zq carte", **circles)
    desk.add(made, Kind.TABLE, title="Zq tableau", **BY_COMMUNE)
    desk.add(made, Kind.IMAGE, alternative="Un quai")
    desk.publish(made)
    return made


def body(client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200
    return answered.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def total(rows: range, commune: int | None = None) -> float:
    return sum(i * 1000.5 for i in rows if commune is None or i % 3 == commune)


def test_each_block_shows_its_sentence_its_table_and_its_source(client, bins, page):
    bins()
    told = body(client, f"/infographies/{page.slug}/")
    assert told.count("<svg") >= 4
    assert "Source :" in told
    assert "<strong>poids</strong>" in told
    # The last month that has ended, against plain Python.
    assert f"{total(range(31, 60)):,.0f}".replace(",", " ") in told
    assert "Février 2024" in told
    assert "ne part pas de zéro" not in told
    assert RESERVED not in told
    for commune in range(3):
        value = f"{total(range(60), commune):,.1f}".replace(",", " ").replace(".", ",")
        assert value.removesuffix(",0") in told


def test_a_reader_without_the_data_reads_that_it_is_reserved_and_nothing_else(
    client, bins, page, place, desk
):
    dataset = bins(title="Points de collecte", visibility="restricted")
    dataset.title = "Zq source"
    dataset.save()
    for who in (None, place.member("Elue", Role.READER, place.first)):
        if who:
            client.force_login(who)
        for address in ("", "integrer/"):
            told = body(client, f"/infographies/{page.slug}/{address}")
            assert told.count(RESERVED) == 4
            assert "Zq source" not in told
            assert "onnage" not in told
    printed = client.get(f"/infographies/{page.slug}/pdf/").content
    assert "Zq" not in paper.read(printed).words
    client.force_login(desk.user)
    assert "Zq carte" in body(client, f"/infographies/{page.slug}/")


def test_a_page_that_is_all_closed_says_so_once(client, bins, page, desk):
    bins(visibility="internal")
    page.blocks.exclude(kind__in=SOURCES).delete()
    for door in ("", "integrer/"):
        told = body(client, f"/infographies/{page.slug}/{door}")
        assert told.count("Réservé") == told.count("aucun bloc de cette page") == 1
    client.force_login(desk.user)
    assert "Réservé" not in body(client, f"/infographies/{page.slug}/")


def test_a_page_is_on_the_access_log_once_by_dataset_and_by_whoever_saw_rows(
    client, bins, page, desk
):
    dataset = bins(visibility="restricted")
    address = f"/infographies/{page.slug}/"
    for door in ("", "integrer/", "pdf/"):
        client.get(address + door)
    assert not Reading.objects.exists()
    client.force_login(desk.user)
    for door in ("", "", "pdf/", "modifier/"):
        assert client.get(address + door).status_code == 200
    # In a frame that anybody may make, nobody sees them.
    client.get(f"{address}integrer/")
    noted = Reading.objects.order_by("pk").values_list("reader_id", "dataset_id", "door", "version")
    doors = ("page", "page", "download", "page")
    assert list(noted) == [(desk.user.pk, dataset.pk, door, 1) for door in doors]


def test_a_page_survives_the_data_that_it_showed(client, bins, page, desk):
    dataset = bins()
    dataset.gone_reason = "Retiré à la demande de la mairie."
    dataset.save()
    client.force_login(desk.user)
    address = f"/infographies/{page.slug}/"
    for gone in (lambda: None, lambda: Dataset.objects.update(slug="ailleurs")):
        gone()
        for door in ("", "integrer/", "modifier/"):
            assert "Le sujet" in body(client, address + door)
        assert client.get(f"{address}pdf/").status_code == 200
    block = Block.objects.get(title="Zq carte")
    assert client.get(f"{address}blocs/{block.pk}/").status_code == 403
    assert client.post(f"{address}blocs/{block.pk}/supprimer/").status_code == 302


def test_a_masked_column_names_nothing_to_who_does_not_see_it(client, bins, page, place, desk):
    dataset = bins()
    bins.mask(dataset, "tonnage")
    assert Column.objects.filter(masked=True).exists()
    told = body(client, f"/infographies/{page.slug}/")
    assert "tonnage" not in told.lower()
    assert told.count("Ce bloc ne peut pas être montré") == 4
    bins.column(dataset, "tonnage")
    Block.objects.filter(title="Zq barres").update(question="mesure=sum:perdue&par=commune")
    client.force_login(desk.user)
    for door in ("", "modifier/"):
        told = body(client, f"/infographies/{page.slug}/{door}")
        assert "« perdue »" in told


def test_what_is_wrong_with_a_block_is_told_to_who_can_mend_it(client, bins, page, place, desk):
    """Which block, from what data, why, and where it is mended; to others nothing has a name."""
    dataset = bins()
    broken = page.blocks.get(title="Zq barres")
    Block.objects.filter(pk=broken.pk).update(question="mesure=sum:perdue&par=commune")
    address, said = f"/infographies/{page.slug}/", "Le bloc « Zq barres », tiré de « Points de"
    mend = f'href="{address}blocs/{broken.pk}/"'

    def told_to(user, door: str = "") -> str:
        client.force_login(user) if user else client.logout()
        return body(client, address + door)

    for door in ("", "modifier/"):
        told = told_to(desk.user, door)
        assert said in told
        assert "« perdue »" in told
        assert mend in told
        assert told.count("story-reserved") == 1
    agent = place.member("Agent", Role.CONTRIBUTOR)
    for who in (None, agent):
        told = told_to(who)
        assert "Ce bloc ne peut pas être montré" in told
        assert "perdue" not in told
        assert "Zq barres" not in told
    # Of a page that may be changed, what is drawn from data that are not seen has no name either.
    Page.objects.update(owner=place.first, visibility="restricted")
    Dataset.objects.update(visibility="restricted")
    mayor = place.member("Maire", Role.PUBLISHER, place.first)
    told = told_to(mayor, "modifier/")
    assert told.count(RESERVED) == 4
    assert not re.search("perdue|Zq|Points de collecte", told)
    Dataset.objects.update(visibility="public")
    bins.mask(dataset, "tonnage")
    assert "perdue" not in told_to(mayor)
    # The data were taken away; and a crossing that cannot be computed again shows what is old.
    Dataset.objects.update(gone_reason="Retiré à la demande de la mairie.")
    told = told_to(desk.user)
    assert told.count("Retiré à la demande de la mairie.") == 4
    assert f'href="{address}blocs/chart/ajouter/"' in told
    Dataset.objects.update(gone_reason="", derived=True)
    stopped = Crossing.objects.create(
        dataset=dataset, definition={}, problem="La clé a changé de type.", computed_at=localtime()
    )
    told = told_to(desk.user)
    assert told.count("montre encore les chiffres d’avant. La clé a changé de type.") == 4
    assert f'href="/croisements/{stopped.pk}/"' in told
    assert "La clé a changé" not in told_to(agent)


def test_filters_act_on_every_block_and_say_where_they_cannot(client, bins, page):
    dataset = bins()
    address = f"/infographies/{page.slug}/?commune=96002&du=2024-02-01&au=2024-02-29"
    told = body(client, address)
    assert (
        "Page réduite à :</strong> Le Bourg, du 1er février 2024, jusqu’au 29 février 2024" in told
    )
    value = f"{total(range(31, 60), 1):,.0f}".replace(",", " ")
    assert value in told
    assert f"{total(range(60), 0):,.1f}"[:6].replace(",", " ") not in told
    assert "?commune=96002&amp;du=2024-02-01&amp;au=2024-02-29" in told
    wrong = body(client, f"/infographies/{page.slug}/?du=2024-03-01&au=2024-02-01")
    assert "Cette date vient avant l’autre" in wrong
    assert "in-error" in body(client, f"/infographies/{page.slug}/?commune=zzzzz")
    Block.objects.filter(title="Zq barres").update(dataset="sans-date", revision=2)
    undated = bins("Sans date", slug="sans-date")
    bins.mask(undated, "releve")
    assert body(client, f"{address}&au=2024-02-29").count("n’ont pas de date : elles restent") == 1
    Column.objects.filter(name="commune").update(concept="")
    dataset.refresh_from_db()
    assert "ne disent pas la commune" in body(client, f"/infographies/{page.slug}/?commune=96002")


def test_the_second_view_asks_little_and_a_restriction_is_seen_at_once(client, bins, page, desk):
    dataset = bins()
    address = f"/infographies/{page.slug}/"
    first = body(client, address)
    with CaptureQueriesContext(
        connection,
    ) as second:
        assert body(client, address) == first
    assert len(second) <= 30, [q["sql"][:80] for q in second]
    dataset.refresh_from_db()
    wanted = Wanted(Visibility.INTERNAL)
    change_policy(desk.user, desk.reader, dataset, wanted, revision=dataset.policy_revision)
    assert body(client, address).count(RESERVED) == 4
    # Words change too, without a new version.
    client.force_login(desk.user)
    assert "Zq barres" in body(client, address)
    Column.objects.filter(name="tonnage").update(label="Poids pesé")
    assert "poids pesé" in body(client, address).lower()
    bins.add_version(dataset, rows=6)
    assert f"{total(range(6), 2):,.1f}".replace(",", " ").replace(".", ",") in body(client, address)


def test_a_commune_that_changes_its_outline_is_drawn_anew_at_once(client, bins, page):
    """On the page, and in the picture that is kept for all pages; on its sheet too."""
    bins()
    blocks = page.blocks.filter(kind=Kind.MAP)
    page.blocks.exclude(pk__in=blocks).delete()

    def seen() -> tuple[str, str]:
        told = body(client, f"/infographies/{page.slug}/")
        (picture,) = re.findall(r"<svg.*?</svg>", told[told.index("kind-map") :], re.DOTALL)[:1]
        return picture, body(client, "/communes/96001/fiche/")

    before = seen()
    assert seen() == before
    cormes = Commune.objects.get(code="96003")
    # Its box stays: a corner is given away.
    corner = shapely.Polygon([(4.9, 46.5), (4.95, 46.5), (4.95, 46.52), (4.9, 46.55)])
    Commune.objects.filter(pk=cormes.pk).update(outline=shapely.to_wkb(corner))
    after = seen()
    assert all(old != new for old, new in zip(before, after, strict=True))


def test_a_frame_is_for_public_pages_only_and_shows_what_the_public_sees(
    client, bins, page, desk, place
):
    bins(visibility="internal")
    frame = f"/infographies/{page.slug}/integrer/"
    client.force_login(desk.user)
    answered = client.get(frame)
    assert "frame-ancestors *" in answered["Content-Security-Policy"]
    assert "X-Frame-Options" not in answered
    assert answered.content.decode().count(RESERVED) == 4
    one = Block.objects.get(kind="image")
    alone = body(client, f"{frame}?bloc={one.pk}")
    assert 'alt="Un quai"' in alone
    assert "Le sujet" not in alone
    assert client.get(f"{frame}?bloc=999999").status_code == 404
    told = body(client, f"/infographies/{page.slug}/?commune=96001")
    assert "integrer/?commune=96001&amp;amp;bloc=" in told
    # 40 × 30 pixels, its note, and what stands around.
    high = 30 + 3 * LINE_PX + AROUND_PX
    assert f"bloc={one.pk}&quot; title=&quot;Image&quot; width=&quot;100%&quot; " in told
    assert f"height=&quot;{high}&quot;" in told
    for values in ({"embeddable": False}, {"embeddable": True, "visibility": "internal"}):
        Page.objects.filter(pk=page.pk).update(**values)
        answered = client.get(frame)
        assert "frame-ancestors 'none'" in answered["Content-Security-Policy"]
        assert answered["X-Frame-Options"] == "DENY"
        assert "integrer/" not in body(client, f"/infographies/{page.slug}/")


def test_on_paper_it_is_accessible_and_has_the_figures(client, bins, page):
    bins()
    answered = client.get(f"/infographies/{page.slug}/pdf/?commune=96002")
    assert b"pdfuaid" in answered.content
    told = paper.read(answered.content)
    for wanted in ("Nos déchets", "Page réduite à", "Zq carte", "Zq note", "Source", "Le Bourg"):
        assert wanted in told.words, wanted
    assert (told.title, told.language, told.tagged) == ("Nos déchets", "fr", True)
    assert (told.kinds["H1"], told.kinds["Figure"], told.kinds["Table"]) == (1, 3, 3)
    assert all(told.alternatives)
    assert told.alternatives[-1] == "Un quai"


def test_publishing_says_what_would_be_reserved_and_opens_a_result(client, bins, desk, place):
    bins(visibility="internal")
    draft = desk.page("Brouillon")
    desk.add(draft, Kind.CHART, title="Barres", **BY_COMMUNE)
    persons = {**BY_COMMUNE, "question": "mesure=max:tonnage&par=nom"}
    desk.add(draft, Kind.TABLE, title="Un par un", **persons)
    client.force_login(desk.user)
    address = f"/infographies/{draft.slug}/publier/"
    sent = {"visibility": "public", "revision": Page.objects.get(pk=draft.pk).revision}
    published = Dataset.objects.values_list("published_at", flat=True).get()
    Dataset.objects.update(published_at=None)
    told = client.post(address, sent).content.decode()
    assert "Publiez-les d’abord" in told
    assert "Ouvrir ce seul résultat" not in told
    Dataset.objects.update(published_at=published)
    told = client.post(address, sent).content.decode()
    assert "ne verraient pas 2 blocs de la page" in told
    assert "Ce que ces lecteurs ne verraient pas" in told
    assert "Ouvrir ce seul résultat" in told
    block = Block.objects.get(title="Barres")
    opening = {**sent, "malgre": "oui", "ouvrir": [block.pk]}
    told = client.post(address, opening).content.decode()
    assert "Dites pourquoi" in told
    assert f'value="{block.pk}" checked' in told
    assert not FigureRelease.objects.exists()
    assert Page.objects.get(pk=draft.pk).published_at is None
    done = client.post(address, {**opening, "motif": "Rapport annuel"})
    assert done.status_code == 302
    client.logout()
    shown = body(client, f"/infographies/{draft.slug}/")
    assert "Barres" in shown
    assert "petits effectifs masqués" in shown
    assert shown.count(RESERVED) == 1
    assert body(client, f"/infographies/{draft.slug}/") == shown
    FigureRelease.objects.all().delete()
    assert "aucun bloc de cette page" in body(client, f"/infographies/{draft.slug}/")


def test_a_template_takes_what_it_finds_and_says_what_is_missing(client, bins, desk):
    bins("Tonnages de déchets", slug="tonnages")
    found = {p.starter.id: p for p in starters.every(desk.reader)}
    assert found["budget"].used == ()
    assert "des subventions, avec leur bénéficiaire et leur montant" in found["budget"].missing
    Column.objects.filter(name="nom").update(label="Flux", name="nom")
    waste = starters.prepared(desk.reader, "dechets")
    assert waste.used == ("Tonnages de déchets",)
    assert not waste.missing
    client.force_login(desk.user)
    sent = {"owner": desk.place.root.pk, "title": "Nos déchets", "asks_commune": "on"}
    assert client.post("/infographies/nouvelle/?modele=dechets", sent).status_code == 302
    told = body(client, "/infographies/nos-dechets/modifier/")
    assert told.count('class="story-tools"') == 1 + len(waste.starter.wishes)
    assert "Ce que cette page ne dit pas encore" not in told
    assert "ne peut pas être montré" not in told
    assert RESERVED not in told
    client.post("/infographies/nouvelle/?modele=budget", {**sent, "title": "Budget"})
    opening, lacking = Page.objects.get(title="Budget").blocks.all()
    assert (opening.kind, lacking.title) == ("text", "Ce que cette page ne dit pas encore")
    assert "- des subventions, avec leur bénéficiaire et leur montant" in lacking.text
    assert client.get("/infographies/nouvelle/?modele=rien").status_code == 404


def test_a_figure_is_brought_from_its_question_to_a_page(client, bins, desk, place):
    bins()
    asked = "/jeux/points-de-collecte/t/points/question/?mesure=sum:tonnage&par=commune"
    assert "Ajouter à une page" not in client.get(asked).content.decode()
    client.force_login(desk.user)
    told = client.get(asked).content.decode()
    address = re.search(r'href="(/infographies/ajouter/[^"]+)"', told)[1].replace("&amp;", "&")
    offered = client.get(address)
    assert "<svg" in offered.content.decode()
    assert offered.context["form"].initial == {"kind": "map", "owner": place.root.pk}
    sent = {
        "jeu": "points-de-collecte", "table": "points", "width": "half", "kind": "chart",
        "question": "mesure=sum:tonnage&par=commune", "owner": place.root.pk,
    }  # fmt: skip
    refused = client.post("/infographies/ajouter/", sent).content.decode()
    assert "donnez un titre à la nouvelle" in refused
    made = client.post("/infographies/ajouter/", {**sent, "new": "Neuve"})
    assert made["Location"].startswith("/infographies/neuve/modifier/#bloc-")
    page = Page.objects.get(title="Neuve")
    client.post("/infographies/ajouter/", {**sent, "page": page.pk, "kind": "table"})
    assert [b.kind for b in page.blocks.all()] == ["chart", "table"]
    for wrong in ({"question": "mesure=rien"}, {"jeu": "nulle-part"}):
        assert client.post("/infographies/ajouter/", {**sent, **wrong}).status_code in {400, 404}


def test_a_figure_is_chosen_in_the_page(client, bins, desk):
    bins()
    page = desk.page()
    client.force_login(desk.user)
    add = f"/infographies/{page.slug}/blocs/map/ajouter/"
    assert "?jeu=points-de-collecte&amp;table=points" in client.get(add).content.decode()
    chosen = f"{add}?jeu=points-de-collecte&table=points"
    told = client.get(chosen).content.decode()
    asked = "mesure=sum:tonnage&amp;par=commune&amp;ordre=highest&amp;forme=circles"
    assert f'value="{asked}"' in told
    sent = {"question": asked.replace("&amp;", "&"), "width": "full"}
    preview = client.post(chosen, {**sent, "apercu": "oui"}).content.decode()
    assert "Rien n’est encore enregistré" in preview
    assert "<svg" in preview
    assert not page.blocks.exists()
    assert client.post(chosen, {**sent, "question": "mesure=count"}).status_code == 200
    assert client.post(chosen, sent).status_code == 302
    block = page.blocks.get()
    address = f"/infographies/{page.slug}/blocs/{block.pk}/"
    assert 'name="revision" value="1"' in client.get(address).content.decode()
    assert "entre-temps" in client.post(address, sent).content.decode()
    assert client.post(address, {**sent, "revision": 1}).status_code == 302
    assert client.get(f"/infographies/{page.slug}/blocs/rien/ajouter/").status_code == 404
