"""A table written to a file in this process, for the command line."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.territories.queries import reader_of
from terrier.domain.kernel.errors import Invalid, Refused
from terrier.lake import export
from terrier.lake.export import FileFormat, StreamFormat
from terrier.lake.filters import NO_FILTERS

from . import exporting
from .about_files import DEGREES, about_file
from .queries import Opened, open_table

FORMATS: dict[str, StreamFormat | FileFormat] = {
    "csv": StreamFormat.CSV,
    "excel": StreamFormat.CSV_EXCEL,
    "geojson": StreamFormat.GEOJSON,
    "json": StreamFormat.JSON,
    "jsonl": StreamFormat.JSON_LINES,
    "xlsx": FileFormat.XLSX,
    "gpkg": FileFormat.GEOPACKAGE,
    "shp": FileFormat.SHAPEFILE,
    "parquet": FileFormat.GEOPARQUET,
}
"""Words of the command line."""
ENDINGS = {name: name for name in FORMATS if name not in ("excel", "shp")} | {"zip": "shp"}
"""Format by the end of the file's name."""
LABELLED = ("excel", "xlsx")
PROJECTED = ("gpkg", "shp", "parquet")


def export_to_file(
    dataset: str,
    output: Path,
    *,
    table: str | None = None,
    format: str | None = None,
    version: int | None = None,
    crs: str = DEGREES,
    email: str | None = None,
) -> list[str]:
    """Write a table as the person (or the public) may see it.

    Returns
    -------
    list of str
        What is to be known of the file, in sentences.

    Raises
    ------
    NotFound, Gone
        No such dataset, table or version for this reader.
    Invalid
        The format, its ending, the projection or the folder does not suit.
    Unholdable
        The format cannot hold the data.
    Refused
        No active account has this address.
    """
    word = format or _format_of(output)
    _check(output, word, crs)
    person = _person(email)
    opened = open_table(reader_of(person), dataset, table, version)
    if table is None and len(opened.tables) > 1:
        names = ", ".join(t.table.name for t in opened.tables)
        raise Invalid(
            _("Ce jeu de données a plusieurs tables ; dites laquelle : %(names)s.")
            % {"names": names}
        )
    notes = _write(opened, output, word, crs)
    exporting.note_download(opened, NO_FILTERS, word, person)
    return notes


def _format_of(output: Path) -> str:
    found = ENDINGS.get(output.suffix.removeprefix(".").lower())
    if found is None:
        raise Invalid(
            _("La fin de « %(name)s » ne dit pas le format : finissez par %(known)s, ou dites-le.")
            % {"name": output.name, "known": ", ".join(f".{e}" for e in ENDINGS)}
        )
    return found


def _check(output: Path, word: str, crs: str) -> None:
    if word not in FORMATS:
        raise Invalid(
            _("« %(word)s » n’est pas un format connu : %(known)s.")
            % {"word": word, "known": ", ".join(FORMATS)}
        )
    if word == "shp" and output.suffix.lower() != ".zip":
        raise Invalid(
            _("Un shapefile est fait de plusieurs fichiers, réunis dans un zip : %(name)s.")
            % {"name": output.with_suffix(".zip").name}
        )
    if crs != DEGREES and word not in PROJECTED:
        raise Invalid(
            _("Ce format s’écrit en longitude et latitude ; en %(crs)s, prenez : %(known)s.")
            % {"crs": crs, "known": ", ".join(PROJECTED)}
        )
    if not output.resolve().parent.is_dir():
        raise Invalid(_("Le dossier « %(folder)s » n’existe pas.") % {"folder": output.parent})


def _person(email: str | None) -> User | None:
    if email is None:
        return None
    found = User.objects.filter(is_active=True, email=email.lower()).first()
    if found is None:
        raise Refused(_("Aucun compte actif pour %(email)s.") % {"email": email})
    return found


def _write(opened: Opened, output: Path, word: str, crs: str) -> list[str]:
    writes = FORMATS[word]
    labels = word in LABELLED
    about = about_file(opened.dataset, opened.version, extract=False)
    if isinstance(writes, FileFormat):
        made = export.write_file(
            opened.relation,
            NO_FILTERS,
            writes,
            output,
            crs=crs,
            labels=labels,
            about=about,
            progress=lambda _step, _share: None,
        )
        return list(made.notes)
    stream = export.stream(opened.relation, format=writes, labels=labels, about=about)
    part = output.with_name(f".partial-{output.name}")
    try:
        with part.open("wb") as file:
            file.writelines(stream.chunks)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)
    return _neutralised(opened) if word == "excel" else []


def _neutralised(opened: Opened) -> list[str]:
    cells = export.formula_cells(opened.relation)
    if not cells:
        return []
    return [
        _(
            "Cellules qui commencent par =, +, - ou @, précédées d’une apostrophe pour "
            "qu’Excel n’y voie pas de formules : %(cells)d."
        )
        % {"cells": cells}
    ]
