"""What the table of an answer says agrees with its plan, and its shares with one another."""

from __future__ import annotations

from datetime import date

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from terrier.apps.digging import presenting, words
from terrier.apps.digging.content import Told
from terrier.apps.digging.plan import scene
from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.footprint import Piece, Reach
from terrier.domain.topology.precision import PrecisionClass

SPACE = "\u00a0"


@given(st.lists(st.floats(0.001, 1000), min_size=1, max_size=3))
def test_shares_add_up_to_a_hundred(lengths):
    shares = [length / sum(lengths) for length in lengths]
    written = words.percents(shares)
    counts = [1 if text == "moins de 1 %" else int(text.split(SPACE)[0]) for text in written]
    assert sum(counts) == 100
    for share, count, text in zip(shares, counts, written, strict=True):
        assert (share < 0.01) == (text == "moins de 1 %")
        assert abs(share * 100 - count) < 3


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [
        ([48, 155, 797], ["5", "15", "80"]),
        ([1, 1, 1], ["34", "33", "33"]),
        ([1], ["100"]),
        ([1999, 1], ["99", "moins de 1"]),
    ],
)
def test_the_largest_remainders_are_rounded_up(lengths, expected):
    written = words.percents([length / sum(lengths) for length in lengths])
    assert [text.replace(SPACE, " ").removesuffix(" %") for text in written] == expected


def stretch(carried: Commodity) -> Piece:
    return Piece(
        ref=f"p/{carried}", geometry=shapely.LineString([(0, 0), (10, 0)]), commodity=carried,
        reach=Reach.INSIDE, distance_m=0.0, concerned_m=10.0, inside_m=10.0,
        precision=PrecisionClass.A, declared=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("here", "letters", "what"),
    [
        ((Commodity.COMBINED_SEWER,), "UN", "réseau unitaire"),
        ((Commodity.COMBINED_SEWER, Commodity.WASTEWATER), "EU, UN", "eaux usées, réseau unitaire"),
        ((), "EU", "eaux usées"),
    ],
)
def test_a_network_is_called_what_it_carries_here(here, letters, what):
    pieces = tuple(map(stretch, here))
    told = Told("Assainissement", "eu", 1, date(2026, 1, 1), Commodity.WASTEWATER, pieces=pieces)
    summed = presenting.network(told)
    assert (summed["letters"], summed["what"]) == (letters, what)
    drawn = {scene.choices(piece)[0].split()[0] for piece in pieces}
    listed = {row[0] for row in presenting.sections(told)}
    assert drawn == listed == (set(letters.split(", ")) if here else set())
