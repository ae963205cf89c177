"""What the documents say: their links, commands, variables and paths."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def documents() -> list[Path]:
    """Give every page of the documentation, those at the root included."""
    return sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("benchmarks/*.md")])


def name_of(path: Path) -> str:
    """Give the path within the project."""
    return path.relative_to(ROOT).as_posix()


def commands(text: str) -> list[str]:
    """Give every code span and every line of a code block, comments left out."""
    blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.S)
    spans = re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"```.*?```", "", text, flags=re.S))
    written = [line for block in blocks for line in block.splitlines()]
    lines = [re.split(r"(?:^|\s)# ", line)[0].strip() for line in written]
    return [command for command in [*lines, *spans] if command]


def words_after(program: str, command: str) -> list[str] | None:
    """Give what follows the last naming of a program in a command, None where there is none."""
    found = re.search(rf"^(?:.*[\s/])?{re.escape(program)}(?:\s+(.*))?$", command)
    return (found.group(1) or "").split() if found else None


def rows_of_table(text: str, heading: str) -> list[list[str]]:
    """Give the cells of the first table under a heading."""
    section = text.split(heading, 1)[1]
    table = re.search(r"(?:^\|.*\n)+", section, re.M)
    assert table, f"no table under {heading}"
    rows = [row.strip().strip("|").split("|") for row in table.group(0).splitlines()]
    return [[cell.strip() for cell in row] for row in rows[2:]]
