"""A network written in the model of somebody else, by the worker, for whoever operates it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog import exporting
from terrier.apps.catalog.models import Reading, Version
from terrier.apps.catalog.reading_log import record_reading
from terrier.apps.catalog.store import store
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.models import Job
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Gone, NotFound
from terrier.domain.topology.elements import Elements
from terrier.domain.topology.models import epanet
from terrier.domain.topology.models.epanet_rows import to_epanet
from terrier.domain.topology.models.raepa_layers import to_raepa
from terrier.domain.topology.models.stareau_tables import to_stareau
from terrier.lake.export.networks import (
    NetworkExport,
    NetworkFormat,
    export_network,
    export_tables_as_inp,
    rows_as_they_came,
)

from . import reading
from .models import Network
from .queries import OpenedNetwork
from .repairs import repairs_of

KIND = "networks.export"
TOLD_AT_ONCE = 20_000
"""Elements up to which what each format loses is told before it is chosen: about a second."""
FORMATS: dict[NetworkFormat, str | Promise] = {
    NetworkFormat.RAEPA_GEOPACKAGE: _("RAEPA 1.2, GeoPackage"),
    NetworkFormat.RAEPA_SHAPEFILES: _("RAEPA 1.2, shapefiles"),
    NetworkFormat.STAREAU: _("StaR-Eau V2024, GeoPackage"),
    NetworkFormat.EPANET: _("EPANET 2.2 (.inp)"),
}


def losses(elements: Elements, format: NetworkFormat) -> tuple[str, ...] | None:
    """Say what a format cannot hold of these elements; None: it will be said with the file."""
    if len(elements.pipes) + len(elements.nodes) > TOLD_AT_ONCE:
        return None
    match format:
        case NetworkFormat.EPANET:
            return to_epanet(elements)[1]
        case NetworkFormat.STAREAU:
            return to_stareau(elements).losses
        case NetworkFormat.RAEPA_GEOPACKAGE | NetworkFormat.RAEPA_SHAPEFILES:
            return to_raepa(elements).losses


def ask_file(opened: OpenedNetwork, format: NetworkFormat, user: User | None) -> Job:
    """Ask for a file; who asks for what is being written gets that."""
    payload = {
        "network_id": opened.network.pk,
        "version_id": opened.version.pk,
        "fingerprint": _fingerprint(opened.network, opened.version),
        "format": format.value,
        "name": _file_name(opened.network, opened.version, format),
    }
    digest = hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()[:32]
    # Repairs are noted every day: a file that is finished answers nobody else.
    earlier = Job.objects.filter(kind=KIND, idempotency_key__startswith=f"{KIND}:{digest}:")
    finished = earlier.filter(ended_at__isnull=False).count()
    return enqueue(KIND, payload, user, idempotency_key=f"{KIND}:{digest}:{finished}")


def make(report: Callable[[str, float], None], payload: dict[str, Any]) -> dict[str, Any]:
    """Write the file of a job.

    Raises
    ------
    Gone
        The version was withdrawn, or the way it is read has changed.
    """
    network = Network.objects.select_related("dataset__owner").filter(pk=payload["network_id"])
    version = Version.objects.filter(pk=payload["version_id"], gone_reason="")
    found = (network.first(), version.first())
    if None in found or _fingerprint(*found) != payload["fingerprint"]:
        raise Gone(gettext("Ce réseau a changé entre-temps : redemandez le fichier."))
    report(gettext("Lecture du réseau"), 0.05)
    with store().workshop() as workshop:
        made = _write(*found, NetworkFormat(payload["format"]), workshop / payload["name"], report)
        report(gettext("Rangement du fichier"), 0.95)
        return exporting.keep(made.path, sum(made.counts.values()), made.losses)


def job_for(opened: OpenedNetwork, job_id: object) -> Job:
    """Find the job of a file of this network as it is now."""
    job = Job.objects.filter(pk=job_id, kind=KIND).first()
    now = _fingerprint(opened.network, opened.version)
    if job is None or job.payload["fingerprint"] != now:
        raise NotFound(gettext("Ce fichier n’existe pas, ou le réseau a changé : redemandez-le."))
    return job


def note_download(reader: Reader, opened: OpenedNetwork, job: Job, user: User) -> None:
    """Write a download on the access log and on the trail."""
    dataset = opened.network.dataset
    record_reading(reader, dataset, opened.version, Reading.Door.DOWNLOAD)
    record(
        user,
        "network.download",
        dataset,
        organisation=dataset.owner_id,
        version=opened.version.number,
        format=job.payload["format"],
    )


def _fingerprint(network: Network, version: Version) -> str:
    """Sum up what a file is made of: erasing rows writes other files."""
    paths = sorted(version.tables.values_list("path", flat=True))
    made_of = repr((network.pk, network.revision, paths))
    return hashlib.sha256(made_of.encode()).hexdigest()[:32]


def _file_name(network: Network, version: Version, format: NetworkFormat) -> str:
    between = "." if format is NetworkFormat.EPANET else "-"
    return f"{network.dataset.slug}-v{version.number}{between}{format.value}"


def _write(
    network: Network,
    version: Version,
    format: NetworkFormat,
    target: Path,
    report: Callable[[str, float], None],
) -> NetworkExport:
    relations = reading.relations(version)
    mapping = network.read_mapping()
    if format is NetworkFormat.EPANET and mapping.model == epanet.MODEL:
        return export_tables_as_inp(relations, target)
    loaded = reading.load(network, version)
    report(gettext("Écriture du fichier"), 0.4)
    extras = rows_as_they_came(relations, mapping)
    repairs = repairs_of(network, loaded)
    return export_network(
        loaded.elements, format, target, crs=loaded.crs, extras=extras, repairs=repairs
    )
