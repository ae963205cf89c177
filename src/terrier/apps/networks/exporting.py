"""A network written in the model of somebody else."""

from __future__ import annotations

from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Version
from terrier.domain.topology.elements import Elements
from terrier.domain.topology.models import epanet
from terrier.domain.topology.models.epanet_rows import to_epanet
from terrier.domain.topology.models.raepa_layers import to_raepa
from terrier.domain.topology.models.stareau_tables import to_stareau
from terrier.lake.export.networks import (
    NetworkFormat,
    export_network,
    export_tables_as_inp,
    rows_as_they_came,
)

from . import reading
from .models import Network
from .repairs import repairs_of

FORMATS: dict[NetworkFormat, str | Promise] = {
    NetworkFormat.RAEPA_GEOPACKAGE: _("RAEPA 1.2, GeoPackage"),
    NetworkFormat.RAEPA_SHAPEFILES: _("RAEPA 1.2, shapefiles"),
    NetworkFormat.STAREAU: _("StaR-Eau V2024, GeoPackage"),
    NetworkFormat.EPANET: _("EPANET 2.2 (.inp)"),
}


def losses(elements: Elements, format: NetworkFormat) -> tuple[str, ...]:
    """Say what a format cannot hold of these elements, before anything is written."""
    match format:
        case NetworkFormat.EPANET:
            return to_epanet(elements)[1]
        case NetworkFormat.STAREAU:
            return to_stareau(elements).losses
        case NetworkFormat.RAEPA_GEOPACKAGE | NetworkFormat.RAEPA_SHAPEFILES:
            return to_raepa(elements).losses


def write(network: Network, version: Version, format: NetworkFormat, folder: Path) -> Path:
    """Write a version of a network into a folder, and give the file."""
    target = folder / f"{network.dataset.slug}-v{version.number}-{format.value}"
    if format is NetworkFormat.EPANET:
        target = target.with_suffix(".inp")
    relations = reading.relations(version)
    mapping = network.read_mapping()
    if format is NetworkFormat.EPANET and mapping.model == epanet.MODEL:
        return export_tables_as_inp(relations, target).path
    loaded = reading.load(network, version)
    extras = rows_as_they_came(relations, mapping)
    repairs = repairs_of(network, loaded)
    made = export_network(
        loaded.elements, format, target, crs=loaded.crs, extras=extras, repairs=repairs
    )
    return made.path
