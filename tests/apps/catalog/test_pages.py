import re

import pytest
from django.urls import reverse

from terrier.apps.catalog.models import Dataset, Version
from terrier.domain.access.policy import Role


def text(response) -> str:
    return " ".join(response.content.decode().split())


def page_of(dataset, query=""):
    return reverse("dataset", args=[dataset.slug]) + query


def table_of(dataset, query=""):
    return reverse("dataset-table", args=[dataset.slug, "points"]) + query


def test_the_catalogue_lists_what_the_reader_may_see(client, bins, place):
    bins("Points de collecte")
    bins("Réunions", visibility="internal", slug="reunions")
    bins("Chantier", published_at=None, slug="chantier")
    page = text(client.get("/catalogue/"))
    assert "1 jeu de données" in page
    assert "Réunions" not in page
    client.force_login(place.member("Ana", Role.CONTRIBUTOR))
    page = text(client.get("/catalogue/"))
    assert "3 jeux de données" in page
    assert "Brouillon" in page


def test_an_empty_answer_says_what_to_do(client, bins):
    bins()
    assert "Voir tout le catalogue" in text(client.get("/catalogue/?q=zygomatique"))


def test_the_catalogue_asks_the_same_number_of_questions_however_long_it_is(
    client, bins, django_assert_num_queries
):
    bins("Un", rows=3)
    client.get("/catalogue/")
    with django_assert_num_queries(9):
        client.get("/catalogue/?q=un")
    for n in range(8):
        bins(f"Un de plus {n}", rows=3, theme="dechets")
    with django_assert_num_queries(9):
        client.get("/catalogue/?q=un")


def test_the_page_of_a_dataset_shows_rows_and_facts(client, bins):
    dataset = bins(frequency="monthly", description="Où sont les bacs. Relevé chaque mois.")
    page = text(client.get(page_of(dataset)))
    assert "lignes 1 à 25 sur 60" in page
    assert "Point 25" in page
    assert "Point 31" not in page
    assert ">60<" in page
    assert "Territoire fictif" in page


def test_the_dataset_page_asks_few_questions(client, bins, django_assert_num_queries):
    dataset = bins()
    bins.add_version(dataset, rows=30)
    client.get(page_of(dataset))
    with django_assert_num_queries(QUERIES):
        client.get(page_of(dataset))


QUERIES = 17


def test_a_second_page_sorted_the_other_way(client, bins):
    page = text(client.get(table_of(bins(), "?tri=-tonnage&page=3")))
    assert "lignes 51 à 60 sur 60" in page
    assert ">Point 10<" in page
    assert 'aria-sort="descending"' in page


def test_sorting_replaces_the_rows_alone(client, bins):
    headers = {"HX-Request": "true", "HX-Target": "lignes"}
    answer = text(client.get(table_of(bins(), "?tri=tonnage"), headers=headers))
    assert answer.startswith('<terrier-grid id="lignes">')
    # The filter form stands outside: what it carries on comes with the rows.
    for form in ("filtrer", "dessiner", "colorer"):
        assert f'<input form="{form}" type="hidden" name="tri" value="tonnage">' in answer


@pytest.mark.parametrize(
    ("written", "address", "rows"),
    [
        ("s.nom=point 1", "f.nom=contains:point%201", 11),
        ("s.nom== Point 1", "f.nom=eq:Point%201", 1),
        ("s.tonnage=≥ 58 000", "f.tonnage=gte:58000", 2),
        ("s.tonnage=<2000", "f.tonnage=lt:2000", 2),
        ("s.releve=<= 03/01/2024", "f.releve=lte:2024-01-03", 3),
        ("s.actif=oui", "f.actif=eq:oui", 30),
        ("s.nom=&q=", "", 60),
    ],
)
def test_what_people_write_becomes_an_address_to_share(client, bins, written, address, rows):
    dataset = bins()
    name, _, value = written.partition("=")
    answer = client.get(table_of(dataset), {name: value.removesuffix("&q="), "q": ""})
    assert answer.status_code == 302
    assert answer["Location"] == table_of(dataset, f"?{address}" if address else "")
    assert f"sur {rows} " in text(client.get(answer["Location"])) + " "


def test_a_filter_is_said_and_can_be_removed(client, bins):
    page = text(client.get(table_of(bins(), "?f.commune=eq:96001&f.tonnage=gte:1000&tri=nom")))
    assert "Commune égal à 96001" in page
    assert "19 lignes sur 60" in page
    assert 'href="/jeux/points-de-collecte/t/points/?f.tonnage=gte:1000&amp;tri=nom"' in page


def test_a_masked_column_is_as_if_it_did_not_exist(client, bins):
    dataset = bins()
    bins.mask(dataset)
    assert "Téléphone" not in text(client.get(page_of(dataset)))
    for query in ("f.telephone=filled", "tri=telephone"):
        refused = client.get(table_of(dataset, f"?{query}"))
        unknown = client.get(table_of(dataset, f"?{query.replace('telephone', 'inconnu')}"))
        assert refused.status_code == unknown.status_code == 400
        assert text(refused).replace("telephone", "inconnu") == text(unknown)


def test_rows_of_other_communes_are_not_there(client, bins, place):
    dataset = bins()
    bins.limit(dataset)
    client.force_login(place.member("Luc", Role.READER, place.second))
    page = text(client.get(page_of(dataset)))
    assert "sur 20" in page
    assert "celles de vos communes" in page
    assert ">60<" not in page
    address = reverse("dataset-row", args=[dataset.slug, "points", 1])
    assert client.get(address).status_code == 404
    assert client.get(address.replace("/1/", "/2/")).status_code == 200


def test_an_old_version_stays_at_its_address(client, bins):
    dataset = bins()
    bins.add_version(dataset, rows=30)
    old = text(client.get(page_of(dataset, "?version=1")))
    assert "Vous lisez la version 1" in old
    assert "sur 60" in old
    assert "?version=1&amp;f.commune" not in text(client.get(page_of(dataset)))
    assert "sur 30" in text(client.get(page_of(dataset)))
    Version.objects.filter(dataset=dataset, number=1).update(gone_reason="une personne l’a demandé")
    gone = client.get(page_of(dataset, "?version=1"))
    assert gone.status_code == 410
    assert "une personne l’a demandé" in text(gone)


def test_a_version_that_never_was_is_not_found(client, bins):
    dataset = bins()
    assert client.get(page_of(dataset, "?version=9")).status_code == 404
    assert client.get(page_of(dataset, "?version=x")).status_code == 400


def test_a_dataset_without_data_says_what_comes_next(client, place):
    from django.utils import timezone

    Dataset.objects.create(
        slug="vide", title="À venir", owner=place.root, visibility="public",
        published_at=timezone.now(),
    )  # fmt: skip
    page = text(client.get("/jeux/vide/"))
    assert "Pas encore de données" in page
    assert "/importer/" not in page.partition("<main")[2].partition("</main>")[0]


def test_a_row_has_its_page_and_its_fragment(client, bins):
    dataset = bins()
    address = reverse("dataset-row", args=[dataset.slug, "points", 3])
    page = text(client.get(address))
    assert "<h1>Point 3</h1>" in page
    assert "2 001,00 t" in page.replace("\u202f", " ").replace("\xa0", " ")
    fragment = text(client.get(address + "?fragment=1"))
    assert "<html" not in fragment
    assert f'href="{address}?version=1"' in fragment


def test_the_number_of_a_row_leads_to_the_same_row_after_an_update(client, bins):
    dataset = bins()
    page = client.get(page_of(dataset))
    url = page.context["table"].lines[-1].url
    bins.add_version(dataset, rows=10)
    assert "<h1>Point 25</h1>" in text(client.get(url))


def test_links_for_contributors_are_for_them_alone(client, bins, place):
    dataset = bins()
    assert "Récépissé" not in text(client.get(page_of(dataset)))
    client.force_login(place.member("Ana", Role.CONTRIBUTOR))
    page = text(client.get(page_of(dataset)))
    assert "Récépissé" in page
    assert "Apporter une mise à jour" in page


def test_every_table_of_a_dataset_has_its_page(client, bins):
    dataset = bins()
    bins.add_version(dataset, rows=6, tables=("points", "tournees"))
    page = text(client.get(page_of(dataset)))
    assert 'href="/jeux/points-de-collecte/t/tournees/"' in page
    second = reverse("dataset-table", args=[dataset.slug, "tournees"])
    assert "sur 6" in text(client.get(second))
    assert client.get(second + "?version=1").status_code == 404
    name = client.get(reverse("dataset-download", args=[dataset.slug, "tournees", "json"]))
    assert "points-de-collecte-tournees-v2" in name["Content-Disposition"]
    b"".join(name.streaming_content)


def test_the_first_view_is_light(client, bins):
    import gzip

    assert len(gzip.compress(client.get(page_of(bins())).content)) < 60_000


def test_every_form_of_the_page_carries_the_order_once(client, bins):
    page = client.get(table_of(bins(), "?tri=-tonnage")).content.decode()
    for form in ("filtrer", "dessiner", "colorer"):
        assert re.search(rf'<form[^>]*id="{form}"', page)
    assert page.count('name="tri" value="-tonnage"') == 3


def test_an_only_table_bears_the_name_of_its_dataset(client, bins):
    alone, pair = bins(), bins("Deux tables", slug="deux")
    bins.add_version(pair, tables=("points", "bennes"))
    row = {"slug": alone.slug, "table": "points", "row": 1}
    assert "Ligne 1 de « Points de collecte »" in text(
        client.get(reverse("dataset-row", kwargs=row))
    )
    row["slug"] = pair.slug
    assert "Ligne 1 de « Points »" in text(client.get(reverse("dataset-row", kwargs=row)))
