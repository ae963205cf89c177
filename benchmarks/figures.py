"""A measured figure with its target, and how a run is printed and kept."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results"
README = HERE / "README.md"
START, END = "<!-- latest: begin -->", "<!-- latest: end -->"
HEAD = "| figure | measured | target | met | note |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Figure:
    """One line of a table of results."""

    name: str
    value: float
    unit: str
    most: float | None = None
    """The target: at most this."""
    least: float | None = None
    """The target: at least this."""
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Say whether the target is met; None where there is none."""
        if self.most is not None:
            return self.value <= self.most
        return None if self.least is None else self.value >= self.least

    def line(self) -> str:
        """Give the figure as a line of a Markdown table."""
        told = {True: "yes", False: "**no**", None: ""}[self.met]
        target = ""
        if self.most is not None:
            target = f"≤ {self.most:g} {self.unit}"
        elif self.least is not None:
            target = f"≥ {self.least:g} {self.unit}"
        value = f"{self.value:,.3g}" if abs(self.value) < 100 else f"{self.value:,.0f}"
        return f"| {self.name} | {value} {self.unit} | {target} | {told} | {self.note} |"


@dataclass
class Run:
    """Everything that one benchmark found."""

    name: str
    title: str
    machine: dict[str, str]
    figures: list[Figure] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)
    """Raw measures, step by step, for whoever wants to look closer."""

    def add(self, name: str, value: float, unit: str, **target: Any) -> None:
        """Add a figure and say it at once."""
        self.figures.append(Figure(name, value, unit, **target))
        print(self.figures[-1].line(), flush=True)

    def table(self) -> str:
        """Give the figures as a Markdown table."""
        return HEAD + "\n".join(f.line() for f in self.figures) + "\n"

    def keep(self) -> Path:
        """Write the run as JSON and Markdown, and its table in the README."""
        RESULTS.mkdir(exist_ok=True)
        stem = RESULTS / f"{time.strftime('%Y-%m-%d')}-{self.name}"
        figures = [{**asdict(f), "met": f.met} for f in self.figures]
        kept = {"name": self.name, "title": self.title, "machine": self.machine}
        whole = {**kept, "figures": figures, "detail": self.detail}
        stem.with_suffix(".json").write_text(
            json.dumps(whole, indent=1, ensure_ascii=False, default=str) + "\n"
        )
        machine = "\n".join(f"- {name}: {value}" for name, value in self.machine.items())
        stem.with_suffix(".md").write_text(f"# {self.title}\n\n{machine}\n\n{self.table()}")
        _show_latest()
        return stem.with_suffix(".md")


def _show_latest() -> None:
    """Write the latest table of every benchmark between the marks of the README."""
    latest: dict[str, Path] = {}
    for file in sorted(RESULTS.glob("*.md")):
        latest[file.stem.split("-", 3)[3]] = file
    tables = "\n\n".join(
        f"#{file.read_text().strip()}\n\n`results/{file.name}`" for file in latest.values()
    )
    text = README.read_text()
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{START}\n\n{tables}\n\n{END}{after}")
