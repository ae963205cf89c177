"""The formats that people can take data away in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from terrier.lake.export import FileFormat, StreamFormat


@dataclass(frozen=True)
class Format:
    """A format, with the words that help to choose it."""

    word: str
    """What stands in the address."""
    title: str
    help: str
    writes: StreamFormat | FileFormat
    labels: bool = False
    """Columns are headed by their labels for people."""
    spatial: bool = False
    """Only where rows have places."""
    projected: bool = False
    """Offered in the legal projection of the territory too."""

    @property
    def streamed(self) -> bool:
        """Say whether it is sent at once, or made as a file first."""
        return isinstance(self.writes, StreamFormat)


FORMATS = {
    f.word: f
    for f in (
        Format("csv", "CSV", _("pour les logiciels : UTF-8, virgule"), StreamFormat.CSV),
        Format(
            "csv-excel",
            _("CSV pour Excel"),
            _("s’ouvre d’un double-clic : point-virgule, virgule décimale"),
            StreamFormat.CSV_EXCEL,
            labels=True,
        ),
        Format("xlsx", "Excel (XLSX)", _("classeur, nombres et dates prêts à l’emploi"),
               FileFormat.XLSX, labels=True),
        Format("json", "JSON", _("pour les développeurs"), StreamFormat.JSON),
        Format("geojson", "GeoJSON", _("cartes en ligne, en longitude et latitude"),
               StreamFormat.GEOJSON, spatial=True),
        Format("gpkg", "GeoPackage", _("QGIS et autres SIG"), FileFormat.GEOPACKAGE, spatial=True,
               projected=True),
        Format("shapefile", "Shapefile", _("anciens SIG : noms de colonnes raccourcis"),
               FileFormat.SHAPEFILE, spatial=True, projected=True),
        Format("geoparquet", "GeoParquet", _("analyse de gros volumes"), FileFormat.GEOPARQUET),
    )
}  # fmt: skip


def offered(*, spatial: bool) -> list[Format]:
    """List the formats that can hold the table."""
    return [f for f in FORMATS.values() if spatial or not f.spatial]
