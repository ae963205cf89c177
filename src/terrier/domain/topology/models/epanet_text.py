"""Tables written back as an input file of EPANET."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from terrier.domain.topology.models.epanet import DEFAULT_FLOW, METRIC_FLOWS, US_FLOWS
from terrier.domain.topology.models.epanet_tables import (
    NODES,
    OTHERS,
    SECTIONS,
    TABLES,
    Field,
    Units,
    fields,
)

Row = Mapping[str, Any]
_FLOWS = {flow.lower(): flow for flow in (*US_FLOWS, *METRIC_FLOWS)}


def text_of(tables: Mapping[str, Sequence[Row]]) -> str:
    """Write the tables of a network as the text of a .inp file.

    Parameters
    ----------
    tables
        `junctions`, `pipes` … with the columns that the connector gives them, and `sections`:
        the other lines, each with its section.

    Returns
    -------
    str
        Sections in the order of EPANET's own files; coordinates come from the nodes.
    """
    others: dict[str, list[str]] = {}
    for row in tables.get(OTHERS, ()):
        others.setdefault(row["section"] or "", []).append(row["text"] or "")
    unit = _units(tables)
    order = [*SECTIONS[:-1], *(name for name in others if name not in SECTIONS and name)]
    lines = list(others.get("", ()))
    for section in order:
        body = [*_table(section, tables, unit), *_others(section, tables, others)]
        if body:
            lines += ["", f"[{section}]", *body]
    return "\n".join([*lines, "", "[END]", *others.get("END", ()), ""])


def _units(tables: Mapping[str, Sequence[Row]]) -> Units:
    """Tell the units by the names of the columns, which bear them."""
    for rows in tables.values():
        for row in rows[:1]:
            for name in row:
                flow = name.removeprefix("demand_")
                if flow != name and flow in _FLOWS:
                    return Units.of(_FLOWS[flow])
    pipes = tables.get("pipes", ())
    return Units.of("LPS" if pipes and "length_m" in pipes[0] else DEFAULT_FLOW)


def _table(section: str, tables: Mapping[str, Sequence[Row]], unit: Units) -> Iterator[str]:
    if section == "COORDINATES":
        for name in sorted(NODES, key=TABLES.index):
            for row in tables.get(name.lower(), ()):
                if row.get("x") is not None and row.get("y") is not None:
                    yield f"{_word(row['id'])}\t{_number(row['x'])}\t{_number(row['y'])}"
    elif section in TABLES:
        wanted = fields(section, unit)
        for row in tables.get(section.lower(), ()):
            yield _line(row, wanted)


def _others(
    section: str, tables: Mapping[str, Sequence[Row]], others: Mapping[str, list[str]]
) -> Iterator[str]:
    """Give the other lines of a section; coordinates only of what is in no table."""
    if section != "COORDINATES":
        yield from others.get(section, ())
        return
    placed = {
        str(row["id"])
        for name in NODES
        for row in tables.get(name.lower(), ())
        if row.get("x") is not None
    }
    for text in others.get(section, ()):
        words = text.split(";")[0].replace('"', "").split()
        if not words or words[0] not in placed:
            yield text


def _line(row: Row, wanted: Sequence[Field]) -> str:
    words = [_cell(row.get(field.name), field) for field in wanted]
    if row.get("extra"):
        words.append(str(row["extra"]))
    while words and not words[-1]:
        words.pop()
    # EPANET counts words: one that is missing before another has to be said.
    said = "\t".join(word or _filler(field) for word, field in _paired(words, wanted))
    return f"{said}\t;{row['comment']}" if row.get("comment") else said


def _paired(words: Sequence[str], wanted: Sequence[Field]) -> Iterator[tuple[str, Field]]:
    for at, word in enumerate(words):
        yield word, wanted[min(at, len(wanted) - 1)]


def _filler(field: Field) -> str:
    """Say nothing where a word is expected: EPANET's own default."""
    return "0" if field.kind == "DOUBLE" else "*"


def _cell(value: Any, field: Field) -> str:
    if value is None:
        return ""
    if field.kind == "DOUBLE":
        return _number(value)
    return str(value) if field.rest else _word(value)


def _word(value: Any) -> str:
    text = str(value)
    return f'"{text}"' if any(c in text for c in " \t;") else text


def _number(value: Any) -> str:
    number = float(value)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)
