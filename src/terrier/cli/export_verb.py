"""`terrier export`: writes a table of a dataset to a file."""

from __future__ import annotations

import argparse
from pathlib import Path

HELP = "écrit une table d’un jeu de données dans un fichier"
NEEDS_DJANGO = True
FORMATS = ("csv", "excel", "geojson", "json", "jsonl", "xlsx", "gpkg", "shp", "parquet")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Take the dataset, the file and the format."""
    parser.add_argument("dataset", metavar="JEU", help="identifiant court du jeu")
    parser.add_argument("output", type=Path, metavar="FICHIER", help="fichier à écrire")
    parser.add_argument("--table", metavar="TABLE", help="table, quand le jeu en a plusieurs")
    parser.add_argument("--format", choices=FORMATS, help="sinon d’après la fin du nom")
    parser.add_argument("--version", type=int, metavar="NUMÉRO", help="version ; sinon la dernière")
    parser.add_argument(
        "--crs", default="EPSG:4326", metavar="CRS", help="système de coordonnées (EPSG:4326)"
    )
    parser.add_argument(
        "--as", dest="email", metavar="COURRIEL", help="compte qui exporte ; sinon le public"
    )


def run(asked: argparse.Namespace) -> None:
    """Write the file as the reader may see it."""
    from terrier.apps.catalog.standalone import export_to_file

    notes = export_to_file(
        asked.dataset,
        asked.output,
        table=asked.table,
        format=asked.format,
        version=asked.version,
        crs=asked.crs,
        email=asked.email,
    )
    print(f"{asked.output} écrit.")
    for note in notes:
        print(f"  {note}")
