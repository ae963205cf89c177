"""A commune without a row has none: zero, where every commune was asked."""

from __future__ import annotations

from dataclasses import replace

from terrier.domain.figures import Form, finding
from terrier.domain.figures.zeros import counts_communes, with_zeros
from terrier.domain.questions.question import Order
from tests.domain.figures.answers import BY_COMMUNE, COMMUNE, COUNTED, answer, group, ranked

STOPS = answer(
    [(BY_COMMUNE, COMMUNE)], [group("71001", value=5, names=["Aubrac"]),
                              group("71003", value=2, names=["Viré"])], measured=COUNTED,
)  # fmt: skip
EMPTY = {"71002": "Écuisses", "71004": "Bray"}


def asked(**changes):
    return replace(STOPS, question=replace(STOPS.question, **changes))


def test_communes_without_a_row_count_for_zero_in_their_place() -> None:
    assert [(g.names[0], g.value) for g in with_zeros(STOPS, EMPTY).groups] == [
        ("Aubrac", 5), ("Bray", 0), ("Écuisses", 0), ("Viré", 2),
    ]  # fmt: skip
    highest = with_zeros(asked(order=Order.HIGHEST), EMPTY)
    assert [g.value for g in highest.groups] == [5, 2, 0, 0]
    lowest = with_zeros(asked(order=Order.LOWEST), EMPTY)
    assert [g.names[0] for g in lowest.groups][:2] == ["Bray", "Écuisses"]
    assert "71\u00a0%" in finding(highest, Form.BARS)


def test_where_communes_were_left_out_nothing_is_added() -> None:
    assert counts_communes(STOPS)
    assert not counts_communes(asked(filters=(("f.commune", "eq:71001"),)))
    assert not counts_communes(asked(first=1))
    assert not counts_communes(replace(STOPS, suppressed=1))
    assert not counts_communes(ranked({"Verre": 3}))
    many = {f"72{n:03}": f"Commune {n}" for n in range(7)}
    assert with_zeros(STOPS, many) is STOPS
