from __future__ import annotations

import pytest

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.accounts.sentences import sentence
from terrier.apps.figures import actions, jointly
from terrier.apps.figures.figure import FigureAddress, Scope, figure
from terrier.apps.figures.models import FigureRelease
from terrier.apps.jobs.worker import drain
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Conflict, Invalid, NotFound, Refused

SLUG = "points-de-collecte"
BY_DAY = "par=commune&f.releve=lte:2024-01-12"
"""Four points in each commune by the twelfth of January."""


def asked(query: str = BY_DAY) -> FigureAddress:
    return FigureAddress(SLUG, "", query)


@pytest.fixture
def closed(bins):
    """Give a restricted dataset about persons."""
    return bins(visibility="restricted", about_persons=True)


@pytest.fixture
def publisher(place, reader_of):
    person = place.member("Paule", Role.PUBLISHER)
    return person, reader_of(person)


def release(publisher, query: str = BY_DAY, **fields):
    given = {"audience": "public", "reason": "demande d’une association"} | fields
    return actions.release(*publisher, asked(query), **given)


def test_a_release_tells_the_public_all_but_small_cells(closed, publisher, bins) -> None:
    query = "par=commune&f.releve=lte:2024-01-16"
    with pytest.raises(NotFound):
        figure(PUBLIC, asked(query))
    release(publisher, query)
    told = figure(PUBLIC, asked(query), Scope(communes=("96001",)))
    assert [(g.names, g.value) for g in told.answer.groups] == [
        (("Aubrac",), 6), (("Cormes",), 5), (("Le Bourg",), 5),
    ]  # fmt: skip
    assert "Publié avec les petits effectifs masqués." in told.notes
    assert told.source.address == ""
    # The twelve of before the twelfth and the sixteen of before the sixteenth differ by four.
    with pytest.raises(Invalid, match="une soustraction rendrait un groupe de moins de 5 lignes"):
        release(publisher)
    # What was told stays told, until other data are in place.
    actions.withdraw(*publisher, FigureRelease.objects.get())
    with pytest.raises(Invalid, match="retiré depuis mais déjà lu sur ces mêmes données"):
        release(publisher)
    release(publisher, query)
    actions.withdraw(*publisher, FigureRelease.objects.get())
    bins.add_version(closed, rows=21)
    release(publisher)
    small = figure(PUBLIC, asked())
    assert [(g.value, g.rows, g.suppressed) for g in small.answer.groups] == [
        (None, None, True)
    ] * 3
    assert (small.answer.total, small.answer.rows) == (12, 12)
    assert [row["cells"][1] for row in small.cells] == ["non communiqué"] * 3
    assert "petits effectifs masqués" in small.answer.notes[-1]
    person = figure(publisher[1], asked())
    assert [g.value for g in person.answer.groups] == [4, 4, 4]


def test_figures_that_could_be_subtracted_are_not_told_together(
    closed, publisher, bins, client, monkeypatch, django_capture_on_commit_callbacks
) -> None:
    bins.add_version(closed, rows=240)
    everybody = release(publisher, "par=commune")
    for query in (
        "par=commune&f.releve=lte:2024-02-29&premiers=2&ordre=highest",
        "mesure=sum:tonnage&par=releve:month",
        "mesure=mean:tonnage&par=commune&par=actif",
    ):
        release(publisher, query)
        assert figure(PUBLIC, asked(query)).released
    with pytest.raises(Invalid, match=r"Avec « .+ par commune », déjà ouvert"):
        release(publisher, "par=commune&f.nom=ne:Point 7")
    assert FigureRelease.objects.count() == 4
    # Data that arrive make a difference small: the later figure waits.
    later = asked("par=commune&f.releve=lte:2024-02-29&premiers=2&ordre=highest")
    with django_capture_on_commit_callbacks(execute=True):
        bins.add_version(closed, rows=62)
    drain()
    with monkeypatch.context() as no_page:
        no_page.setattr(jointly, "tellable_together", None)
        assert figure(PUBLIC, asked("par=commune")).released
    with pytest.raises(NotFound):
        figure(PUBLIC, later)
    waiting = FigureRelease.objects.get(query__contains="premiers")
    page = f"/jeux/{SLUG}/t/points/question/?par=commune"
    client.force_login(publisher[0])
    assert client.get(page).content.decode().count("Non montré : avec un résultat") == 1
    with pytest.raises(Invalid, match="soustraction"):
        actions.confirm(*publisher, waiting)
    actions.withdraw(*publisher, FigureRelease.objects.get(pk=everybody.pk))
    with pytest.raises(NotFound):
        figure(PUBLIC, later)
    # That which was never told of these data may go.
    actions.withdraw(*publisher, waiting)
    bins.add_version(closed, rows=241)
    release(publisher, later.query)
    assert figure(PUBLIC, later).released


def test_only_this_question_is_told(closed, publisher) -> None:
    release(publisher)
    for other in (BY_DAY.replace("12", "13"), "par=commune", f"{BY_DAY}&par=actif"):
        with pytest.raises(NotFound):
            figure(PUBLIC, asked(other))
    assert figure(PUBLIC, asked("f.releve=lte:2024-01-12&par=commune&forme=table")).released


def test_a_change_of_policy_suspends_until_it_is_looked_at(closed, publisher, bins) -> None:
    made = release(publisher, threshold=3)
    assert [g.value for g in figure(PUBLIC, asked()).answer.groups] == [4, 4, 4]
    bins.mask(closed, "telephone")
    with pytest.raises(NotFound):
        figure(PUBLIC, asked())
    made.refresh_from_db()
    actions.confirm(*publisher, made)
    assert figure(PUBLIC, asked()).released
    bins.add_version(closed, rows=30)
    made.refresh_from_db()
    assert made.to_review
    assert figure(PUBLIC, asked()).released
    actions.withdraw(*publisher, made)
    with pytest.raises(NotFound):
        figure(PUBLIC, asked())
    told = [sentence(entry) for entry in AuditEntry.objects.filter(action__startswith="figure.")]
    assert len(told) == 3
    assert all("Nombre de points de collecte par commune" in words for words in told)


def test_for_members_of_the_territory_only(closed, publisher, place, reader_of) -> None:
    release(publisher, audience="internal")
    with pytest.raises(NotFound):
        figure(PUBLIC, asked())
    agent = reader_of(place.member("Ada", Role.READER, place.first))
    assert figure(agent, asked()).released


def test_who_may_release_what(closed, publisher, place, reader_of, client) -> None:
    contributor = place.member("Cora", Role.CONTRIBUTOR)
    with pytest.raises(Refused):
        release((contributor, reader_of(contributor)))
    stranger = place.member("Ada", Role.PUBLISHER, place.first)
    with pytest.raises(NotFound):
        release((stranger, reader_of(stranger)))
    for query, says in (
        ("mesure=max:tonnage&par=commune", "minimum ou un maximum"),
        ("par=commune&contre=min:tonnage", "minimum ou un maximum"),
        ("par=nimporte", "Aucune colonne"),
    ):
        with pytest.raises(Invalid, match=says):
            release(publisher, query)
    client.force_login(publisher[0])
    page = f"/jeux/{SLUG}/t/points/question/ouvrir/"
    for query in ("mesure=max:tonnage&par=commune", f"{BY_DAY}&ordre=highest&premiers=2"):
        said = client.get(f"{page}?{query}").content.decode()
        assert "Ce résultat ne peut pas être ouvert" in said
        assert "Changer la question" in said
        assert 'name="reason"' not in said
    assert "Retirer un résultat n’efface pas" in client.get(f"{page}?{BY_DAY}").content.decode()
    with pytest.raises(Invalid, match="pourquoi"):
        release(publisher, reason=" ")
    with pytest.raises(Invalid, match="moins de 3"):
        release(publisher, threshold=1)
    release(publisher)
    with pytest.raises(Conflict):
        release(publisher)


def test_nothing_stale_is_told_after_a_source_is_restricted(bins, place, reader_of) -> None:
    """Issue 5, 6.3: restrict a source, read again, find nothing of before."""
    dataset = bins()
    agent = reader_of(place.member("Ada", Role.READER, place.second))
    before = figure(agent, asked("mesure=sum:tonnage&par=commune"))
    assert len(before.answer.groups) == 3
    bins.limit(dataset)
    after = figure(agent, asked("mesure=sum:tonnage&par=commune"))
    assert [g.names for g in after.answer.groups] == [("Le Bourg",)]
    assert after.fingerprint != before.fingerprint
    assert not figure(PUBLIC, asked("par=commune")).answer.groups
    bins.mask(dataset, "tonnage")
    with pytest.raises(Invalid, match="Aucune colonne"):
        figure(agent, asked("mesure=sum:tonnage&par=commune"))
    dataset.refresh_from_db()
    dataset.visibility = "restricted"
    dataset.policy_revision += 1
    dataset.save()
    with pytest.raises(NotFound):
        figure(agent, asked("par=commune"))
