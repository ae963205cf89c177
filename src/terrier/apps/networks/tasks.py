"""What follows a new version of a network."""

from __future__ import annotations

from typing import Any

from terrier.apps.catalog.arrivals import on_arrival
from terrier.apps.catalog.models import Version
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.registry import Context, task

from .actions.declaring import withhold
from .models import Network


@on_arrival
def look_again(version: Version) -> None:
    """Ask which rows of the new version may be published; until then, only known values are."""
    if Network.objects.filter(dataset=version.dataset_id).exists():
        enqueue("networks.withhold", {"version_id": version.pk})


@task("networks.withhold", max_attempts=5)
def withhold_rows(_context: Context, version_id: int) -> dict[str, Any]:
    """Narrow what others than the territory see of a version, if it is still the current one."""
    version = Version.objects.select_related("dataset__owner").get(pk=version_id)
    network = Network.objects.filter(dataset=version.dataset).first()
    if network is not None and version.dataset.current_id == version.pk:
        withhold(network, version)
    return {}
