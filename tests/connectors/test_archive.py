"""Archives: several members, dangerous ones, and shapefiles in pieces."""

from __future__ import annotations

import stat
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terrier.connectors.archive import Archive
from terrier.connectors.archive import members as members_module
from terrier.domain.kernel.errors import Unreadable


def archive(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members.items():
            target.writestr(name, data)
    return path


def test_each_member_is_a_part(tmp_path: Path) -> None:
    path = archive(
        tmp_path / "a.zip",
        {
            "données/communes.csv": "code;nom\n71543;Tournus\n71270;Mâcon\n".encode("cp1252"),
            "données/lieux.json": b'[{"a": 1}]',
            "lisez-moi.pdf": b"%PDF-1.4 ...",
            "__MACOSX/données/._communes.csv": b"\0\1\2",
            ".DS_Store": b"\0",
        },
    )
    probe = Archive().probe(path, "zip", {})
    assert [p.source for p in probe.parts] == ["données/communes.csv", "données/lieux.json"]
    assert [e.value for e in probe.evidence] == ["lisez-moi.pdf"]
    assert "PDF" in probe.evidence[0].proof
    part = probe.parts[0]
    assert part.reading["encoding"] == "cp1252"
    out = tmp_path / "o.parquet"
    staged = Archive().stage(path, "zip", part.source, part.reading, out, lambda step, share: None)
    count = Archive().count(path, "zip", part.source, part.reading)
    assert staged.records == count.records == 2
    assert pq.read_table(out)["nom"].to_pylist() == ["Tournus", "Mâcon"]


def test_choices_reach_one_member(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.csv": b"x;y\n1;2\n", "b.csv": b"x;y\n1;2\n"})
    probe = Archive().probe(path, "zip", {"part": "b.csv", "header_line": 0})
    assert [p.columns[0] for p in probe.parts] == ["x", "colonne 1"]


def test_names_in_cp437_and_utf8(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    raw = archive(path, {"ecole_eE.csv": b"a;b\n1;2\n"}).read_bytes()
    dos = raw.replace(b"ecole_eE", "école_é".encode("cp437") + b"1")
    path.write_bytes(dos)
    assert Archive().probe(path, "zip", {}).parts[0].source == "école_é1.csv"
    path.write_bytes(raw.replace(b"ecole_eE", "école_".encode() + b"1"))
    assert Archive().probe(path, "zip", {}).parts[0].source == "école_1.csv"


@pytest.mark.parametrize(
    "name", ["../secret.csv", "/etc/x.csv", "a/../../x.csv", "C:\\x.csv", "..\\x.csv"]
)
def test_paths_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    path = archive(tmp_path / "a.zip", {name: b"a;b\n1;2\n"})
    with pytest.raises(Unreadable, match="chemin interdit"):
        Archive().probe(path, "zip", {})


def test_symbolic_links_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    link = zipfile.ZipInfo("lien.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "w") as target:
        target.writestr(link, "/etc/passwd")
    with pytest.raises(Unreadable, match="lien symbolique"):
        Archive().probe(path, "zip", {})


def test_bombs_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = archive(tmp_path / "a.zip", {"zéros.csv": b"0" * (40 << 20)})
    with pytest.raises(Unreadable, match="piège"):
        Archive().probe(path, "zip", {})
    monkeypatch.setattr(members_module, "MOST_MEMBERS", 2)
    many = archive(tmp_path / "b.zip", {f"{i}.csv": b"a;b\n1;2\n" for i in range(3)})
    with pytest.raises(Unreadable, match="3 fichiers"):
        Archive().probe(many, "zip", {})


def test_an_archive_that_lies_about_its_sizes_is_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.csv": b"a;b\n" + b"1;2\n" * 1000})
    honest, lie = (4004).to_bytes(4, "little"), (4).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(honest, lie))
    with pytest.raises(Unreadable) as refusal:
        Archive().probe(path, "zip", {})
    assert "archive est abîmée" in refusal.value.user_message


def test_archives_inside_are_not_opened(tmp_path: Path) -> None:
    inner = archive(tmp_path / "i.zip", {"a.csv": b"a;b\n1;2\n"})
    path = archive(tmp_path / "a.zip", {"i.zip": inner.read_bytes()})
    with pytest.raises(Unreadable, match="archive dans l'archive"):
        Archive().probe(path, "zip", {})


def test_protected_and_truncated_archives_are_refused(tmp_path: Path) -> None:
    path = archive(tmp_path / "a.zip", {"a.csv": b"a;b\n1;2\n"})
    raw = bytearray(path.read_bytes())
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    with pytest.raises(Unreadable, match="mot de passe"):
        Archive().probe(path, "zip", {})
    path.write_bytes(raw[:40])
    with pytest.raises(Unreadable) as refusal:
        Archive().probe(path, "zip", {})
    assert "abîmée" in refusal.value.user_message
