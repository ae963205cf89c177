"""What organisations say of their duties to publish."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.catalog.authority import dataset_for
from terrier.apps.territories.permissions import require_administrator
from terrier.apps.territories.queries import person
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.publication_duties import DUTIES, Duty

from ..models import DutyAnswer, PublicationProfile

if TYPE_CHECKING:
    from terrier.apps.catalog.models import Dataset
    from terrier.apps.territories.models import Organisation
    from terrier.domain.access.policy import Reader


@transaction.atomic
def describe(
    reader: Reader, organisation: Organisation, *, agents: Decimal | None, population: int | None
) -> None:
    """Keep the figures that decide what must be published."""
    require_administrator(reader, organisation)
    kept, _created = PublicationProfile.objects.get_or_create(organisation=organisation)
    if (kept.agents, kept.population) == (agents, population):
        return
    changed = {
        "agents": [str(kept.agents or ""), str(agents or "")],
        "population": [kept.population, population],
    }
    kept.agents, kept.population = agents, population
    kept.save()
    _record(reader, "duties.profile", organisation, changed=changed)


@transaction.atomic
def answer(
    reader: Reader,
    organisation: Organisation,
    code: str,
    *,
    kind: str,
    dataset: str = "",
    address: str = "",
    comment: str = "",
) -> None:
    """Say how a duty is met: by a dataset, elsewhere, or not at all; nothing takes it back."""
    require_administrator(reader, organisation)
    duty = _duty(code)
    before = DutyAnswer.objects.filter(organisation=organisation, duty=code)
    said = before.first()
    if not kind:
        before.delete()
        if said:
            _record(reader, "duties.forget", organisation, duty=duty.title)
        return
    chosen = _chosen(reader, dataset) if kind == DutyAnswer.Kind.DATASET else None
    if kind == DutyAnswer.Kind.ELSEWHERE and not address:
        raise Invalid(_("Donnez l’adresse où ces données sont publiées."))
    fields = {
        "kind": kind,
        "dataset": chosen,
        "address": address if kind == DutyAnswer.Kind.ELSEWHERE else "",
        "comment": comment,
        "author": person(reader),
        "at": timezone.now(),
    }
    made, _created = DutyAnswer.objects.update_or_create(
        organisation=organisation, duty=code, defaults=fields
    )
    _record(
        reader,
        "duties.answer",
        organisation,
        duty=duty.title,
        answer=str(made.get_kind_display()),
        dataset=chosen.slug if chosen else "",
    )


def _duty(code: str) -> Duty:
    duty = DUTIES.get(code)
    if duty is None or duty.made_here:
        raise NotFound(_("Cette obligation n’existe pas, ou la plateforme y répond elle-même."))
    return duty


def _chosen(reader: Reader, slug: str) -> Dataset:
    if not slug:
        raise Invalid(_("Choisissez le jeu de données qui répond à cette obligation."))
    return dataset_for(reader, slug)[0]


def _record(reader: Reader, action: str, organisation: Organisation, **detail: object) -> None:
    record(person(reader), action, organisation, organisation=organisation.pk, **detail)
