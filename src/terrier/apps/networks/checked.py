"""What the checks of a network found, as the screens ask for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.leftovers import names_files
from terrier.apps.catalog.models import Version
from terrier.apps.catalog.store import store
from terrier.domain.topology.checks.contract import Check
from terrier.domain.topology.checks.findings import SEVERITY_LABELS, Change, Severity
from terrier.domain.topology.checks.running import CHECKS
from terrier.lake.filters import Filter, Filters, Operator
from terrier.lake.networks.findings import (
    LABELS,
    PRESENT,
    Evolution,
    Tally,
    findings_relation,
    read_repair,
)
from terrier.lake.networks.lookup import rows_of
from terrier.lake.relation import Relation
from terrier.lake.rows import one, page

from .models import CheckRun, Network
from .reading import relations
from .words import FIELD_NAMES

COLOURS = {Severity.BLOCKING: "#9d3b36", Severity.IMPORTANT: "#c39a2b", Severity.MINOR: "#4f97a3"}
ELSEWHERE = "-"
"""In an address, findings whose commune nobody knows."""


@names_files
def names_findings(path: str) -> bool:
    """Say whether findings are kept under this key."""
    return CheckRun.objects.filter(path=path).exists()


def latest(network: Network, but: tuple[Version, int] | None = None) -> CheckRun | None:
    """Give the last check of a network, one of its states left aside."""
    runs = network.checks.select_related("version", "compared_to")
    if but is not None:
        version, revision = but
        runs = runs.exclude(version=version, revision=revision)
    return next((run for run in runs if not is_stale(run)), None)


def sources_of(version: Version) -> list[str]:
    """Give the files that a version is read from: erasing rows writes other ones."""
    return sorted(version.tables.values_list("path", flat=True))


def is_stale(run: CheckRun) -> bool:
    """Say whether what was checked has been withdrawn, or rows erased from it."""
    return bool(run.version.gone_reason) or run.sources != sources_of(run.version)


def file_of(run: CheckRun) -> Relation:
    """Give the findings of a check."""
    return findings_relation(store().path(run.path), f"{run.pk}:{run.path}")


@dataclass(frozen=True)
class Wish:
    """Which findings are asked for; empty: all that the last check found."""

    gravite: str = ""
    controle: str = ""
    commune: str = ""
    evolution: str = ""

    @classmethod
    def of(cls, asked: QueryDict) -> Wish:
        """Read an address."""
        return cls(*(asked.get(field.name, "")[:200] for field in fields(cls)))

    def filters(self) -> Filters:
        """Give the same as conditions on the file."""
        commune = "" if self.commune == ELSEWHERE else self.commune
        chosen = [
            Filter(column, Operator.EQ, value)
            for column, asked, value in (
                ("gravite", self.gravite, self.gravite),
                ("code", self.controle, self.controle),
                ("commune", self.commune, commune),
                ("evolution", self.evolution, self.evolution),
            )
            if asked
        ]
        return Filters(tuple(chosen)) if self.evolution else PRESENT.with_(*chosen)

    def takes(self, tally: Tally, but: str = "") -> bool:
        """Say whether a tally answers, one of the conditions left aside."""
        held = _values(tally)
        wanted = {f.name: getattr(self, f.name) for f in fields(self) if f.name != but}
        if not wanted.get("evolution") and tally.evolution is Evolution.GONE and but != "evolution":
            return False
        return all(not value or held[name] == value for name, value in wanted.items())


def _values(tally: Tally) -> dict[str, str]:
    return {
        "gravite": SEVERITY_LABELS[CHECKS[tally.code].severity],
        "controle": tally.code,
        "commune": tally.commune or ELSEWHERE,
        "evolution": tally.evolution.value,
    }


def facets(wish: Wish, found: Iterable[Tally]) -> list[dict[str, Any]]:
    """Give the ways to narrow the list, each with its counts, as `components/facet.html` takes."""
    found = list(found)
    severities = list(SEVERITY_LABELS.values())
    titles: dict[str, tuple[str, Callable[[str], str], Callable[[str], Any]]] = {
        "evolution": (_("Depuis le contrôle précédent"), str, list(Evolution).index),
        "gravite": (_("Gravité"), str, severities.index),
        "controle": (_("Contrôle"), lambda code: f"{code} {CHECKS[code].title}", str),
        "commune": (_("Commune"), lambda name: _("inconnue") if name == ELSEWHERE else name, str),
    }
    return [
        {"title": title, "options": _options(wish, found, name, label, order)}
        for name, (title, label, order) in titles.items()
    ]


def _options(
    wish: Wish,
    found: list[Tally],
    name: str,
    label: Callable[[str], str],
    order: Callable[[str], Any],
) -> list[dict[str, Any]]:
    counts: Counter[str] = Counter()
    for tally in found:
        if wish.takes(tally, but=name):
            counts[_values(tally)[name]] += tally.count
    chosen = getattr(wish, name)
    return [
        {
            "label": label(value),
            "count": counts[value],
            "current": value == chosen,
            "address": _address(wish, name, "" if value == chosen else value),
        }
        for value in sorted(counts, key=order)
    ]


def _address(wish: Wish, name: str, value: str) -> str:
    asked = QueryDict(mutable=True)
    asked.update({f.name: getattr(wish, f.name) for f in fields(wish) if getattr(wish, f.name)})
    asked[name] = value
    if not value:
        del asked[name]
    return f"?{asked.urlencode()}"


@dataclass(frozen=True)
class Shown:
    """One finding, as a person reads it."""

    row: int
    check: Check
    severity: Severity
    evolution: str
    commune: str
    message: str
    elements: tuple[tuple[str, str], ...]
    """What each element is called, and the address of its sheet; empty: it has none."""
    repair: tuple[str, ...]
    """What accepting would write, in words."""

    @property
    def severity_label(self) -> str:
        """Say the severity."""
        return SEVERITY_LABELS[self.severity]

    @property
    def gone(self) -> bool:
        """Say whether the finding is there no longer."""
        return self.evolution == Evolution.GONE

    @property
    def new(self) -> bool:
        """Say whether the finding was not there before."""
        return self.evolution == Evolution.NEW


@dataclass(frozen=True)
class FindingsPage:
    """One page of findings."""

    findings: list[Shown]
    total: int
    number: int
    pages: int


def findings_page(
    network: Network, run: CheckRun, filters: Filters, number: int, size: int = 50
) -> FindingsPage:
    """Read one page of findings, with the addresses of the elements that they are about."""
    found = page(file_of(run), filters, page=number, size=size)
    told = [(row[0], dict(zip(LABELS, row[1:], strict=True))) for row in found.rows]
    refs = {ref for _row, held in told for ref in _refs(held)}
    sheets = _sheets(network, run.version, refs)
    findings = [_shown(row, held, sheets) for row, held in told]
    return FindingsPage(findings, found.total, found.page, found.pages)


def finding_at(network: Network, run: CheckRun, row: int) -> Shown:
    """Read one finding.

    Raises
    ------
    NotFound
        The last check has no such finding.
    """
    held = dict(zip(LABELS, one(file_of(run), row).values, strict=True))
    return _shown(row, held, _sheets(network, run.version, _refs(held)))


def _shown(row: Any, held: Mapping[str, Any], sheets: Mapping[str, str]) -> Shown:
    return Shown(
        row=row,
        check=CHECKS[held["code"]],
        severity=CHECKS[held["code"]].severity,
        evolution=held["evolution"],
        commune=held["commune"],
        message=held["message"],
        elements=tuple((_called(ref), sheets.get(ref, "")) for ref in _refs(held)),
        repair=tuple(_in_words(change) for change in read_repair(held["reparation"])),
    )


def _refs(held: Mapping[str, Any]) -> list[str]:
    return [ref for ref in (held["element"], *held["autres_elements"].split(", ")) if ref]


def _called(ref: str) -> str:
    table, slash, key = ref.partition("/")
    return f"{key} ({table})" if slash else table


def _in_words(change: Change) -> str:
    name = str(FIELD_NAMES.get(change.field, change.field))
    return _("%(field)s : « %(value)s »") % {"field": name, "value": change.value}


def _sheets(network: Network, version: Version, refs: Iterable[str]) -> dict[str, str]:
    """Give the address of the row behind each element that is in the version."""
    keys: dict[str, list[str]] = {}
    for ref in refs:
        table, slash, key = ref.partition("/")
        if slash:
            keys.setdefault(table, []).append(key)
    if network.dataset.current_id != version.pk:
        return {}
    tables = relations(version)
    slug = network.dataset.slug
    return {
        f"{table}/{key}": reverse("dataset-row", args=[slug, table, row])
        for table, named in keys.items()
        if table in tables
        for key, row in rows_of(tables[table], named).items()
    }
