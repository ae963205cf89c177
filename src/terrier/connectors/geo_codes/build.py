"""Make the reference tables from the npm package `@etalab/decoupage-administratif`.

Run as `python -m terrier.connectors.geo_codes.build PACKAGE [--edition YEAR=PACKAGE …]`: the first
folder is the current edition of the package, the others are editions of earlier years, which say
until when a code that has ceased was still in force, and under which name.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

Record = dict[str, Any]

COMMUNES = pa.schema(
    [
        ("code", pa.string()),
        ("name", pa.string()),
        ("status", pa.string()),
        ("merged_into", pa.string()),
        ("last_seen", pa.int16()),
        ("population", pa.int32()),
        ("postal_codes", pa.string()),
        ("siren", pa.string()),
        ("department", pa.string()),
        ("region", pa.string()),
        ("epci", pa.string()),
    ]
)
EPCI = pa.schema(
    [
        ("siren", pa.string()),
        ("name", pa.string()),
        ("kind", pa.string()),
        ("population", pa.int32()),
        ("population_total", pa.int32()),
    ]
)


def build(package: Path, editions: dict[int, Path], out: Path) -> dict[str, int]:
    """Write `communes.parquet` and `epci.parquet`.

    Parameters
    ----------
    package
        Folder of the current edition of the npm package (it holds `data/communes.json` …).
    editions
        Folders of earlier editions by year of the official geographic code.
    out
        Folder to write into.

    Returns
    -------
    dict
        Number of rows of each table.
    """
    communes = _read(package, "communes")
    epci = _read(package, "epci")
    tables = {
        "communes": (_communes(communes, epci, editions), COMMUNES),
        "epci": (_epci(epci), EPCI),
    }
    for name, (rows, schema) in tables.items():
        table = pa.Table.from_pylist(rows, schema=schema)
        pq.write_table(table, out / f"{name}.parquet", compression="zstd", compression_level=19)
    return {name: len(rows) for name, (rows, _) in tables.items()}


def _communes(records: list[Record], epci: list[Record], editions: dict[int, Path]) -> list[Record]:
    member_of = {m["code"]: e["code"] for e in epci for m in e["membres"]}
    rows: dict[str, Record] = {}
    for record in records:
        if record["type"] == "commune-actuelle":
            rows[record["code"]] = _row(record, "current", epci=member_of.get(record["code"]))
    for record in records:
        if record["type"] == "arrondissement-municipal":
            rows[record["code"]] = _row(record, "arrondissement", merged_into=record["commune"])
    names = {r["code"]: r for r in records if "chefLieu" in r}
    for record in records:
        for code in record.get("anciensCodes", ()):
            past = names.get(code, {"code": code, "departement": record.get("departement")})
            rows.setdefault(code, _row(past, "former", merged_into=record["code"]))
    for code, record in names.items():
        rows.setdefault(code, _row(record, "former", merged_into=record["chefLieu"]))
    for year in sorted(editions):
        _date_from_edition(rows, year, _read(editions[year], "communes"))
    return [rows[code] for code in sorted(rows)]


def _date_from_edition(rows: dict[str, Record], year: int, records: list[Record]) -> None:
    """Learn from an earlier edition which ceased codes were still in force, and their names."""
    for record in records:
        row = rows.get(record["code"])
        if row is None or row["status"] != "former":
            continue
        row["name"] = row["name"] or record["nom"]
        if record["type"] == "commune-actuelle":
            row["last_seen"] = year


def _row(
    record: Record, status: str, *, merged_into: str | None = None, epci: str | None = None
) -> Record:
    return {
        "code": record["code"],
        "name": record.get("nom"),
        "status": status,
        "merged_into": merged_into,
        "last_seen": None,
        "population": record.get("population"),
        "postal_codes": " ".join(record.get("codesPostaux", ())) or None,
        "siren": record.get("siren"),
        "department": record.get("departement"),
        "region": record.get("region"),
        "epci": epci,
    }


def _epci(records: list[Record]) -> list[Record]:
    return [
        {
            "siren": e["code"],
            "name": e["nom"],
            "kind": e["type"],
            "population": e["populationMunicipale"],
            "population_total": e["populationTotale"],
        }
        for e in sorted(records, key=lambda e: e["code"])
    ]


def _read(package: Path, name: str) -> list[Record]:
    text = (package / "data" / f"{name}.json").read_text(encoding="utf-8")
    records: list[Record] = json.loads(text)
    return records


def _edition(text: str) -> tuple[int, Path]:
    year, _, folder = text.partition("=")
    return int(year), Path(folder)


def main() -> None:
    """Build from the command line and print the row counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    parser.add_argument("--edition", type=_edition, action="append", default=[])
    parser.add_argument("--out", type=Path, default=Path(__file__).parent)
    given = parser.parse_args()
    for name, rows in build(given.package, dict(given.edition), given.out).items():
        print(f"{name}.parquet : {rows} lignes")


if __name__ == "__main__":
    main()
