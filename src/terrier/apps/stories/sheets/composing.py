"""The sheet of a commune, composed of all that a reader may see."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.queries import members_with
from terrier.domain.indicators import outstanding, similar

from . import sections
from .known import Missing, Read, read_all, sources
from .lines import Line, line

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader


@dataclass(frozen=True)
class Remark:
    """One of the three things that are read first."""

    kicker: str
    """« Plutôt favorable »."""
    tone: str
    """`good`, `bad` or nothing."""
    said: str
    """What is remarkable: a place, a change."""
    more: str
    """« 348 kg par habitant, total : −4,7 % sur un an »."""
    line: Line


@dataclass(frozen=True)
class Sheet:
    """What a reader may know of a commune, on one page."""

    commune: Commune
    owner: Organisation
    remarks: tuple[Remark, ...]
    """What stands out, first; empty: nothing does."""
    lines: tuple[Line, ...]
    missing: tuple[Missing, ...]
    reserved: int
    """Figures that other readers see; nothing more is told of them."""
    like: tuple[str, ...]
    """Names of the similar communes."""
    datasets: tuple[str, ...]
    """Slugs of what it is drawn from, for the access log."""
    place: str
    """« 12e commune sur 24 par sa population »."""

    @property
    def sections(self) -> list[sections.Section]:
        """Give the figures by what they are about."""
        return sections.sections(self.lines)


def sheet(reader: Reader, commune: Commune, owner: Organisation) -> Sheet:
    """Compose the sheet of a commune."""
    return compose(commune, owner, read_all(reader, owner))


def compose(commune: Commune, owner: Organisation, known: list[Read | Missing | None]) -> Sheet:
    """Put together what was read, for one commune."""
    members = {one.code: one for one in members_with(commune)}
    people = {code: one.population for code, one in members.items()}
    like = similar(commune.code, people)
    lines: list[Line] = []
    missing: list[Missing] = []
    for one in known:
        if isinstance(one, Missing):
            missing.append(one)
        elif one is not None:
            told = line(one, commune, like, frozenset(members))
            (lines if isinstance(told, Line) else missing).append(told)
    return Sheet(
        commune=commune,
        owner=owner,
        remarks=_remarks(lines),
        lines=tuple(lines),
        missing=tuple(missing),
        reserved=sum(one is None for one in known),
        like=tuple(members[code].name for code in like),
        datasets=sources(known),
        place=_by_population(commune, people),
    )


def _remarks(lines: Sequence[Line]) -> tuple[Remark, ...]:
    """Say what stands out: the best place, the worst, the greatest change."""
    found = outstanding([one.weighed for one in lines])
    remarks = []
    for place, kicker in (
        (found.best, _("Plutôt favorable")),
        (found.worst, _("Plutôt défavorable")),
    ):
        if place is not None:
            one = lines[place]
            more = ", ".join(filter(None, (one.amount, one.trend)))
            remarks.append(Remark(kicker, one.tone, one.rank, more, one))
    if found.change is not None:
        one = lines[found.change]
        remarks.append(Remark(_("Ce qui change le plus"), "", one.trend, one.amount, one))
    return tuple(remarks)


def _by_population(commune: Commune, people: Mapping[str, int | None]) -> str:
    if not commune.population:
        return ""
    bigger = sum(1 for p in people.values() if p and p > commune.population)
    known = sum(1 for p in people.values() if p)
    rank = _("1re") if bigger == 0 else f"{bigger + 1}e"
    return _("%(rank)s commune sur %(of)s par sa population") % {"rank": rank, "of": known}
