"""The reference of the checks says what the code does, word for word."""

from __future__ import annotations

import re

from terrier.domain.topology.checks.findings import SEVERITY_LABELS
from terrier.domain.topology.checks.running import CHECKS
from tests.docs.reading import ROOT

PAGE = ROOT / "docs/reference/network-checks.md"


def test_every_check_is_documented_and_no_other() -> None:
    text = PAGE.read_text()
    rows = re.findall(r"^\| (R\d\d) \| ([^|]+) \| ([^|]+) \|$", text, re.M)
    told = [(c.code, SEVERITY_LABELS[c.severity], c.title) for c in CHECKS.values()]
    assert rows == sorted(told)
    sections = dict(re.findall(r"^## (R\d\d) — ([^#]+)", text, re.M))
    assert sections.keys() == CHECKS.keys()
    for code, check in CHECKS.items():
        for words in (check.title, check.meaning, check.why, check.remedy):
            assert words in sections[code], code
