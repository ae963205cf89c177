"""The child process: progress, cancel, crashes, limits; and the three verbs through it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from terrier.connectors import child, sources
from terrier.connectors.child import Limits, call
from terrier.domain.kernel.errors import Conflict, Unreadable

HOSTILE = """
import ctypes, os, sys, time
from terrier.domain.kernel.errors import Conflict

def echo(value, progress):
    print("noise on the standard output")
    for i in range(4):
        progress("lecture", i / 4)
        time.sleep(0.3)
    return {"value": value, "pid": os.getpid()}

def crash(progress):
    ctypes.string_at(0)

def die(progress):
    os._exit(3)

def sleep(progress, path):
    with open(path, "w") as file:
        file.write(str(os.getpid()))
    time.sleep(60)

def eat(progress):
    blocks = []
    while True:
        blocks.append(bytearray(64 << 20))

def deep(progress):
    return deep(progress)

def refuse(progress):
    raise Conflict("Quelqu'un d'autre écrit.", message="detail")
"""


@pytest.fixture(autouse=True)
def _started_as_on_a_site(monkeypatch):
    """Start real children, which load their libraries themselves."""
    monkeypatch.setattr(child, "subprocess", subprocess)


@pytest.fixture(autouse=True)
def hostile(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "hostile.py").write_text(HOSTILE)
    monkeypatch.setenv("PYTHONPATH", str(folder))


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}/cmdline").exists() and bool(Path(f"/proc/{pid}/cmdline").read_bytes())


def test_answer_and_progress_come_back() -> None:
    seen: list[tuple[str, float]] = []
    answer = call(
        "hostile:echo", {"value": "é"}, limits=Limits(), progress=lambda *s: seen.append(s)
    )
    assert answer["value"] == "é"
    assert answer["pid"] != os.getpid()
    assert ("lecture", 0.75) in seen


@pytest.mark.parametrize("target", ["hostile:crash", "hostile:die"])
def test_a_crash_is_a_sentence(target: str) -> None:
    with pytest.raises(Unreadable) as refusal:
        call(target, {}, limits=Limits())
    assert "interrompue brutalement" in refusal.value.user_message


def test_too_much_memory_is_a_sentence() -> None:
    with pytest.raises(Unreadable) as refusal:
        call("hostile:eat", {}, limits=Limits(memory_mb=1024))
    assert "plus de mémoire" in refusal.value.user_message


def test_an_unexpected_error_is_a_sentence_with_its_detail() -> None:
    with pytest.raises(Unreadable) as refusal:
        call("hostile:deep", {}, limits=Limits())
    assert "RecursionError" in refusal.value.user_message
    assert "Traceback" in refusal.value.message


def test_errors_keep_their_kind() -> None:
    with pytest.raises(Conflict) as conflict:
        call("hostile:refuse", {}, limits=Limits())
    assert (conflict.value.user_message, conflict.value.message) == (
        "Quelqu'un d'autre écrit.",
        "detail",
    )


def test_time_limit(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="dépassé 2 secondes"):
        call("hostile:sleep", {"path": str(tmp_path / "pid")}, limits=Limits(seconds=2))
    assert not alive(int((tmp_path / "pid").read_text()))


def test_cancel_kills_the_child(tmp_path: Path) -> None:
    class Cancelled(Exception):
        pass

    def cancel(step: str, share: float) -> None:
        if (tmp_path / "pid").exists():
            raise Cancelled

    started = time.monotonic()
    with pytest.raises(Cancelled):
        call("hostile:sleep", {"path": str(tmp_path / "pid")}, limits=Limits(), progress=cancel)
    assert time.monotonic() - started < 30
    assert not alive(int((tmp_path / "pid").read_text()))


def test_the_child_dies_with_its_parent(tmp_path: Path) -> None:
    code = (
        "from terrier.connectors.child import Limits, call;"
        f"call('hostile:sleep', {{'path': {str(tmp_path / 'pid')!r}}}, limits=Limits())"
    )
    parent = subprocess.Popen([sys.executable, "-c", code])
    while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
        time.sleep(0.05)
    parent.kill()
    parent.wait()
    child = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while alive(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(child)


def test_the_three_verbs(tmp_path: Path) -> None:
    path = tmp_path / "écoles.txt"
    path.write_bytes("commune;élèves\r\nMâcon;120\r\nPréty;trop;de\r\n".encode("cp1252"))
    probe = sources.probe(path)
    part = probe.parts[0]
    assert (probe.format, part.columns, part.head[0]) == (
        "csv",
        ("commune", "élèves"),
        ("Mâcon", "120"),
    )
    assert {e.what for e in (*probe.evidence, *part.evidence)} >= {"format", "encoding", "header"}
    out = tmp_path / "o.parquet"
    with ThreadPoolExecutor(2) as both:
        staging = both.submit(sources.stage, path, probe.format, "", part.reading, out)
        counting = both.submit(sources.count, path, probe.format, "", part.reading)
        staged, count = staging.result(), counting.result()
    assert (staged.path, staged.records, staged.rejects[0].line) == (out, 1, 3)
    assert count.records == 2


def test_hints_may_force_the_format(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"[1];[2]\n3;4\n")
    assert sources.probe(path, hints={"format": "csv"}).format == "csv"


def test_a_failed_staging_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text('[{"a": 1}, {"a": 2}]')
    part = sources.probe(path).parts[0]
    path.write_text('[{"a": 1}, {"a"')
    with pytest.raises(Unreadable):
        sources.stage(path, "json", "", part.reading, tmp_path / "o.parquet")
    assert [p.name for p in tmp_path.iterdir()] == ["f.json"]


@pytest.mark.parametrize("content", [b"<mimetype", b"", b"\0" * 10])
def test_an_odd_ods_never_crashes(tmp_path: Path, content: bytes) -> None:
    import zipfile

    path = tmp_path / "odd.ods"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
    with pytest.raises(Unreadable) as refusal:
        sources.probe(path)
    assert refusal.value.user_message.endswith(".")
