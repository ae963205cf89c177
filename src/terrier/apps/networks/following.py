"""What the long work of networks is about, for whoever follows it."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.jobs.models import Job
from terrier.apps.jobs.registry import Subject

from .models import Network


def checks(jobs: Sequence[Job]) -> list[Subject]:
    """Say which network is checked, and where its findings stand."""
    asked = [job.payload["network_id"] for job in jobs]
    known = Network.objects.select_related("dataset").in_bulk(asked)
    return [_check(known.get(pk)) for pk in asked]


def files(jobs: Sequence[Job]) -> list[Subject]:
    """Say which file is prepared, and where it will be fetched."""
    asked = [job.payload["network_id"] for job in jobs]
    known = Network.objects.select_related("dataset").in_bulk(asked)
    return [_file(job, known.get(pk)) for job, pk in zip(jobs, asked, strict=True)]


def _file(job: Job, network: Network | None) -> Subject:
    title = _("Réseau exporté : %(name)s") % {"name": job.payload["name"]}
    if network is None:
        return Subject(title)
    return Subject(title, reverse("network-file", args=[network.dataset.slug, job.pk]))


def _check(network: Network | None) -> Subject:
    if network is None:
        return Subject(_("Contrôle d’un réseau supprimé"))
    address = reverse("network-checks", args=[network.dataset.slug])
    return Subject(_("Contrôle du réseau « %(title)s »") % {"title": network}, address)
