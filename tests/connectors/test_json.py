"""JSON documents of every orientation, read exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.connectors.json import Json
from terrier.connectors.json import documents as documents_module
from terrier.connectors.structure import count_elements
from terrier.domain.kernel.errors import Unreadable


def read(folder: Path, text: str | bytes, format: str = "json") -> tuple[Any, list[Any], Any]:
    path = folder / "source.json"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    connector = Json()
    part = connector.probe(path, format, {}).parts[0]
    out = folder / "out.parquet"
    staged = connector.stage(path, format, "", part.reading, out, lambda step, share: None)
    count = connector.count(path, format, "", part.reading)
    assert staged.records + len(staged.rejects) == count.records
    return part, pq.read_table(out).to_pylist(), count


def test_records_are_flattened_and_numbers_exact(tmp_path: Path) -> None:
    text = (
        '[{"id": 90071992547409931234, "prix": 12.50, "lieu": {"nom": "Préty", "xy": [4.90, 46]},'
        ' "ouvert": true, "vide": null}, {"id": 2, "autre": "01004", "lieu": {}}]'
    )
    part, rows, _ = read(tmp_path, text)
    assert part.columns == ("id", "prix", "lieu.nom", "lieu.xy", "ouvert", "vide", "autre", "lieu")
    assert rows[0] == {
        "_line": 1, "id": "90071992547409931234", "prix": "12.50", "lieu.nom": "Préty",
        "lieu.xy": "[4.90,46]", "ouvert": "true", "vide": None, "autre": None, "lieu": None,
    }  # fmt: skip
    assert rows[1]["autre"] == "01004"


@pytest.mark.parametrize(
    ("text", "path", "values"),
    [
        ('{"count": 2, "data": [{"a": 1}, {"a": 2}]}', ["data"], ["1", "2"]),
        ('{"meta": {"x": [{"b": 1}]}, "r": {"results": [{"a": "[,"}]}}', ["r", "results"], ["[,"]),
        ('{"columns": ["a", "b"], "data": [[1, 2], [3, 4]]}', ["data"], ["1", "3"]),
        ('{"columns": [{"name": "a"}], "values": [[5]]}', ["values"], ["5"]),
        ('{"a": 1, "l": [1, 2]}', [], ["1"]),
        ('[{"a": 7}]', [], ["7"]),
    ],
)
def test_orientations(tmp_path: Path, text: str, path: list[str], values: list[str]) -> None:
    part, rows, _ = read(tmp_path, text)
    assert part.reading["path"] == path
    assert [r["a"] for r in rows] == values


def test_lists_of_lists_and_of_values(tmp_path: Path) -> None:
    part, rows, _ = read(tmp_path, '[["a", 1], ["b", 2]]')
    assert part.columns == ("colonne 1", "colonne 2")
    part, rows, _ = read(tmp_path, "[1, 2.50, 3]")
    assert [r["valeur"] for r in rows] == ["1", "2.50", "3"]


def test_lines_keep_their_numbers(tmp_path: Path) -> None:
    _, rows, count = read(tmp_path, '{"a": 1}\n\n{"a": 2}\n', "jsonl")
    assert [(r["_line"], r["a"]) for r in rows] == [(1, "1"), (3, "2")]
    assert (count.lines, count.blank) == (3, 1)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = '[{"commune": "Mâcon", "école": "élémentaire"}]'
    _, rows, _ = read(tmp_path, text.encode(encoding))
    assert rows[0]["école"] == "élémentaire"


def test_a_key_never_seen_before_rejects_its_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terrier.connectors.json.reading._LOOKED_AT", 2)
    text = '[{"a": 1}, {"a": 2}, {"a": 3, "neuf": "x"}, {"a": 4}]'
    path = tmp_path / "source.json"
    path.write_text(text)
    connector = Json()
    part = connector.probe(path, "json", {}).parts[0]
    out = tmp_path / "o.parquet"
    staged = connector.stage(path, "json", "", part.reading, out, lambda step, share: None)
    assert (staged.records, [(r.line, r.column) for r in staged.rejects]) == (3, [(3, "neuf")])
    assert connector.count(path, "json", "", part.reading).records == 4


@pytest.mark.parametrize(
    "text",
    ['[{"a": 1}, {"a":', "[1, 2", '{"a": [1}', "{}", "[]", '{"data": [}', '[{"a": tru}]'],
)
def test_damaged_or_empty_documents_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(tmp_path, text)
    assert refusal.value.user_message.endswith(".")


def test_a_damaged_line_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="Ligne 2, colonne"):
        read(tmp_path, '{"a": 1}\n{"a": }\n', "jsonl")


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text('a"\\[]{},:é\n', max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("ab", max_size=2), inner),
    max_leaves=8,
)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(items=st.lists(values, max_size=6), piece=st.integers(1, 20))
def test_streaming_gives_every_element(tmp_path: Path, items: list[Any], piece: int) -> None:
    path = tmp_path / "l.json"
    path.write_text(json.dumps(items, ensure_ascii=False, indent=1), encoding="utf-8")
    chunk = documents_module._CHUNK
    documents_module._CHUNK = piece
    try:
        found = list(documents_module.elements(path, "utf-8-sig"))
    finally:
        documents_module._CHUNK = chunk
    assert [json.loads(documents_module.compact(v)) for v in found] == items
    assert count_elements(path, ()) == len(items)
    path.write_text(json.dumps({"x": [[1], {"data": 2}], "data": items}), encoding="utf-8")
    assert count_elements(path, ("data",)) == len(items)


def test_a_message_is_one_record_not_the_list_of_who_heard_it(tmp_path: Path) -> None:
    message = {"devEui": "1", "object": {"co2": 700}, "rxInfo": [{"rssi": -35}, {"rssi": -60}]}
    part, _, _ = read(tmp_path, json.dumps(message))

    assert part.labels == ("devEui", "object.co2", "rxInfo")


def test_what_stands_beside_the_records_is_said(tmp_path: Path) -> None:
    part, _, _ = read(tmp_path, '{"count": 2, "data": [{"a": 1}, {"a": 2}]}')

    assert "« count »" in part.notes[0]
