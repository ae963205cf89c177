"""Which connector reads a format."""

from __future__ import annotations

from importlib import import_module

from terrier.connectors.contract import Connector
from terrier.domain.kernel.errors import Unreadable

_CONNECTORS = {
    "csv": "delimited:Delimited",
    "xlsx": "spreadsheet:Spreadsheet",
    "xls": "spreadsheet:Spreadsheet",
    "ods": "spreadsheet:Spreadsheet",
    "geojson": "vector:Vector",
    "geopackage": "vector:Vector",
    "shapefile": "vector:Vector",
    "dbf": "vector:Vector",
    "mapinfo_tab": "vector:Vector",
    "mapinfo_mif": "vector:Vector",
    "flatgeobuf": "vector:Vector",
    "kml": "vector:Vector",
    "kmz": "vector:Vector",
    "gml": "vector:Vector",
    "gpx": "vector:Vector",
    "dxf": "vector:Vector",
    "file_geodatabase": "vector:Vector",
    "parquet": "parquet:Parquet",
    "json": "json:Json",
    "jsonl": "json:Json",
    "epanet": "epanet:Epanet",
    "rdata": "rdata:RData",
    "zip": "archive:Archive",
    "folder": "archive:Archive",
}
LABELS = {
    "csv": "CSV",
    "xlsx": "Excel (.xlsx)",
    "xls": "Excel 97-2003 (.xls)",
    "ods": "LibreOffice (.ods)",
    "geojson": "GeoJSON",
    "geopackage": "GeoPackage",
    "shapefile": "shapefile",
    "dbf": "table dBase",
    "mapinfo_tab": "MapInfo TAB",
    "mapinfo_mif": "MapInfo MIF",
    "flatgeobuf": "FlatGeobuf",
    "kml": "KML",
    "kmz": "KMZ",
    "gml": "GML",
    "gpx": "GPX",
    "dxf": "dessin DXF",
    "file_geodatabase": "géodatabase fichier (.gdb)",
    "parquet": "Parquet",
    "json": "JSON",
    "jsonl": "JSON, un objet par ligne",
    "epanet": "réseau EPANET (.inp)",
    "rdata": "données de R (.rda, .RData, .rds)",
    "zip": "archive zip",
    "folder": "fichiers envoyés ensemble",
}


def connector_for(format: str) -> Connector:
    """Give the connector of a format; its libraries are imported only now.

    Parameters
    ----------
    format
        Format id, as told by `recognise`.

    Raises
    ------
    Unreadable
        Where no connector reads the format.
    """
    if format not in _CONNECTORS:
        raise Unreadable(f"Le format « {format} » n'est pas lu par Terrier.")
    module, _, name = _CONNECTORS[format].partition(":")
    connector: Connector = getattr(import_module(f"terrier.connectors.{module}"), name)()
    return connector
