"""Child processes, timed, with the memory of their whole tree."""

from __future__ import annotations

import json
import os
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

PAGE = os.sysconf("SC_PAGE_SIZE")
SAMPLE_SECONDS = 0.02


def tree_of(root: int) -> list[int]:
    """Give a process and everything it started that still lives."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            parent = _parent(entry)
            parents.setdefault(parent, []).append(int(entry.name))
    found, left = [], [root]
    while left:
        process = left.pop()
        found.append(process)
        left += parents.get(process, ())
    return found


def resident(processes: Sequence[int]) -> dict[int, int]:
    """Give the resident memory of each process, in bytes; shared pages count in each."""
    sizes = {}
    for process in processes:
        try:
            pages = Path(f"/proc/{process}/statm").read_text().split()[1]
        except (FileNotFoundError, ProcessLookupError):
            continue
        sizes[process] = int(pages) * PAGE
    return sizes


def _parent(entry: Path) -> int:
    try:
        return int((entry / "stat").read_text().rpartition(")")[2].split()[1])
    except (FileNotFoundError, ProcessLookupError):
        return 0


class PeakMemory:
    """Watches a tree of processes while it works; marks tell one phase from the next."""

    def __init__(self, root: int) -> None:
        self.root = root
        self.peak = 0
        self.at_peak: dict[int, int] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def begin_again(self) -> None:
        """Forget what was seen: another phase begins."""
        self.peak, self.at_peak = 0, {}

    def end(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(SAMPLE_SECONDS):
            sizes = resident(tree_of(self.root))
            if sum(sizes.values()) > self.peak:
                self.peak, self.at_peak = sum(sizes.values()), sizes


@dataclass(frozen=True)
class Phase:
    """One thing a child said that it had done, and the peak memory of its tree meanwhile."""

    name: str
    told: dict[str, Any]
    peak_mb: float
    processes_mb: list[float]


def phases(command: Sequence[str], environment: dict[str, str] | None = None) -> list[Phase]:
    """Run a child that prints one JSON object per phase: `{"phase": name, …}`.

    Raises
    ------
    RuntimeError
        Where it fails.
    """
    child = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env={**os.environ, **(environment or {})}
    )
    memory = PeakMemory(child.pid)
    found = []
    assert child.stdout is not None
    for line in child.stdout:
        if not line.startswith('{"phase"'):
            continue
        told = json.loads(line)
        each = sorted((round(n / 1e6, 1) for n in memory.at_peak.values()), reverse=True)
        found.append(Phase(told.pop("phase"), told, memory.peak / 1e6, each))
        memory.begin_again()
    memory.end()
    if child.wait():
        raise RuntimeError(f"{' '.join(command)} ended with {child.returncode}")
    return found
