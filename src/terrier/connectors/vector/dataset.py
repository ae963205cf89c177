"""A vector source laid out as GDAL expects it, in a folder of its own."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyogrio

from terrier.connectors.vector.dbf import CPG_NAMES
from terrier.domain.kernel.errors import Unreadable

_EXTENSION = {
    "geojson": ".geojson",
    "geopackage": ".gpkg",
    "shapefile": ".shp",
    "dbf": ".dbf",
    "mapinfo_tab": ".tab",
    "mapinfo_mif": ".mif",
    "flatgeobuf": ".fgb",
    "kml": ".kml",
    "kmz": ".kmz",
    "gml": ".gml",
    "gpx": ".gpx",
    "dxf": ".dxf",
    "file_geodatabase": ".gdb",
}
_COMPANIONS = {
    "shapefile": (".dbf", ".shx", ".prj"),
    "mapinfo_tab": (".dat", ".map", ".id", ".ind"),
    "mapinfo_mif": (".mid",),
}
_NEEDED = {"mapinfo_tab": (".dat", ".map", ".id"), "mapinfo_mif": (".mid",)}


@dataclass(frozen=True)
class Dataset:
    """Files of one source, under one stem."""

    path: Path
    """What GDAL opens."""
    companions: dict[str, Path]
    """Companion files as received, by lower-case suffix."""


@contextmanager
def laid_out(path: Path, format: str, encoding: str | None = None) -> Iterator[Dataset]:
    """Link a source and its companions into a folder where GDAL finds and may write them.

    GDAL looks at suffixes, wants the pieces of a shapefile side by side in one case, and writes
    index files beside what it reads: never beside the originals.

    Parameters
    ----------
    path
        The main file as received.
    format
        Format id.
    encoding
        Python codec of the attributes of a shapefile or a dBase table.

    Raises
    ------
    Unreadable
        Where a companion is missing without which the source says nothing.
    """
    found = companions(path, format)
    for suffix in _NEEDED.get(format, ()):
        if suffix not in found:
            raise Unreadable(
                f"Il manque le fichier « {path.stem}{suffix} » : envoyez ensemble, dans un .zip, "
                "tous les fichiers de la table MapInfo."
            )
    with tempfile.TemporaryDirectory(prefix="terrier-") as folder:
        main = Path(folder) / f"{path.stem}{_EXTENSION[format]}"
        _lend(path, main)
        for suffix, companion in found.items():
            _lend(companion, main.with_suffix(suffix))
        restore = "NO" if ".shx" in found else "YES"
        pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": restore})
        if encoding:
            main.with_suffix(".cpg").write_text(CPG_NAMES.get(encoding, encoding))
        try:
            yield Dataset(main, found)
        finally:
            pyogrio.set_gdal_config_options({"SHAPE_RESTORE_SHX": None})


def _lend(original: Path, target: Path) -> None:
    """Link a file that is only read; copy one that a library may write, even when reading.

    GDAL rebuilds the index of a shapefile in place, SQLite writes beside a database in WAL mode.
    """
    if original.suffix.lower() == ".shx" or _in_wal_mode(original):
        shutil.copyfile(original, target)
    else:
        target.symlink_to(original.resolve())


def _in_wal_mode(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        head = file.read(20)
    return head.startswith(b"SQLite format 3\0") and 2 in head[18:20]


def companions(path: Path, format: str) -> dict[str, Path]:
    """Find the files that belong with the main one, whatever the case of their names."""
    wanted = _COMPANIONS.get(format, ())
    if not wanted:
        return {}
    stem = path.stem.casefold()
    beside = [p for p in path.parent.iterdir() if p.stem.casefold() == stem]
    found = {p.suffix.lower(): p for p in beside if p.suffix.lower() in wanted}
    if ".shx" in found and not _is_whole_index(found[".shx"]):
        del found[".shx"]
    return found


def _is_whole_index(shx: Path) -> bool:
    """Tell whether the index of a shapefile has the length that its header declares."""
    with shx.open("rb") as file:
        head = file.read(28)
    return len(head) == 28 and 2 * int.from_bytes(head[24:28], "big") == shx.stat().st_size
