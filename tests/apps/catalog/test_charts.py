import pytest
from django.urls import reverse


def page(client, dataset, query=""):
    return client.get(reverse("dataset", args=[dataset.slug]) + query)


def test_the_first_chart_is_proposed_and_adds_up(client, bins):
    """The communes weigh nearly the same: the days, which do not, are drawn instead."""
    shown = page(client, bins()).context["chart"].chart
    assert (shown.grouped, shown.asked.question.of) == ("releve", "tonnage")
    assert sum(g.value for g in shown.answer.groups) == sum(i * 1000.5 for i in range(60))
    assert "Le plus haut\u00a0: 59\u202f030\u00a0t le 29 février 2024" in shown.finding


def test_filters_hold_for_the_chart(client, bins):
    dataset = bins()
    query = "?f.commune=in:96001&f.commune=in:96002&g.forme=bars&g.x=commune"
    answer = page(client, dataset, query)
    groups = answer.context["chart"].chart.answer.groups
    assert [(*g.names, g.value) for g in groups] == [("Aubrac", 20), ("Le Bourg", 20)]
    assert sum(g.value for g in groups) == answer.context["table"].total


@pytest.mark.parametrize(
    ("query", "groups"),
    [
        ("?g.forme=lines&g.x=releve", 60),
        ("?g.forme=histogram&g.x=tonnage", 12),
        ("?g.forme=bars&g.x=actif&g.y=tonnage&g.mesure=median", 2),
        ("?g.forme=inconnue&g.x=commune", 3),
    ],
)
def test_a_person_chooses_another_chart(client, bins, query, groups):
    dataset = bins()
    answer = page(client, dataset, query)
    assert len(answer.context["chart"].chart.answer.groups) == groups
    images = answer.context["chart"].images
    wide, narrow = client.get(images["wide"]), client.get(images["narrow"])
    assert wide["Content-Type"] == narrow["Content-Type"] == "image/svg+xml"
    assert wide.content.startswith(b"<svg")
    assert b'width="720"' in wide.content
    assert b'width="300"' in narrow.content


def test_a_form_that_does_not_suit_gives_way(client, bins):
    dataset = bins()
    answer = page(client, dataset, "?g.forme=lines&g.x=commune")
    drawn = answer.context["chart"].chart
    assert drawn.form.value == "bars"
    assert "« courbe » ne convient pas" in drawn.reason
    nothing = page(client, dataset, "?g.forme=lines&g.x=releve&f.nom=eq:personne")
    assert nothing.context["chart"].images == {}


def test_what_cannot_be_drawn_is_said_above_the_form(client, bins):
    answer = page(client, bins(), "?g.forme=histogram&g.x=nom")
    assert answer.status_code == 200
    assert "n’est pas un nombre" in answer.content.decode()


def test_a_masked_column_is_neither_proposed_nor_drawn(client, bins):
    dataset = bins()
    bins.mask(dataset, "commune")
    assert page(client, dataset).context["chart"].chart.grouped != "commune"
    assert page(client, dataset, "?g.x=commune").status_code == 400
    address = reverse("dataset-chart", args=[dataset.slug, "points"])
    assert client.get(address + "?g.x=commune").status_code == 400
    assert client.get(address + "?g.x=nom&g.y=commune").status_code == 400


def test_figures_are_those_of_the_reader(client, bins, place):
    from terrier.domain.access.policy import Role

    dataset = bins()
    bins.limit(dataset)
    client.force_login(place.member("Luc", Role.READER, place.second))
    answer = page(client, dataset, "?g.x=commune")
    groups = answer.context["chart"].chart.answer.groups
    assert [(*g.names, g.value) for g in groups] == [("Le Bourg", 20)]
    assert answer.context["facts"].records == 20
