"""Pictures are drawn by another process, which may die."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading

import pytest

from terrier.web import charts, draughtsman

BARS = {
    "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
    "data": {"values": [{"a": "Tournus", "b": 3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "b", "type": "quantitative"}, "y": {"field": "a"}},
}


def drawn() -> str:
    return charts.svg(BARS, title="Barres", description="Tournus : 3")


def test_a_process_that_died_is_replaced_and_what_is_no_drawing_is_refused() -> None:
    first = drawn()
    os.kill(draughtsman._draughtsman().pid, signal.SIGKILL)
    assert drawn() == first
    with pytest.raises(ValueError, match="conversion failed"):
        charts.svg({"mark": "rien"}, title="", description="")
    assert drawn() == first


def test_others_run_while_a_picture_is_drawn() -> None:
    drawn()
    begun = [charts.begun(BARS) for _ in range(5)]
    ran = threading.Event()
    threading.Thread(target=ran.set).start()
    assert ran.wait(5)
    assert len({one.result() for one in begun}) == 1


def test_it_ends_with_who_asked() -> None:
    asked = subprocess.Popen(
        [sys.executable, "-m", "terrier.web.draughtsman"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    out, _ = asked.communicate(b'{"draw": {"mark": "bar"}}\n', timeout=60)
    assert out.startswith(b'{"drawn": "<svg')
    assert asked.returncode == 0
