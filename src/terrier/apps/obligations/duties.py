"""The duties of an organisation to publish, and where it stands with each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.freshness import freshness
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.permissions import may_see_members
from terrier.apps.territories.queries import PUBLIC, organisation_named
from terrier.domain.kernel.errors import NotFound
from terrier.domain.publication_duties import (
    DUTIES,
    Answer,
    Candidate,
    Duty,
    Likeness,
    Profile,
    Standing,
    Verdict,
    judge,
    likeness,
    standing,
)

from .models import DutyAnswer, PublicationProfile

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

TONES = {
    Standing.PUBLISHED: "moss",
    Standing.ELSEWHERE: "moss",
    Standing.STALE: "ochre",
    Standing.NOT_OPEN: "ochre",
    Standing.TO_SAY: "ochre",
    Standing.UNKNOWN: "ochre",
    Standing.MISSING: "brick",
}


@dataclass(frozen=True)
class DutyLine:
    """One duty of one organisation."""

    duty: Duty
    verdict: Verdict
    standing: Standing
    answer: DutyAnswer | None
    dataset: Dataset | None
    """The chosen dataset, where the reader may see it."""
    proposed: tuple[Dataset, ...]
    """Datasets that look like it, the nearest first, while nothing was answered."""

    @property
    def tone(self) -> str:
        """Give the colour of its badge."""
        return TONES.get(self.standing, "")


def organisation_for(reader: Reader, slug: str) -> Organisation:
    """Find an organisation whose duties the reader may see: one of their territory."""
    found = organisation_named(slug)
    if not may_see_members(reader, found):
        raise NotFound(_("Cet organisme n’existe pas, ou n’est pas du vôtre."))
    return found


def profile_of(organisation: Organisation) -> Profile:
    """Give the figures that decide: those that were written, or those of the territory."""
    kept = PublicationProfile.objects.filter(organisation=organisation).first()
    population = kept.population if kept else None
    return Profile(
        kind=organisation.kind,
        population=known_population(organisation) if population is None else population,
        agents=float(kept.agents) if kept and kept.agents is not None else None,
    )


def known_population(organisation: Organisation) -> int | None:
    """Give the inhabitants that the territory's communes tell; None where one is not known."""
    if organisation.commune is not None:
        return organisation.commune.population
    inside = Organisation.objects.descendants([organisation.pk])
    communes = Commune.objects.filter(organisations__in=inside).distinct()
    if not communes or communes.filter(population=None).exists():
        return None
    return communes.aggregate(total=Sum("population"))["total"]


def lines(reader: Reader, organisation: Organisation) -> list[DutyLine]:
    """Give every duty with where the organisation stands."""
    profile = profile_of(organisation)
    answers = {
        a.duty: a
        for a in DutyAnswer.objects.filter(organisation=organisation).select_related(
            "dataset__current", "author"
        )
    }
    candidates = datasets_of(reader, organisation)
    chosen = [a.dataset for a in answers.values() if a.dataset]
    seen = authority.sights_of(reader, chosen)
    public = authority.sights_of(PUBLIC, chosen)
    found = []
    for duty in DUTIES.values():
        answer, verdict = answers.get(duty.code), judge(duty.rule, profile)
        dataset = answer.dataset if answer else None
        visible = dataset is not None and seen[dataset.pk].visible and not dataset.gone_reason
        said = _said(answer, dataset, open_to_all=bool(dataset and public[dataset.pk].visible))
        found.append(
            DutyLine(
                duty=duty,
                verdict=verdict,
                standing=standing(verdict, said, made_here=bool(duty.made_here)),
                answer=answer,
                dataset=dataset if visible else None,
                proposed=() if answer else _proposed(duty, candidates),
            )
        )
    return found


def datasets_of(reader: Reader, organisation: Organisation) -> list[tuple[Dataset, Candidate]]:
    """Give the datasets of an organisation and of its territory that the reader sees."""
    owners = Organisation.objects.descendants([organisation.pk]) | {organisation.lineage()[-1]}
    visible = Dataset.objects.visible_to(reader).filter(owner__in=owners)
    return [
        (d, Candidate(d.title, tuple(d.keywords), _schemas(d)))
        for d in visible.select_related("current").order_by("title")
    ]


def _schemas(dataset: Dataset) -> tuple[str, ...]:
    receipt = dataset.current.receipt if dataset.current else {}
    held = (table.get("conformity") for table in receipt.get("tables", ()))
    return tuple(conformity["schema"] for conformity in held if conformity)


def _proposed(duty: Duty, candidates: list[tuple[Dataset, Candidate]]) -> tuple[Dataset, ...]:
    scored = [(likeness(duty, facts), dataset) for dataset, facts in candidates]
    near = [pair for pair in scored if pair[0] is not Likeness.NONE]
    return tuple(d for _score, d in sorted(near, key=lambda pair: -pair[0])[:3])


def _said(
    answer: DutyAnswer | None, dataset: Dataset | None, *, open_to_all: bool
) -> Answer | None:
    if answer is None:
        return None
    if answer.kind == DutyAnswer.Kind.DATASET:
        if dataset is None or dataset.gone_reason:
            return None
        return Answer(
            dataset=True,
            public=open_to_all and dataset.current is not None,
            late=freshness(dataset).late,
        )
    return Answer(
        elsewhere=answer.kind == DutyAnswer.Kind.ELSEWHERE,
        none=answer.kind == DutyAnswer.Kind.NONE,
    )
