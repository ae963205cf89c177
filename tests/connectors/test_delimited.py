"""Delimited texts: dialects, ragged lines, odd quotes, encodings; two readers that agree."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.connectors.contract import PartProbe, SourceCount, Staged
from terrier.connectors.delimited import Delimited
from terrier.connectors.delimited.staging import cells_of
from terrier.domain.kernel.errors import Unreadable

Row = dict[str, Any]


def read(
    path: Path, content: bytes | str, **hints: Any
) -> tuple[PartProbe, Staged, SourceCount, list[Row]]:
    source = path / "source"
    source.write_bytes(content.encode() if isinstance(content, str) else content)
    connector = Delimited()
    part = connector.probe(source, "csv", hints).parts[0]
    out = path / "out.parquet"
    staged = connector.stage(source, "csv", "", part.reading, out, lambda step, share: None)
    count = connector.count(source, "csv", "", part.reading)
    assert staged.records + len(staged.rejects) == count.records
    assert count.lines == count.preamble + count.blank + count.total + count.records
    return part, staged, count, pq.read_table(out).to_pylist()


def test_header_below_titles_and_total_line_at_the_bottom(tmp_path: Path) -> None:
    text = (
        "Tonnages de la déchèterie;;\n\nCommune;Tonnes;Année\nMâcon;12,5;2024\nPréty;3;2024\n"
        "\nTotal;15,5;\n"
    )
    part, staged, count, rows = read(tmp_path, text)
    assert part.columns == ("Commune", "Tonnes", "Année")
    assert (part.reading["header_line"], part.reading["total_lines"]) == (3, 1)
    assert [(r["_line"], r["Commune"], r["Tonnes"]) for r in rows] == [
        (4, "Mâcon", "12,5"),
        (5, "Préty", "3"),
    ]
    assert (count.preamble, count.blank, count.total, count.records) == (3, 1, 1, 2)
    assert staged.rejects == ()


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_separators(tmp_path: Path, separator: str) -> None:
    lines = [["code", "nom", "valeur"], ["01004", "a", "1.5"], ["01005", "b", "2.5"]]
    part, _, _, rows = read(tmp_path, "\r\n".join(separator.join(x) for x in lines))
    assert part.reading["separator"] == separator
    assert rows[1] == {"_line": 3, "code": "01005", "nom": "b", "valeur": "2.5"}


def test_one_column_of_decimal_commas_is_not_cut(tmp_path: Path) -> None:
    part, _, _, rows = read(tmp_path, "debit\n12,5\n13,7\n14,0\n")
    assert part.columns == ("debit",)
    assert [r["debit"] for r in rows] == ["12,5", "13,7", "14,0"]


def test_declared_separator_and_no_header(tmp_path: Path) -> None:
    part, _, count, rows = read(tmp_path, "sep=|\n2024-01-01|12|3\n2024-01-02|13|4\n")
    assert part.columns == ("colonne 1", "colonne 2", "colonne 3")
    assert (rows[0]["_line"], count.preamble, count.records) == (2, 1, 2)


def test_duplicated_and_empty_headers(tmp_path: Path) -> None:
    part, *_ = read(tmp_path, "Nom;nom;;geom\na;b;c;1\nd;e;f;2\n")
    assert part.columns == ("Nom", "nom (2)", "colonne 3", "geom (2)")


def test_line_breaks_in_headers_and_cells_keep_line_numbers(tmp_path: Path) -> None:
    text = '"Nom\ncomplet";Note;N\n"a\nb\nc";"dit ""oui""";1\n\nd;e;2\n'
    part, _, count, rows = read(tmp_path, text)
    assert part.labels == ("Nom complet", "Note", "N")
    assert [(r["_line"], r["Nom complet"]) for r in rows] == [(3, "a\nb\nc"), (7, "d")]
    assert rows[0]["Note"] == 'dit "oui"'
    assert (count.blank, count.records) == (1, 2)


def test_ragged_lines_are_rejected_with_line_and_reason(tmp_path: Path) -> None:
    text = "a;b;c\n1;2;3\n4;5;6;7\n8\n9;10;11;;\n12;13;14\n"
    _, staged, _, rows = read(tmp_path, text)
    assert [r["a"] for r in rows] == ["1", "9", "12"]
    assert [(r.line, r.raw) for r in staged.rejects] == [(3, "4;5;6;7"), (4, "8")]
    assert "4 cellules au lieu de 3" in staged.rejects[0].rule
    assert staged.notes == ("1 ligne finit par un séparateur de trop : lu sans lui.",)


def test_missing_last_cells_are_read_where_they_may_be_empty(tmp_path: Path) -> None:
    _, staged, _, rows = read(tmp_path, "a;b;c\n1;2;\n4;5;6\n7;8\n1;1;1\n")
    assert rows[2] == {"_line": 4, "a": "7", "b": "8", "c": None}
    assert not staged.rejects
    assert "dernières cellules" in staged.notes[0]


def test_more_cells_than_headers(tmp_path: Path) -> None:
    part, _, _, rows = read(tmp_path, "a;b\n1;2;x\n3;4;y\n")
    assert part.columns == ("a", "b", "colonne 3")
    assert rows[1]["colonne 3"] == "y"


def test_quotes_inside_bare_cells_are_ordinary(tmp_path: Path) -> None:
    text = 'tuyau;mm\nacier 5" pouces;10\nPVC 3" ;20\n"cité ""x"";y";30\n'
    _, _, _, rows = read(tmp_path, text)
    assert [r["tuyau"] for r in rows] == ['acier 5" pouces', 'PVC 3" ', 'cité "x";y']


def test_a_quote_never_closed_rejects_its_line_only(tmp_path: Path) -> None:
    text = 'nom;n;m\na;1;1\n"b;2;2\nc;3;3\nd;4;4\n'
    _, staged, _, rows = read(tmp_path, text)
    assert [(r["_line"], r["nom"]) for r in rows] == [(2, "a"), (4, "c"), (5, "d")]
    assert [(r.line, r.raw) for r in staged.rejects] == [(3, '"b;2;2')]


ODD = {
    # Closed inside a cell further down, or by the end of a later cell, or several times.
    'n;a;b\n0;k;k\n1;"abc;x\n2;def;y\n3;"ghi";z\n4;j;t\n': ["Lignes 3 à 5 : "],
    'n;a;b\n0;k;k\n1;"abc;x\n2;def";y\n3;ghi;z\n': ["Lignes 3 à 4 : "],
    'n;a;b\n1;"a;x\n2;"b";y\n3;c;z\n4;"d;x\n5;"e";y\n': ["Lignes 2 à 3 : ", "Lignes 5 à 6 : "],
    'n;a;b\n1;"Le Foyer" rural;x\n2;"Le Club" de tir;y\n3;c;z\n': ["Ligne 2 : "],
}


@pytest.mark.parametrize("text", ODD)
def test_quotes_that_may_hide_records_are_told_at_the_door_and_on_the_receipt(
    tmp_path: Path, text: str
) -> None:
    part, staged, _, _ = read(tmp_path, text)
    assert [note[: len(o)] for note, o in zip(staged.notes, ODD[text], strict=True)] == ODD[text]
    assert part.notes == staged.notes
    if "Lignes" in ODD[text][0]:
        assert all("n'en font qu'une. Si ce sont" in note for note in staged.notes)


@pytest.mark.parametrize(
    "cell",
    ['"12 rue X\nbâtiment B ; 2e\nfond"', '"dit ""oui""\net ""non"""', '"a\n\nb" ', '5" de tube'],
)
def test_texts_of_several_lines_are_no_doubt(tmp_path: Path, cell: str) -> None:
    part, staged, _, rows = read(tmp_path, f"n;a;b\n1;{cell};x\n2;b;y\n3;'c\";z\n")
    assert (part.notes, staged.notes, len(rows)) == ((), (), 3)


def test_nul_and_broken_characters_are_counted(tmp_path: Path) -> None:
    _, staged, _, rows = read(tmp_path, b"nom;n\nM\xef\xbf\xbdcon;1\nTour\0nus;2\nx;3\n")
    assert rows[1]["nom"] == "Tournus"
    assert staged.broken_characters == 1
    assert staged.notes == ("1 caractère nul retiré du fichier.",)


@pytest.mark.parametrize(
    ("encoding", "mark", "expected"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf", "utf-8"),
        ("utf-8", b"\xef\xbb\xbf" * 2, "utf-8"),
        ("cp1252", b"", "cp1252"),
        ("cp850", b"", "cp850"),
        ("mac-roman", b"", "mac-roman"),
        ("utf-16-le", b"\xff\xfe", "utf-16-le"),
        ("utf-16-be", b"\xfe\xff", "utf-16-be"),
        ("utf-16-le", b"", "utf-16-le"),
    ],
)
def test_encodings(tmp_path: Path, encoding: str, mark: bytes, expected: str) -> None:
    text = "commune;intitulé\r\nMâcon;École élémentaire\r\nPréty;Déchèterie\r\n"
    part, _, _, rows = read(tmp_path, mark + text.encode(encoding))
    assert part.reading["encoding"] == expected
    assert part.columns == ("commune", "intitulé")
    assert rows[0] == {"_line": 2, "commune": "Mâcon", "intitulé": "École élémentaire"}
    proof = next(e.proof for e in part.evidence if e.what == "encoding")
    assert "Mâcon" in proof


def test_a_line_that_the_encoding_cannot_read_is_rejected(tmp_path: Path) -> None:
    good = "".join(f"Préty {i};é{i};1\n" for i in range(40)).encode()
    _, staged, _, rows = read(tmp_path, b"nom;x;n\n" + good + b"M\xe2con;y;2\nfin;z;3\n")
    assert len(rows) == 41
    assert [r.line for r in staged.rejects] == [42]
    assert "encodage" in staged.rejects[0].rule


def test_old_macintosh_line_ends(tmp_path: Path) -> None:
    _, _, _, rows = read(tmp_path, "a;b\r1;2\r3;4\r")
    assert [(r["_line"], r["a"]) for r in rows] == [(2, "1"), (3, "3")]


def test_choices_of_the_person_prevail(tmp_path: Path) -> None:
    text = "x,y;z\n1,5;2\n2,5;3\n"
    part, _, _, rows = read(tmp_path, text, separator=",", header_line=0)
    assert part.columns == ("colonne 1", "colonne 2")
    assert [r["colonne 2"] for r in rows] == ["y;z", "5;2", "5;3"]
    part, _, count, rows = read(tmp_path, text, header_line=2)
    assert part.columns == ("1,5", "2")
    assert (count.preamble, len(rows)) == (2, 1)


def test_unknown_encoding_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="« klingon » n'est pas connu"):
        read(tmp_path, "a;b\n1;2\n", encoding="klingon")


def test_huge_line(tmp_path: Path) -> None:
    _, _, _, rows = read(tmp_path, f'a;b\n1;"{"é" * 3_000_000}"\n2;x\n')
    assert len(rows[0]["b"]) == 3_000_000


def test_big_file_across_blocks_with_odd_lines(tmp_path: Path) -> None:
    lines = [f"{i:06d};commune {i % 7};{i},5;remarque assez longue" for i in range(250_000)]
    lines[200_000] = '200000;"sur\ndeux lignes";1;x'
    lines[220_000] = 'trop;de;cellules;ici;"!"'
    lines[230_000] = ""
    text = "id;nom;val;note\n" + "\n".join(lines) + "\nTotal;;12;\n"
    part, staged, count, rows = read(tmp_path, text)
    assert len(rows) == 249_998
    assert [r.line for r in staged.rejects] == [220_003]
    assert (count.total, count.blank, part.reading["total_lines"]) == (1, 1, 1)
    by_id = {r["id"]: r["_line"] for r in rows}
    assert (by_id["199999"], by_id["200000"], by_id["200001"]) == (200_001, 200_002, 200_004)
    assert by_id["249999"] == 250_002


cell = st.text(st.sampled_from("ab 1,;\"\n\t'é"), max_size=5)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(cell, min_size=3, max_size=3), min_size=1, max_size=8))
def test_what_was_written_is_read_again(tmp_path: Path, rows: list[list[str]]) -> None:
    path = tmp_path / "written.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows([["x", "y", "z"], *rows])
    content = path.read_bytes()
    reading = {"encoding": "utf-8", "bom": 0, "separator": ";", "quote": '"', "header_line": 1,
               "header_rows": 1, "total_lines": 0, "columns": ["x", "y", "z"], "width": 3,
               "optional_from": 2}  # fmt: skip
    path.write_bytes(content)
    out = tmp_path / "o.parquet"
    staged = Delimited().stage(path, "csv", "", reading, out, lambda step, share: None)
    count = Delimited().count(path, "csv", "", reading)
    kept = [r for r in rows if any(c.strip() for c in r)]
    assert (staged.records, count.records, len(staged.rejects)) == (len(kept), len(kept), 0)
    table = pq.read_table(out).to_pylist()
    assert [[r["x"] or "", r["y"] or "", r["z"] or ""] for r in table] == kept


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=st.text(st.sampled_from('ab;"\n '), max_size=40))
def test_both_readers_agree_on_any_quoting(tmp_path: Path, body: str) -> None:
    path = tmp_path / "any.csv"
    path.write_text("x;y\n" + body, newline="")
    reading = {"encoding": "utf-8", "bom": 0, "separator": ";", "quote": '"', "header_line": 1,
               "header_rows": 1, "total_lines": 0, "columns": ["x", "y"], "width": 2,
               "optional_from": 2}  # fmt: skip
    out = tmp_path / "o.parquet"
    staged = Delimited().stage(path, "csv", "", reading, out, lambda step, share: None)
    count = Delimited().count(path, "csv", "", reading)
    assert staged.records + len(staged.rejects) == count.records


@given(raw=st.text(st.sampled_from('ab;" '), max_size=20))
def test_cells_are_cut_as_the_csv_module_does(raw: str) -> None:
    rows = list(csv.reader([raw, "\x02;\x02"], delimiter=";"))
    if rows[-1] == ["\x02", "\x02"] and raw:
        assert cells_of(raw, ";", '"') == rows[0]
