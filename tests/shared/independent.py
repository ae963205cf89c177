"""A second opinion on real files: readers that share no code with Terrier's."""

from __future__ import annotations

import csv
import glob
import json
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pyarrow.parquet as pq
import pyogrio
import rdata

EMPTY = {"", "-", "n/a", "na", "nc", "nr", "null", "none", "nan"}
TRUE = {"oui", "o", "vrai", "true", "yes", "y", "x", "1", "t"}
FALSE = {"non", "n", "faux", "false", "no", "0", "f"}
Rows = list[dict[str, Any]]


def delimited(path: Path, first_line: int, names: list[str], headers: int) -> Rows:
    """Read a delimited text with the standard library, its columns named by their place."""
    text = path.read_bytes().decode("utf-8-sig")
    lines = text.splitlines(keepends=True)[first_line - 1 :]
    separator = max(";\t,", key=lines[0].count)
    rows = list(csv.reader(lines, delimiter=separator))[headers:]
    return [dict(zip(names, row, strict=False)) for row in rows if any(c.strip() for c in row)]


def cell(row: dict[str, Any], *names: str) -> Any:
    """Find a value by its name; a name with dots also leads through nested objects."""
    for name in names:
        if name in row:
            return row[name]
        head, _, rest = name.partition(".")
        while rest:
            if isinstance(row.get(head), dict):
                return cell(row[head], rest)
            step, _, rest = rest.partition(".")
            head = f"{head}.{step}"
    return None


def workbook(path: Path, sheet: str, header_line: int) -> Rows:
    """Read a sheet with openpyxl."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    rows = list(book[sheet].iter_rows(values_only=True))[header_line - 1 :]
    header = [str(c) for c in rows[0]]
    filled = [row for row in rows[1:] if any(c is not None for c in row)]
    return [dict(zip(header, row, strict=True)) for row in filled]


def records(path: Path, keys: list[str]) -> Rows:
    """Read the records of a JSON document under a path of keys."""
    document = json.loads(path.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    for key in keys:
        document = document[key]
    return document if isinstance(document, list) else [document]


def layer(path: Path, name: str | None) -> Rows:
    """Read the attributes of a layer with GDAL, from a copy: GDAL writes notes beside a GML."""
    with tempfile.TemporaryDirectory() as folder:
        for piece in path.parent.glob(f"{glob.escape(path.stem)}.*"):
            shutil.copy2(piece, folder)
        _, table = pyogrio.read_arrow(Path(folder) / path.name, layer=name)
    kept = [n for n in table.column_names if n not in ("wkb_geometry", "geometry", "geom", "SHAPE")]
    return table.select(kept).to_pylist()


def features(path: Path, name: str) -> Rows:
    """Read the features of a GML with the standard library, references and units among them."""
    rows = []
    for element in ElementTree.parse(path).iter():
        if local(element.tag) == name and (identifier := attribute(element, "id")):
            row: dict[str, Any] = {"gml_id": [identifier]}
            for child in element:
                if child.text and child.text.strip():
                    row.setdefault(local(child.tag), []).append(child.text)
                for key in child.attrib:
                    row.setdefault(f"{local(child.tag)}_{local(key)}", []).append(child.get(key))
            rows.append({k: v[0] if len(v) == 1 else v for k, v in row.items()})
    return rows


def local(tag: str) -> str:
    """Take the namespace off a name."""
    return tag.rpartition("}")[2]


def attribute(element: ElementTree.Element, name: str) -> str | None:
    """Find an attribute, whatever its namespace."""
    return next((v for k, v in element.attrib.items() if local(k) == name), None)


def parquet(path: Path) -> Rows:
    """Read a Parquet file with Arrow."""
    return pq.read_table(path).to_pylist()


def workspace(path: Path, name: str) -> Rows:
    """Read a table of an R file with the package rdata, its geometries apart."""
    with warnings.catch_warnings():
        # It says that it knows no class « sf ».
        warnings.simplefilter("ignore")
        table = rdata.read_rda(path)[name]
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def agree(typed: Any, raw: Any) -> bool:
    """Tell whether a typed value says what the raw one does."""
    text = "" if raw is None else str(raw).strip()
    if typed is None:
        return text.lower() in EMPTY
    if isinstance(typed, bool):
        return text.lower() in (TRUE if typed else FALSE)
    if isinstance(typed, int | float | Decimal):
        return any(n == Decimal(str(typed)) for n in _numbers(text))
    if isinstance(typed, datetime):
        return _same_moment(typed, text)
    if isinstance(typed, date):
        return _has(text, typed.year, typed.month, typed.day)
    if isinstance(typed, time):
        return _has(text, typed.hour, typed.minute)
    if isinstance(raw, list | dict):
        return json.loads(typed, parse_float=Decimal) == raw
    # A code that lost its leading zeros is given them back.
    return typed in (str(raw), text, text.zfill(len(typed))) or typed.strip() == text


def _numbers(text: str) -> Iterator[Decimal]:
    bare = re.sub(r"[\s\u00a0\u202f\u2009%€<>≤≥]", "", text).replace("−", "-")
    for written in (bare, bare.replace(",", "."), bare.replace(",", "")):
        try:
            yield Decimal(written)
        except InvalidOperation:
            continue


def _same_moment(typed: datetime, text: str) -> bool:
    clean = re.sub(r"^(\d{4})/(\d\d)/(\d\d)", r"\1-\2-\3", text)
    clean = re.sub(r"([+-]\d\d)$", r"\1:00", clean)
    try:
        read = datetime.fromisoformat(clean)
    except ValueError:
        return _has(text, typed.year, typed.month, typed.day, typed.hour, typed.minute)
    if read.tzinfo and typed.tzinfo:
        return abs(read.astimezone(UTC) - typed.astimezone(UTC)).total_seconds() < 0.001
    return read.replace(tzinfo=None) == typed.replace(tzinfo=None)


def _has(text: str, *parts: int) -> bool:
    compact = re.fullmatch(r"(\d{4})(\d\d)(\d\d)(?:\D.*)?", text)
    found = [int(n) for n in re.findall(r"\d+", text)]
    if compact:
        found += [int(n) for n in compact.groups()]
    return all(part in found for part in parts)
