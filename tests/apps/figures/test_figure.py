from __future__ import annotations

from decimal import Decimal

import pytest

from terrier.apps.figures.figure import FigureAddress, Scope, figure
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound

BY_COMMUNE = "mesure=sum:tonnage&par=commune"


def asked(query: str = BY_COMMUNE) -> FigureAddress:
    return FigureAddress("points-de-collecte", "", query)


def plain(commune: int | None = None) -> Decimal:
    """Add up the tonnage of the rows, in plain Python."""
    rows = [i for i in range(60) if commune is None or i % 3 == commune]
    return sum((Decimal(i) * Decimal("1000.5") for i in rows), Decimal(0))


def said(commune: int) -> str:
    """Write it as French tables do, without a decimal that is not there."""
    return f"{plain(commune).normalize():,f}".replace(",", "\u202f").replace(".", ",")


def test_a_figure_carries_its_sentence_its_table_and_its_source(bins) -> None:
    bins()
    found = figure(PUBLIC, asked())
    assert found.title == "Total du tonnage par commune"
    assert found.columns == [
        {"label": "Commune", "numeric": False},
        {"label": "Total de « Tonnage » (t)", "numeric": True},
    ]
    assert [row["cells"] for row in found.cells] == [
        ["Aubrac", said(0)], ["Cormes", said(2)], ["Le Bourg", said(1)],
    ]  # fmt: skip
    assert found.answer.total == plain()
    assert found.source.title == "Points de collecte"
    assert found.source.address == "/jeux/points-de-collecte/"


def test_the_first_groups_are_said_where_there_are_others(bins) -> None:
    bins()
    asks = [f"{BY_COMMUNE}&ordre=highest&premiers={n}" for n in (2, 3)]
    assert [figure(PUBLIC, asked(query)).title for query in asks] == [
        "Total du tonnage par commune, les 2 plus élevés",
        "Total du tonnage par commune",
    ]


def test_a_scope_narrows_rows_or_says_that_it_cannot(bins) -> None:
    dataset = bins()
    one = figure(PUBLIC, asked(), Scope(communes=("96002",)))
    assert [row["cells"] for row in one.cells] == [["Le Bourg", said(1)]]
    assert not one.notes
    bins.mask(dataset, "commune")
    whole = figure(PUBLIC, asked("mesure=sum:tonnage"), Scope(communes=("96002",)))
    assert whole.answer.total == plain()
    assert "ne disent pas la commune" in whole.notes[0]


def test_a_masked_column_cannot_be_asked_and_nobody_sees_what_is_not_theirs(
    bins, place, reader_of
) -> None:
    dataset = bins(visibility="restricted")
    agent = reader_of(place.member("Ada", Role.READER, place.first))
    with pytest.raises(NotFound):
        figure(PUBLIC, asked())
    with pytest.raises(NotFound):
        figure(agent, asked())
    dataset.visibility = "public"
    dataset.save()
    bins.mask(dataset, "tonnage")
    for query in (BY_COMMUNE, "par=tonnage", "f.tonnage=gt:1", "par=commune&contre=sum:tonnage"):
        with pytest.raises(Invalid, match="Aucune colonne « tonnage »"):
            figure(PUBLIC, asked(query))
