from __future__ import annotations

import threading
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor

import pytest
from django.core.cache import caches

from terrier.apps.figures import answers
from terrier.apps.figures.figure import FigureAddress, figure
from terrier.apps.figures.kept import kept
from terrier.apps.territories.queries import PUBLIC
from terrier.domain.kernel.errors import Invalid
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


def at_once(make, times: int = 6) -> list[object]:
    """Ask for one thing from several threads, all of them there before it is made."""
    asked = threading.Barrier(times)

    def ask(_number: int) -> object:
        asked.wait(10)
        try:
            return kept("une-fois", make, 60)
        except (Invalid, RuntimeError, CancelledError) as refused:
            return type(refused)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(ask, range(times)))


@pytest.mark.parametrize("error", [None, Invalid("Trop long."), RuntimeError("ours")])
def test_what_several_ask_at_once_is_made_once(error) -> None:
    made = []

    def make() -> str:
        made.append(1)
        time.sleep(0.3)
        if error is not None:
            raise error
        return "fait"

    found = at_once(make)
    assert len(made) == 1
    if error is None:
        assert found == ["fait"] * 6
        assert kept("une-fois", make, 60) == "fait"
        assert len(made) == 1
        return
    assert set(found) <= {type(error), CancelledError}
    assert type(error) in found
    # A refusal is not kept: who asks later is answered anew.
    assert at_once(lambda: "fait") == ["fait"] * 6
