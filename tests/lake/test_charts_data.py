from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from terrier.domain.charts import ChartQuestion, Kind, Measure, Measured, Part, finding, propose
from terrier.domain.kernel.errors import Invalid
from terrier.lake.charts_data import answer, facts
from terrier.lake.filters import parse
from terrier.lake.profile import profile


def test_from_the_data_to_the_sentence(communes) -> None:
    asked = propose(facts(communes, profile(communes)))
    assert asked
    assert (asked.kind, asked.x, asked.y) == (Kind.BAR, "code_insee", "tonnage")
    rows = answer(communes, asked)
    assert rows[0] == Measured("71543", Decimal("112.50"))
    asked = replace(asked, measure=Measure.COUNT, y=None)
    assert finding(asked, answer(communes, asked)) == "« 71543 » représente 40\u00a0% des lignes."


def test_lines_come_in_time_with_the_undated_last(communes) -> None:
    asked = ChartQuestion(Kind.LINE, "date_pose", "Pose", Part.YEAR)
    assert [(m.key, m.value) for m in answer(communes, asked)] == [
        (date(2022, 1, 1), 1), (date(2023, 1, 1), 1), (date(2024, 1, 1), 2), (None, 1),
    ]  # fmt: skip


def test_charts_obey_masks_limits_and_filters(tournus_only, communes) -> None:
    names = {f.name for f in facts(tournus_only, profile(tournus_only))}
    assert "code_insee" not in names
    with pytest.raises(Invalid, match="Aucune colonne"):
        answer(tournus_only, ChartQuestion(Kind.BAR, "agent", "Agent"))
    asked = ChartQuestion(Kind.BAR, "actif", "Actif")
    assert answer(tournus_only, asked) == (Measured(True, 2),)
    assert answer(communes, asked, parse({"f.actif": ["non"]}, communes)) == (Measured(False, 2),)
