"""A delimited text without some of its records: every other line stays where it was."""

from __future__ import annotations

import pytest

from terrier.connectors.delimited.blanking import without_records


def blanked(tmp_path, raw: bytes, lines: set[int], **reading) -> bytes:
    source, out = tmp_path / "in.csv", tmp_path / "out.csv"
    source.write_bytes(raw)
    plain = {"encoding": "utf-8", "bom": 0, "separator": ";", "quote": '"', "header_line": 1}
    taken = without_records(source, plain | reading, frozenset(lines), out)
    assert taken == len(lines)
    return out.read_bytes()


def test_lines_keep_their_numbers(tmp_path):
    assert blanked(tmp_path, b"a;b\n1;x\n2;y\n3;z\n", {3}) == b"a;b\n1;x\n\n3;z\n"


def test_a_record_on_two_lines_leaves_both_empty(tmp_path):
    raw = b'a;b\n1;"x\nsecret"\n2;y\n'

    assert blanked(tmp_path, raw, {2}) == b"a;b\n\n\n2;y\n"


def test_what_stands_above_the_header_obeys_no_quoting(tmp_path):
    raw = b'Titre "ouvert\na;b\n1;x\n2;y\n'

    assert blanked(tmp_path, raw, {4}, header_line=2) == b'Titre "ouvert\na;b\n1;x\n\n'


@pytest.mark.parametrize(
    ("encoding", "bom"),
    [("utf-8", b"\xef\xbb\xbf"), ("cp1252", b""), ("mac-roman", b""), ("utf-16-le", b"\xff\xfe")],
)
def test_the_encoding_and_its_mark_are_kept(tmp_path, encoding, bom):
    raw = bom + "nom;ville\nZoé;Mâcon\nLéa;Préty\n".encode(encoding)

    left = blanked(tmp_path, raw, {2}, encoding=encoding, bom=len(bom))

    assert left == bom + "nom;ville\n\nLéa;Préty\n".encode(encoding)


def test_a_last_line_without_end_may_leave(tmp_path):
    assert blanked(tmp_path, b"a;b\r\n1;x\r\n2;secret", {3}) == b"a;b\n1;x\n\n"
