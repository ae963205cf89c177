"""What follows a new version of a network."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.exporting import clear_old
from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.registry import Context, task

from . import exporting, following
from .actions import checking
from .actions.declaring import withhold
from .models import Network


@on_arrival
def look_again(version: Version) -> None:
    """Ask which rows of the new version may be published; until then, only known values are."""
    if Network.objects.filter(dataset=version.dataset_id).exists():
        enqueue("networks.withhold", {"version_id": version.pk})


@on_arrival
def check_arrival(version: Version) -> None:
    """Hold every new version of a network against the checks."""
    network = Network.objects.filter(dataset=version.dataset_id).first()
    if network is not None:
        checking.ask_check(network, version)


@task("networks.withhold", max_attempts=5)
def withhold_rows(_context: Context, version_id: int) -> dict[str, Any]:
    """Narrow what others than the territory see of a version, if it is still the current one."""
    version = Version.objects.select_related("dataset__owner").get(pk=version_id)
    network = Network.objects.filter(dataset=version.dataset).first()
    if network is not None and version.dataset.current_id == version.pk:
        withhold(network, version)
    return {}


@task(checking.KIND, about=following.checks)
def check(context: Context, network_id: int, version_id: int) -> dict[str, Any]:
    """Hold a version against the checks, if it is still the current one."""
    network = Network.objects.select_related("dataset__owner").filter(pk=network_id).first()
    if network is None or network.dataset.current_id != version_id:
        return {}
    run = checking.check(network, Version.objects.get(pk=version_id), context.report)
    return {"findings": sum(run.counts.values())}


@task(exporting.KIND, about=following.files)
def export(context: Context, **payload: Any) -> dict[str, Any]:
    """Write a network in the model of somebody else."""
    return exporting.make(context.report, payload)


@task("networks.exports.clear", every=timedelta(hours=1))
def clear_exports(_context: Context) -> dict[str, Any]:
    """Delete the files that nobody fetched in time."""
    return {"cleared": clear_old(exporting.KIND)}


@task("networks.findings.tidy", every=timedelta(hours=1))
def tidy_findings(_context: Context) -> dict[str, Any]:
    """Forget the findings of what was withdrawn or erased."""
    return {"forgotten": checking.tidy()}
