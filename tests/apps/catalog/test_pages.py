from django.urls import reverse


def test_the_catalogue_lists_what_the_reader_may_see(client, bins):
    bins("Points de collecte")
    bins("Réunions internes", visibility="internal", slug="reunions")
    page = client.get("/catalogue/").content.decode()
    assert "Points de collecte" in page
    assert "Réunions internes" not in page


def test_the_page_of_a_dataset_shows_rows_and_facts(client, bins):
    dataset = bins(frequency="monthly", description="Où sont les bacs. Relevé chaque mois.")
    page = client.get(reverse("dataset", args=[dataset.slug])).content.decode()
    assert "lignes 1 à 25 sur 60" in page
    assert "Point 25" in page
    assert "Point 31" not in page
    assert ">60<" in page
