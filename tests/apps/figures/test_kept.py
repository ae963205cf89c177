from __future__ import annotations

from django.core.cache import caches

from terrier.apps.figures import answers
from terrier.apps.figures.figure import FigureAddress, figure
from terrier.apps.territories.queries import PUBLIC
from terrier.lake.questions import answer


def test_an_answer_is_kept_apart_from_the_counts_of_sign_in(bins, monkeypatch) -> None:
    bins()
    asked = FigureAddress("points-de-collecte", "points", "par=commune")
    first = figure(PUBLIC, asked)
    caches["default"].clear()

    def refuse(*given, **more):
        raise AssertionError("asked the rows again")

    monkeypatch.setattr(answers, "answer", refuse)
    assert figure(PUBLIC, asked).answer == first.answer
    monkeypatch.setattr(answers, "answer", answer)
    caches["default"].set("limits", 4)
    monkeypatch.setattr(caches["figures"], "_max_entries", 3)
    for n in range(8):
        figure(PUBLIC, FigureAddress("points-de-collecte", "points", f"f.nom=ne:{n}"))
    assert caches["default"].get("limits") == 4
