"""What a machine found: it can say that a criterion fails, never that it is met.

axe-core marks its rules with the test of the RGAA that they come near to (`RGAA-3.2.1`): the
criterion is its two first numbers. A rule checks a part of a test at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from terrier.domain.kernel.errors import Invalid
from terrier.domain.rgaa.criteria import criteria

TEST = re.compile(r"^RGAA-(\d+\.\d+)\.\d+$")
KEPT_PAGES = 20
"""Pages named for one criterion."""


@dataclass
class Automatic:
    """What automatic tests say of one criterion."""

    failed: bool = False
    """False: something was checked and nothing was found; a person must confirm."""
    rules: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    """Pages where it fails."""


def read_report(report: Any) -> dict[str, Automatic]:
    """Read the results of axe-core for several pages.

    Parameters
    ----------
    report
        List of results as `axe.run` gives them: `url`, and the lists `violations`, `incomplete`
        and `passes` of rules with `id` and `tags`.

    Returns
    -------
    dict
        By number of criterion; criteria that no rule speaks of are left out.

    Raises
    ------
    Invalid
        It is no such report.
    """
    if not isinstance(report, list) or not report:
        raise Invalid("Ce fichier n’est pas un rapport d’axe : une liste de pages est attendue.")
    found: dict[str, Automatic] = {}
    for page in report:
        if not isinstance(page, Mapping) or not isinstance(page.get("violations"), list):
            raise Invalid("Ce fichier n’est pas un rapport d’axe : une page y est sans résultat.")
        address = str(page.get("url", ""))[:300]
        for rule, number in _rules(page["violations"]):
            automatic = found.setdefault(number, Automatic())
            automatic.failed = True
            automatic.rules.add(rule)
            if address not in automatic.pages and len(automatic.pages) < KEPT_PAGES:
                automatic.pages.append(address)
        for kind in ("incomplete", "passes"):
            for rule, number in _rules(page.get(kind, [])):
                automatic = found.setdefault(number, Automatic())
                if not automatic.failed:
                    automatic.rules.add(rule)
    return found


def _rules(results: Any) -> Iterable[tuple[str, str]]:
    """Give each rule with the criteria that it speaks of."""
    for result in results if isinstance(results, list) else ():
        if not isinstance(result, Mapping) or not isinstance(result.get("tags"), list):
            raise Invalid(
                "Ce fichier n’est pas un rapport d’axe : une règle y est sans étiquettes."
            )
        for tag in result["tags"]:
            match = TEST.match(str(tag))
            if match and match[1] in criteria():
                yield str(result.get("id", ""))[:60], match[1]
