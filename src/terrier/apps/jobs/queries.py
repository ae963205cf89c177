"""Jobs as people follow them: what each is about, beside how far it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader

from . import registry
from .models import Job
from .querysets import JobQuerySet
from .registry import Subject

_COLOURS = {
    Job.State.RUNNING: "river",
    Job.State.DONE: "moss",
    Job.State.FAILED: "brick",
}


@dataclass(frozen=True)
class FollowedJob:
    """A job with its subject."""

    job: Job
    subject: Subject

    @property
    def colour(self) -> str:
        """Give the colour of the state's badge."""
        return _COLOURS.get(self.job.state, "")

    @property
    def percent(self) -> int:
        """Give the share done, 0 to 100."""
        return round(self.job.progress * 100)


def followed(reader: Reader) -> JobQuerySet:
    """Give the jobs that the reader may follow, the newest first."""
    return Job.objects.visible_to(reader).select_related("created_by")


def described(jobs: Iterable[Job]) -> list[FollowedJob]:
    """Say what each job is about: one question per kind, not one per job."""
    listed = list(jobs)
    by_kind: dict[str, list[Job]] = defaultdict(list)
    for job in listed:
        by_kind[job.kind].append(job)
    subjects = {}
    for kind, same in by_kind.items():
        about = registry.find(kind).about
        said = about(same) if about else [_upkeep()] * len(same)
        subjects.update(zip((job.pk for job in same), said, strict=True))
    return [FollowedJob(job, subjects[job.pk]) for job in listed]


def _upkeep() -> Subject:
    return Subject(_("Entretien de la plateforme"))
