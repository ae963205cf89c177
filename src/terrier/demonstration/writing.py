"""Write files as the software of town halls does, the same bytes for the same seed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyogrio
import pyogrio.raw
import shapely

from terrier.demonstration.ground import WGS84, to_crs

TODAY = date(2026, 10, 31)
"""The day the files were exported: fixed, so that the same seed gives the same bytes."""
_ZIP_DAY = (*TODAY.timetuple()[:3], 8, 0, 0)
Row = Sequence[Any]


def number(value: float | None, decimals: int = 2, *, thousands: str = "", empty: str = "") -> str:
    """Write a number in French: decimal comma, and a separator of thousands if asked.

    Examples
    --------
    >>> number(1234.5, thousands=" "), number(None, empty="NC"), number(7, 0)
    ('1 234,50', 'NC', '7')
    """
    if value is None:
        return empty
    return f"{value:,.{decimals}f}".replace(",", thousands).replace(".", ",")


def day(value: date) -> str:
    """Write a date day first."""
    return value.strftime("%d/%m/%Y")


def delimited(
    path: Path, header: Row, rows: Iterable[Row], *, encoding: str, separator: str = ";",
    before: Iterable[str] = (), after: Iterable[str] = (), newline: str = "\r\n",
) -> Path:  # fmt: skip
    """Write a delimited file; cells are quoted only where they must be.

    Raises
    ------
    UnicodeEncodeError
        Where a cell does not exist in the encoding.
    """
    lines = [*before, _line(header, separator), *(_line(r, separator) for r in rows), *after]
    path.write_bytes((newline.join(lines) + newline).encode(encoding))
    return path


def _line(row: Row, separator: str) -> str:
    return separator.join(_cell("" if v is None else str(v), separator) for v in row)


def _cell(text: str, separator: str) -> str:
    if separator in text or '"' in text or "\n" in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def opendocument(path: Path, sheets: Mapping[str, Sequence[Row]]) -> Path:
    """Write an OpenDocument spreadsheet with numbers, dates and text."""
    tables = "".join(
        f"<table:table table:name={quoteattr(name)}>{''.join(map(_ods_row, rows))}</table:table>"
        for name, rows in sheets.items()
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    office = "urn:oasis:names:tc:opendocument:xmlns"
    content = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<office:document-content xmlns:office="{office}:office:1.0" '
        f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0" office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    listing = (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0" manifest:version="1.2">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    members = {"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": listing}
    return archive(path, {name: text.encode() for name, text in members.items()})


def _ods_row(row: Row) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    text = escape(day(value) if isinstance(value, date) else str(value))
    if isinstance(value, date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, int | float):
        kind = f'office:value-type="float" office:value="{value}"'
    else:
        kind = 'office:value-type="string"'
    return f"<table:table-cell {kind}><text:p>{text}</text:p></table:table-cell>"


def archive(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip whose bytes depend on its members alone; the first is stored, as ODF asks."""
    with zipfile.ZipFile(path, "w") as zipped:
        for rank, (name, data) in enumerate(members.items()):
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            stored = rank == 0 and name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            zipped.writestr(entry, data)
    return path


def layer(
    path: Path, name: str, shapes: Sequence[shapely.Geometry],
    columns: Mapping[str, Sequence[Any]], *,
    driver: str, crs: str = WGS84, geometry_type: str = "Point", append: bool = False,
    encoding: str | None = None, **options: Any,
) -> Path:  # fmt: skip
    """Write plan shapes as one layer of a vector file.

    Parameters
    ----------
    columns
        Values by field: text, whole numbers, floats or dates; None for no value in text fields,
        NaN in floats.
    """
    if path.exists() and not append:
        path.unlink()
    grid = 1e-7 if crs == WGS84 else 0.01
    moved = to_crs(np.array(shapes, dtype=object), crs)
    written = shapely.set_precision(moved, grid, mode="pointwise")
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{TODAY.isoformat()}T08:00:00.000Z"})
    try:
        pyogrio.raw.write(
            path, geometry=shapely.to_wkb(written), fields=list(columns),
            field_data=[_field(v) for v in columns.values()], layer=name, driver=driver, crs=crs,
            geometry_type=geometry_type, append=append, encoding=encoding, **options,
        )  # fmt: skip
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
    return path


def _field(values: Sequence[Any]) -> np.ndarray:
    sample = next((v for v in values if v is not None), None)
    if isinstance(sample, date):
        return np.array(values, dtype="datetime64[D]")
    if isinstance(sample, bool | str) or sample is None:
        return np.array(values, dtype=bool if isinstance(sample, bool) else object)
    return np.array(values)
