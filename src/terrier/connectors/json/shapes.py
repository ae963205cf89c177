"""Where the records of a JSON document are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terrier.connectors.json.documents import elements, parse, text_of, whole
from terrier.domain.kernel.errors import Unreadable

_PREFERRED = ("data", "results", "records", "features", "items", "rows", "values")
_DEEPEST = 3
_MANY = 10
"""Elements from which a list is taken for the records, whatever stands beside it."""


@dataclass(frozen=True)
class Shape:
    """The orientation of a document."""

    kind: str
    """`list` (root array), `inside` (array under `path`), `columns` (names apart from rows),
    `single` (one object), `lines` (one object per line)."""
    path: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Column names where rows are arrays."""
    aside: tuple[str, ...] = ()
    """Keys of the root beside the list."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Say what is not imported."""
        if not self.aside:
            return ()
        listed = ", ".join(f"« {key} »" for key in self.aside[:8])
        more = "…" if len(self.aside) > 8 else ""
        return (
            f"Seule la liste « {' › '.join(self.path)} » est importée ; à côté d'elle, le fichier "
            f"contient aussi {listed}{more}, gardé dans l'original.",
        )

    @property
    def sentence(self) -> str:
        """French sentence for the evidence."""
        where = " › ".join(self.path)
        return {
            "list": "La racine est une liste : un élément par ligne.",
            "inside": f"Les enregistrements sont dans la liste « {where} ».",
            "columns": f"Les noms de colonnes sont à part, les lignes dans « {where} ».",
            "single": "Un seul objet : une seule ligne.",
            "lines": "Un objet JSON par ligne.",
        }[self.kind]


def find_shape(path: Path, format: str, encoding: str) -> Shape:
    """Tell where the records of a document are.

    Raises
    ------
    Unreadable
        Where there is nothing that could be a record.
    """
    if format == "jsonl":
        return Shape("lines")
    with path.open("rb") as file:
        root = file.read(4096).decode(encoding, "ignore").lstrip()[:1]
    if root == "[":
        return Shape("list")
    document = whole(path, encoding)
    if not isinstance(document, dict) or not document:
        raise Unreadable("Ce JSON ne contient ni liste ni objet : rien à importer.")
    rows = next((k for k in ("data", "values", "rows") if isinstance(document.get(k), list)), None)
    names = document.get("columns")
    if rows and isinstance(names, list) and all(isinstance(r, list) for r in document[rows]):
        return Shape("columns", (rows,), tuple(_column_name(n) for n in names))
    found = [(p, n) for p, n in _arrays(document, ()) if _are_the_records(document, p, n)]
    if not found:
        return Shape("single")
    chosen = max(found, key=lambda f: (f[0][-1] in _PREFERRED, f[1]))[0]
    return Shape("inside", chosen, aside=tuple(k for k in document if k != chosen[0]))


def _are_the_records(document: dict[str, Any], path: tuple[str, ...], length: int) -> bool:
    """Tell the records of a document from a detail of the one thing that it describes.

    The message of a sensor lists the gateways that heard it: its records are not gateways.
    """
    if length >= _MANY or any(key in _PREFERRED for key in path):
        return True
    return len(path) == 1 and not any(isinstance(v, dict) for v in document.values())


def records(path: Path, encoding: str, shape: Shape) -> Iterator[tuple[int, dict[str, Any]]]:
    """Give the records with their position: text line for JSON lines, else ordinal."""
    if shape.kind == "lines":
        with path.open(encoding=encoding) as file:
            for number, line in enumerate(file, start=1):
                if line.strip():
                    yield number, _record(parse(line.strip(), number))
        return
    for number, value in enumerate(_values(path, encoding, shape), start=1):
        yield number, _record(value, shape.names)


def _values(path: Path, encoding: str, shape: Shape) -> Iterable[Any]:
    if shape.kind == "list":
        return elements(path, encoding)
    document = whole(path, encoding)
    if shape.kind == "single":
        return [document]
    for key in shape.path:
        document = document[key]
    return list(document)


def _record(value: Any, names: tuple[str, ...] = ()) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if isinstance(value, list):
        labels = [*names, *(f"colonne {i + 1}" for i in range(len(names), len(value)))]
        return dict(zip(labels, value, strict=False))
    return {"valeur": value}


def _column_name(name: Any) -> str:
    if isinstance(name, dict):
        name = name.get("name") or name.get("id") or name.get("label")
    return text_of(name) or ""


def _arrays(document: dict[str, Any], path: tuple[str, ...]) -> list[tuple[tuple[str, ...], int]]:
    found = []
    for key, value in document.items():
        here = (*path, key)
        if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
            found.append((here, len(value)))
        elif isinstance(value, dict) and len(here) < _DEEPEST:
            found += _arrays(value, here)
    return found
