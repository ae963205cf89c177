"""Writes: an answer is computed, kept and told to the trail in one movement."""

from __future__ import annotations

from django.db import transaction

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset, Reading
from terrier.apps.catalog.reading_log import record_reading
from terrier.domain.access.policy import Reader

from .areas import Area
from .content import packed
from .models import Answer
from .queries.findings import Wish, find


def answer(actor: User, reader: Reader, area: Area, wish: Wish, purpose: str = "") -> Answer:
    """Answer what lies in a zone, and keep the answer with its proof."""
    findings = find(reader, area, wish)
    content, proof = packed(findings)
    read = [{"dataset": told.dataset, "version": told.version} for told in findings.networks]
    with transaction.atomic():
        given = Answer.objects.create(
            asked_by=actor,
            asked_label=actor.name,
            place=area.label,
            purpose=purpose[:200],
            networks=read,
            content=content,
            proof=proof,
        )
        slugs = [told.dataset for told in findings.networks]
        datasets = Dataset.objects.filter(slug__in=slugs).select_related("owner", "current")
        by_slug = {dataset.slug: dataset for dataset in datasets}
        for told in findings.networks:
            dataset = by_slug[told.dataset]
            record_reading(reader, dataset, dataset.current, Reading.Door.PAGE, len(told.pieces))
        # Administrators of every owner find the answer in their own trail.
        for owner in {dataset.owner_id for dataset in by_slug.values()}:
            record(
                actor,
                "digging.answer",
                given,
                organisation=owner,
                place=area.label,
                networks=len(read),
                proof=proof,
            )
    return given
