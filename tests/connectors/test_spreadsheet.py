"""Workbooks: headers below titles, merged cells, dates, errors; rows counted by another reader."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import odf.opendocument
import odf.table
import odf.text
import openpyxl
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import xlwt

from terrier.connectors.contract import PartProbe, SourceCount, Staged
from terrier.connectors.spreadsheet import Spreadsheet
from terrier.connectors.spreadsheet.cells import cell_text
from terrier.domain.kernel.errors import Unreadable


def read(
    path: Path, format: str = "xlsx", number: int = 0, **hints: Any
) -> tuple[PartProbe, Staged, SourceCount, list[dict[str, Any]]]:
    connector = Spreadsheet()
    part = connector.probe(path, format, hints).parts[number]
    out = path.with_suffix(".parquet")
    staged = connector.stage(path, format, part.source, part.reading, out, lambda step, share: None)
    count = connector.count(path, format, part.source, part.reading)
    assert staged.records == count.records
    assert count.lines == count.preamble + count.blank + count.total + count.records
    return part, staged, count, pq.read_table(out).to_pylist()


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "équipements.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Équipements & co")
    percent = book.add_format({"num_format": "0.0%"})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.merge_range(0, 0, 0, 6, "Équipements communaux")
    sheet.write(1, 0, "Source : mairies, 2024")
    sheet.merge_range(3, 0, 4, 0, "Commune")
    sheet.merge_range(3, 1, 3, 2, "Eau")
    sheet.merge_range(3, 3, 3, 4, "Divers")
    for column, label in enumerate(["m3", "€", "taux", "posé le", "ouvert", "ratio"], start=1):
        sheet.write(4, column, label)
    for i in range(6):
        row = 5 + i + (i > 3)
        sheet.write(row, 0, "  " if i == 5 else f"Mâcon {i}")
        sheet.write(row, 1, i * 3)
        sheet.write(row, 2, 0.1 * i)
        sheet.write(row, 3, 0.125, percent)
        sheet.write_datetime(row, 4, datetime.date(2024, 3, i + 1), day)
        sheet.write(row, 5, i % 2 == 0)
        if i == 2:
            sheet.write_formula(row, 6, "=1/0", None, "#DIV/0!")
    sheet.write(13, 0, "Total")
    sheet.write(13, 1, 45)
    book.add_worksheet("vide")
    hidden = book.add_worksheet("cachée")
    hidden.hide()
    hidden.write_row(0, 0, ["code", "n"])
    hidden.write_row(1, 0, ["01004", 1])
    book.close()
    return path


def test_header_of_merged_cells_below_titles(workbook: Path) -> None:
    part, _, count, rows = read(workbook)
    assert part.columns == (
        "Commune", "Eau – m3", "Eau – €", "Divers – taux", "Divers – posé le", "ouvert", "ratio",
    )  # fmt: skip
    assert (part.reading["header_line"], part.reading["header_rows"]) == (4, 2)
    assert (count.preamble, count.blank, count.total, count.records) == (5, 2, 1, 6)
    assert [r["_line"] for r in rows] == [6, 7, 8, 9, 11, 12]


def test_values_are_text_as_the_workbook_holds_them(workbook: Path) -> None:
    _, _, _, rows = read(workbook)
    assert rows[2] == {
        "_line": 8, "Commune": "Mâcon 2", "Eau – m3": "6", "Eau – €": "0.2",
        "Divers – taux": "0.125", "Divers – posé le": "2024-03-03", "ouvert": "VRAI",
        "ratio": "#DIV/0!",
    }  # fmt: skip


def test_notes_tell_what_was_done(workbook: Path) -> None:
    part, *_ = read(workbook)
    told = " ".join(part.notes)
    assert "fusionnées dans l'en-tête" in told
    assert "#DIV/0!" in told
    assert "« Divers – taux » est affichée en pourcentage" in told


def test_hidden_and_empty_sheets(workbook: Path) -> None:
    probe = Spreadsheet().probe(workbook, "xlsx", {})
    assert [p.source for p in probe.parts] == ["Équipements & co", "cachée"]
    assert any("« vide » vide" in e.proof for e in probe.evidence)
    part, _, _, rows = read(workbook, number=1)
    assert "masquée" in part.notes[0]
    assert rows == [{"_line": 2, "code": "01004", "n": "1"}]


def test_choices_of_the_person_prevail(workbook: Path) -> None:
    hints = {"part": "cachée", "header_line": 0}
    part, _, _, rows = read(workbook, number=1, **hints)
    assert part.columns == ("colonne 1", "colonne 2")
    assert len(rows) == 2
    untouched, *_ = read(workbook, number=0, **hints)
    assert untouched.reading["header_line"] == 4


def test_a_workbook_written_by_another_library(tmp_path: Path) -> None:
    path = tmp_path / "o.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["nom", "nombre"])
    sheet.append(["Préty", 1234567890123])
    sheet.append([None, None])
    sheet.append([" ", None])
    sheet.append(["Mâcon", 1.5])
    book.save(path)
    _, _, count, rows = read(path)
    assert [r["nombre"] for r in rows] == ["1234567890123", "1.5"]
    assert (count.blank, count.lines) == (2, 5)


def ods(path: Path, rows: list[tuple[list[str], int]]) -> None:
    book = odf.opendocument.OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="Feuille é")
    for cells, times in rows:
        row = odf.table.TableRow(numberrowsrepeated=times)
        for text in cells:
            cell = odf.table.TableCell(valuetype="string")
            cell.addElement(odf.text.P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    book.spreadsheet.addElement(sheet)
    book.save(str(path))


def test_ods_with_repeated_rows(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    ods(path, [(["nom", "n"], 1), (["Préty", "1"], 3), (["", ""], 2), (["Mâcon", "2"], 1)])
    _, _, count, rows = read(path, "ods")
    assert [r["_line"] for r in rows] == [2, 3, 4, 7]
    assert (count.blank, count.records, count.reader) == (2, 4, "XML du classeur")


def test_error_cells_of_an_ods(tmp_path: Path) -> None:
    path = tmp_path / "t.ods"
    ods(path, [(["nom", "n", "x"], 1), (["Préty", "1", "ok"], 1), (["Mâcon", "#N/D", "ok"], 2)])
    with zipfile.ZipFile(path) as source:
        members = {name: source.read(name) for name in source.namelist()}
    calcext = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
    cell = '<table:table-cell office:value-type="string"><text:p>#N/D'
    error = (
        f'<table:table-cell xmlns:calcext="{calcext}" office:value-type="string" '
        'office:string-value="" calcext:value-type="error"><text:p>#N/D'
    )
    assert cell in members["content.xml"].decode()
    members["content.xml"] = members["content.xml"].replace(cell.encode(), error.encode())
    with zipfile.ZipFile(path, "w") as target:
        for name, data in members.items():
            target.writestr(name, data)
    part, _, _, rows = read(path, "ods")
    assert [r["n"] for r in rows] == ["1", "#N/D", "#N/D"]
    assert "2 cellules en erreur" in part.notes[0]


def test_error_cells_of_an_old_workbook(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("é")
    sheet.write(0, 0, "nom")
    sheet.write(0, 1, "n")
    sheet.write(1, 0, "Préty")
    sheet.row(1).set_cell_error(1, 0x17)
    sheet.row(2).set_cell_error(1, 0x2A)
    path = tmp_path / "t.xls"
    book.save(str(path))
    _, _, _, rows = read(path, "xls")
    assert [(r["nom"], r["n"]) for r in rows] == [("Préty", "#REF!"), (None, "#N/A")]


def test_old_excel_workbook(tmp_path: Path) -> None:
    for height, name in [(4, "petit.xls"), (3000, "grand.xls")]:
        book = xlwt.Workbook()
        sheet = book.add_sheet("Données é")
        for column, label in enumerate(["nom", "a", "b"]):
            sheet.write(0, column, label)
        for row in range(2, height):
            sheet.write(row, 0, f"Préty {row}")
            sheet.write(row, 1, row * 1.5)
            sheet.write(row, 2, row)
        path = tmp_path / name
        book.save(str(path))
        _, _, count, rows = read(path, "xls")
        assert (count.records, count.blank) == (height - 2, 1)
        assert rows[0] == {"_line": 3, "nom": "Préty 2", "a": "3", "b": "2"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3.0, "3"),
        (-0.0, "0"),
        (0.1, "0.1"),
        (1e-7, "0.0000001"),
        (1.5e20, "150000000000000000000"),
        (True, "VRAI"),
        (False, "FAUX"),
        ("", None),
        ("01004", "01004"),
        (datetime.date(2024, 3, 2), "2024-03-02"),
        (datetime.datetime.fromisoformat("2024-03-02T10:05"), "2024-03-02T10:05:00"),
        (datetime.time(10, 5), "10:05:00"),
        (datetime.timedelta(hours=26, minutes=5), "26:05:00"),
        (datetime.timedelta(minutes=-5), "-00:05:00"),
    ],
)
def test_text_of_cells(value: Any, text: str | None) -> None:
    assert cell_text(value) == text


def test_a_damaged_workbook_is_refused(workbook: Path, tmp_path: Path) -> None:
    broken = tmp_path / "b.xlsx"
    with zipfile.ZipFile(workbook) as source, zipfile.ZipFile(broken, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data[:100] if name == "xl/workbook.xml" else data)
    with pytest.raises(Unreadable) as refusal:
        Spreadsheet().probe(broken, "xlsx", {})
    assert "abîmé" in refusal.value.user_message


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "vide.xlsx"
    xlsxwriter.Workbook(str(path)).close()
    with pytest.raises(Unreadable, match="Aucune feuille"):
        Spreadsheet().probe(path, "xlsx", {})
