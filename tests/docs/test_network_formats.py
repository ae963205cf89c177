"""The reference of network formats says every column written and every code read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terrier.domain.topology.models import (
    epanet,
    pcrs,
    raepa,
    raepa_layers,
    stardt,
    stareau,
    stareau_lists,
    stareau_tables,
)
from terrier.domain.topology.models.epanet_tables import TABLES, Units, fields

PAGE = Path(__file__).resolve().parents[2] / "docs/reference/network-formats.md"
MODELS = {m.MODEL: m for m in (raepa, stardt, pcrs, epanet)} | {stareau.MODEL: stareau_lists}


def written() -> set[str]:
    """Give every table and column that an export may have."""
    columns = [c for s in (False, True) for c in raepa_layers._pipes(s)]
    columns += [c for s in (False, True) for k in (False, True) for c in raepa_layers._nodes(s, k)]
    columns += [c for name in stareau.PIPES for c in stareau_tables._line_columns(name)]
    columns += [c for name in stareau.NODES for c in stareau_tables._point_columns(name)]
    names = {c.name for c in columns} | set(stareau.PIPES) | set(stareau.NODES)
    return names | {f.name for t in TABLES for f in fields(t, Units.of("LPS"))}


def test_every_column_is_in_the_reference() -> None:
    told = set(re.findall(r"`([^`]+)`", PAGE.read_text()))
    assert written() - told == set()


@pytest.mark.parametrize("model", MODELS)
def test_every_code_is_in_the_reference(model: str) -> None:
    page = PAGE.read_text()
    for codes in MODELS[model].LISTS:
        for code in codes.codes:
            said = f"`{code.value}` {code.label}" + (f" → `{code.ours}`" if code.ours else "")
            assert said in page, (codes.name, said)
