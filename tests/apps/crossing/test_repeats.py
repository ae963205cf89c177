"""A value that a crossing puts on several rows is never added up without a word."""

from __future__ import annotations

from dataclasses import replace

import pytest

from terrier.apps.catalog.queries import open_table
from terrier.apps.crossing.repeats import repeated
from terrier.apps.figures.composing import sentence_pieces
from terrier.apps.figures.figure import FigureAddress, figure
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role
from terrier.domain.matching.definition import Several, Side
from terrier.domain.questions.question import Measure, Question
from terrier.lake.questions import headings
from tests.apps.catalog.conftest import Bins

from .conftest import by_commune, with_commune

pytestmark = pytest.mark.django_db(transaction=True)

WARNING = "« Population » vient d’un croisement et se répète sur plusieurs lignes"


def test_a_repeated_column_is_warned_of_and_its_total_is_not_offered(bins, cross, place) -> None:
    reader = reader_of(place.member("Lectrice", Role.ADMINISTRATOR))
    crossing = cross(with_commune(bins()), "Points et communes")
    slug = crossing.dataset.slug
    for query in ("mesure=sum:population", "mesure=sum:population&par=commune",
                  "contre=sum:population&par=commune"):  # fmt: skip
        assert WARNING in said(reader, slug, query), query
    for query in ("mesure=sum:tonnage&par=commune", "mesure=mean:population&par=commune"):
        assert WARNING not in said(reader, slug, query), query
    relation = open_table(reader, slug, None).relation
    assert [c.name for c in relation.columns if c.repeated and c.name == "population"]
    assert not next(c for c in relation.columns if c.name == "tonnage").repeated
    assert {"sum:tonnage", "mean:population"} <= offered(relation, Question())
    assert "sum:population" not in offered(relation, Question())
    assert "sum:population" in offered(relation, Question(Measure.SUM, "population"))

    again = replace(
        with_commune(crossing.dataset),
        left=Side(crossing.dataset.pk, crossing.dataset.tables.get().name),
        brought=(),
    )
    crossed_again = cross(again, "Croisé de nouveau")
    assert WARNING in said(reader, crossed_again.dataset.slug, "mesure=sum:population")


def test_what_is_summarised_or_met_once_adds_up(bins, cross) -> None:
    dataset = bins()
    assert not repeated(dataset.pk)
    assert not repeated(cross(by_commune(dataset), "Par commune").dataset.pk)


def test_one_row_for_each_meeting_repeats_the_left(bins, cross) -> None:
    dataset = bins()
    whole = by_commune(dataset)
    tonnage = Bins.column(dataset, "tonnage").stable_id
    value = replace(with_commune(dataset).brought[0], name="tonnes", column=tonnage)
    each = cross(replace(whole, several=Several.EACH, brought=(value,)), "Chacun")
    columns = each.columns
    assert columns["left:population"] in repeated(each.dataset.pk)
    assert columns["brought:tonnes"] not in repeated(each.dataset.pk)


def said(reader, slug: str, query: str) -> str:
    """Give all that stands beside a figure."""
    return " ".join(figure(reader, FigureAddress(slug, "", query)).notes).replace("\xa0", " ")


def offered(relation, question: Question) -> set[str]:
    """Give the measures of the list."""
    measures = sentence_pieces(relation, question, headings(relation))[0]
    return {option.value for group in measures.groups for option in group.options}
