"""Crossings as a reader finds them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column, Dataset, Version
from terrier.apps.catalog.templatetags.catalog_values import percent
from terrier.apps.jobs.models import Job
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.kernel.errors import NotFound
from terrier.domain.matching.columns import told
from terrier.domain.matching.definition import Definition, Side
from terrier.domain.matching.report import MatchReport
from terrier.domain.matching.sentences import ZONINGS, Sentence, Words, sentence

from ..live import COMPUTE, stale
from ..models import Crossing


class State(StrEnum):
    """How a crossing stands beside its sources."""

    LIVE = "live"
    COMPUTING = "computing"
    AWAITED = "awaited"
    STOPPED = "stopped"


class Together:
    """What crossings found together are told by: looked up once for all, where one is asked."""

    def __init__(self, crossings: list[Crossing]) -> None:
        self._crossings = crossings

    @cached_property
    def out_of_date(self) -> frozenset[int]:
        """Give the ids of those for which a computing would see anything new."""
        return frozenset(c.pk for c in stale(self._crossings))

    @cached_property
    def keys(self) -> list[Column]:
        """Give the columns by which their tables meet."""
        pairs = [pair for c in self._crossings for pair in c.asked().link.pairs]
        ids = {stable_id for pair in pairs for stable_id in (pair.left, pair.right)}
        return list(Column.objects.filter(stable_id__in=ids).select_related("table"))


@dataclass(frozen=True)
class Found:
    """A crossing that a reader may know of."""

    together: Together
    crossing: Crossing
    sight: Sight
    sources_whole: bool
    """Whether the reader sees both sources whole: what met nothing is only told then."""
    sources: dict[int, Dataset]
    """The sources that the reader may know of, by id."""
    masked: frozenset[str] = frozenset()
    """Stable ids of their columns that do not exist for the reader."""
    job: Job | None = None
    """The computing that is asked for, or goes on."""

    @property
    def state(self) -> State:
        """Say how it stands; a source that has just changed is told by `behind`."""
        if self.job is not None:
            return State.COMPUTING
        if self.crossing.problem:
            return State.STOPPED
        return State.LIVE if self.crossing.computed_at else State.AWAITED

    @property
    def behind(self) -> bool:
        """Say, to who may know of its sources, whether a computing would see anything new."""
        return (
            self.state is State.LIVE
            and self.sources_whole
            and (self.crossing.pk in self.together.out_of_date)
        )

    @property
    def percent_done(self) -> int:
        """Give how far the computing is."""
        return round(self.job.progress * 100) if self.job else 0

    @property
    def dataset(self) -> Dataset:
        """Give the derived dataset."""
        return self.crossing.dataset

    @cached_property
    def report(self) -> MatchReport | None:
        """Give the report of the version in place to who may know it."""
        return self.crossing.met() if self.sources_whole else None

    @property
    def told_problem(self) -> str:
        """Say why it could not be computed again, to who may know its sources."""
        return self.crossing.problem if self.sources_whole or self.contributes else ""

    @property
    def rate(self) -> str:
        """Say the part of the rows that met something, to who may know it."""
        by_areas = self.crossing.asked().left.zoning is not None
        share = self.report.share_told(by_areas=by_areas) if self.report else None
        return "" if share is None else percent(share)

    @cached_property
    def sentence(self) -> Sentence:
        """Say the crossing, in words that the reader may know."""
        asked = self.crossing.asked()
        labels = {
            c.stable_id: told(c.label or c.name, c.concept)
            for c in self.together.keys
            if c.table.dataset_id in self.sources and c.stable_id not in self.masked
        }
        return sentence(asked, Words(self.title_of(asked.left), self.title_of(asked.right), labels))

    @property
    def needs_sentence(self) -> bool:
        """Say whether the title does not say how the two meet already."""
        return str(self.sentence).casefold() != self.dataset.title.casefold()

    def title_of(self, side: Side) -> str:
        """Name a side, or say that it is closed to the reader."""
        if side.zoning is not None:
            return ZONINGS[side.zoning]
        known = self.sources.get(side.dataset or 0)
        return known.title if known else _("un jeu de données qui vous est fermé")

    @property
    def contributes(self) -> bool:
        """Say whether the reader may change it."""
        return self.sight.contributes and not self.dataset.gone_reason


def crossings_of(reader: Reader) -> list[Found]:
    """List the crossings that a reader may know of, those with a problem first."""
    seen = Dataset.objects.visible_to(reader).filter(derived=True)
    known = _known().filter(dataset__in=seen)
    found = _found(reader, list(known))
    return sorted(found, key=lambda f: (not f.crossing.problem, f.dataset.title.casefold()))


def crossings_using(reader: Reader, dataset: Dataset) -> list[Found]:
    """List the crossings made from a dataset that a reader may know of."""
    made = list(_known().filter(dataset__derivations__source=dataset))
    if not made:
        return []
    seen = Dataset.objects.visible_to(reader).filter(crossing__in=made)
    shown = set(seen.values_list("pk", flat=True))
    return _found(reader, [c for c in made if c.dataset_id in shown])


def find(reader: Reader, pk: int) -> Found:
    """Find a crossing.

    Raises
    ------
    NotFound
        There is none, or not for this reader.
    Gone
        It was taken away.
    """
    crossing = _known().filter(pk=pk).first()
    if crossing is None:
        raise NotFound(_("Ce croisement n’existe pas, ou n’est pas ouvert à votre compte."))
    authority.dataset_for(reader, crossing.dataset.slug)
    return _found(reader, [crossing])[0]


def of_dataset(reader: Reader, dataset: Dataset) -> Found | None:
    """Give the crossing that a visible dataset is the result of."""
    crossing = _known().filter(dataset=dataset).first() if dataset.derived else None
    return _found(reader, [crossing])[0] if crossing else None


def _known() -> QuerySet[Crossing]:
    return Crossing.objects.select_related("dataset__owner", "dataset__current")


def _found(reader: Reader, crossings: list[Crossing]) -> list[Found]:
    sides = {c.pk: (c.asked().left.dataset, c.asked().right.dataset) for c in crossings}
    asked = Q(pk__in={pk for pair in sides.values() for pk in pair if pk is not None})
    sources = {d.pk: d for d in Dataset.objects.filter(asked).select_related("owner", "current")}
    sights = authority.sights_of(reader, [*sources.values(), *(c.dataset for c in crossings)])
    together, jobs = Together(crossings), _jobs(crossings)
    made = []
    for crossing in crossings:
        mine = [pk for pk in sides[crossing.pk] if pk is not None]
        visible = {pk: sources[pk] for pk in mine if pk in sources and sights[pk].visible}
        whole = all(pk in visible and sights[pk].whole for pk in mine)
        masked = frozenset(i for pk in visible for i in sights[pk].masked)
        seen, job = sights[crossing.dataset_id], jobs.get(crossing.pk)
        made.append(Found(together, crossing, seen, whole, visible, masked, job))
    return made


def _jobs(crossings: list[Crossing]) -> dict[int, Job]:
    """Give the computings that are asked for or go on, by crossing."""
    busy = Job.objects.filter(kind=COMPUTE, state__in=[Job.State.WAITING, Job.State.RUNNING])
    asked = {c.pk for c in crossings}
    return {pk: job for job in busy if (pk := job.payload.get("crossing_id")) in asked}


PAST = 10
"""Versions whose reports are told, the last ones."""


@dataclass(frozen=True)
class Past:
    """A version of the result, with what it met."""

    version: Version
    rate: float | None
    """As `MatchReport.share_told`."""

    @property
    def told(self) -> str:
        """Say the part of the rows that met something."""
        return "" if self.rate is None else percent(self.rate)


def history(found: Found) -> list[Past]:
    """Give the last versions with the report of their receipts, to who may know it."""
    if not found.sources_whole:
        return []
    kept = found.dataset.versions.filter(gone_reason="").order_by("-number")[:PAST]
    return [Past(version, _rate(version)) for version in kept]


def _rate(version: Version) -> float | None:
    kept = version.receipt.get("crossing") or {}
    if not kept:
        return None
    # The definition of the version may not be that of today.
    asked = Definition.from_json(version.plan["crossing"])
    by_areas = asked.left.zoning is not None
    return MatchReport.from_json(kept["report"]).share_told(by_areas=by_areas)


def input_versions(found: Found) -> list[tuple[str, int | None, int | None]]:
    """Give the sources with the version that the result was computed from, and the one in place."""
    told = []
    for side in ("left", "right"):
        kept = found.crossing.inputs.get(side) or {}
        source = found.sources.get(kept.get("dataset") or 0)
        if source is not None:
            current: Version | None = source.current
            told.append((source.title, kept.get("version"), current.number if current else None))
    return told
