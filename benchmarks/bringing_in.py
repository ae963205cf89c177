"""`import`: a million rows through the whole door, beside DuckDB reading them as text."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks import instance, typical_csv
from benchmarks.figures import Run
from benchmarks.processes import Phase, phases

TITLE = "A million rows: from the file to a readable table, and its map"
REPEATS = 2


def measure(run: Run) -> None:
    """Time our door and the peers in turn, and keep the best of each."""
    typical_csv.make(instance.FILE)
    doors, texts = [], []
    for turn in range(REPEATS):
        texts.append(_text_peer())
        # The map follows the last import: the other benchmarks read what that one leaves.
        then = ["--map"] if turn == REPEATS - 1 else []
        phases(instance.child("instance"), instance.environment())
        command = instance.child("door", str(instance.FILE), *then)
        doors.append(phases(command, instance.environment()))
    door = min(doors, key=lambda found: _seconds(found[1]))
    text = min(texts, key=_seconds)
    ours, limit = _seconds(door[1]), _seconds(text)
    run.detail = {
        "file": {"megabytes": instance.FILE.stat().st_size / 1e6, "rows": typical_csv.ROWS},
        "door": [[vars(phase) for phase in found] for found in doors],
        "text": [vars(found) for found in texts],
    }
    run.add("Transcoding, then DuckDB from text to Parquet", limit, "s", note=f"best of {REPEATS}")
    run.add("Whole door: from the file to the first page of the table", ours, "s", note="best too")
    run.add("Ratio of the two", ours / limit, "×", most=5, note="3 × is the aim")
    work = _processor(door[1]) / _processor(text)
    note = f"{_processor(door[1]):.1f} s and {_processor(text):.1f} s; a busy machine bends it less"
    run.add("Ratio of their processor time", work, "×", note=note)
    peak = max(found[1].peak_mb for found in doors)
    run.add("Peak memory of all the processes, shared pages counted in each", peak, "MB", most=800)
    _csv_detective(run, ours)
    _archive(run, doors[-1][2])


def _text_peer() -> Phase:
    return phases(instance.child("text_peer", str(instance.FILE), str(instance.WORK)))[0]


def _seconds(phase: Phase) -> float:
    return float(phase.told["seconds"])


def _processor(phase: Phase) -> float:
    return float(phase.told["processor"])


def _csv_detective(run: Run, ours: float) -> None:
    found = _peer("csv-detective", "csv_detective_peer.py", str(instance.FILE))
    if found is None:
        run.detail["csv-detective"] = "not installed: see the README"
        return
    run.detail["csv-detective"] = vars(found)
    note = f"says {found.told['encoding']} and {found.told['rows']:,} rows; analysis only"
    seconds = _seconds(found)
    run.add("csv-detective 0.13 on the same file", seconds, "s", note=note)
    run.add("Whole door compared with it", ours / seconds, "×")


def _archive(run: Run, archive: Phase) -> None:
    told = archive.told
    note = f"zooms {told['zooms'][0]} to {told['zooms'][1]}, {told['megabytes']:.0f} MB"
    run.add("Map tiles after the import", _seconds(archive), "s", most=30, note=note)
    run.add("Peak memory meanwhile", archive.peak_mb, "MB")
    points = instance.WORK / "points.parquet"
    phases(instance.child("points_file", str(points)), instance.environment())
    found = _peer("freestiler", "freestiler_peer.py", str(points), str(instance.WORK))
    if found is None:
        run.detail["freestiler"] = "not installed: see the README"
        return
    run.detail["freestiler"] = vars(found)
    note = f"drop_rate 2.5, {found.told['megabytes']:.0f} MB, {found.peak_mb:.0f} MB of memory"
    run.add("freestiler 0.3 alone on the same points", _seconds(found), "s", note=note)


def _peer(name: str, script: str, *arguments: str) -> Phase | None:
    """Run a peer in its own environment; None where it is not installed."""
    python = instance.WORK / name / "bin" / "python"
    if not python.exists():
        print(f"{name} is not installed in {python.parents[1]}", file=sys.stderr)
        return None
    return phases([str(python), str(Path(__file__).parent / script), *arguments])[0]
