"""Sizes that keep a module readable."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted(
    p for p in (ROOT / "src" / "terrier").rglob("*.py") if p.parent.name != "migrations"
)
TYPESCRIPT = sorted((ROOT / "frontend" / "src").rglob("*.ts"))
BANNED = {"utils", "helpers", "common", "misc", "base", "core", "manager", "service"}
EDGES = {"apps/jobs/worker.py", "connectors/child_entry.py"}
"""The edges where any exception is caught: the worker's loop and the connectors' child."""


@pytest.mark.parametrize("path", PYTHON, ids=lambda p: str(p.relative_to(ROOT)))
def test_python_module(path):
    text = path.read_text()
    assert text.count("\n") <= 400, "a module has at most 400 lines"
    assert path.stem not in BANNED
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1 - docstring_lines(node)
            assert lines <= 50, f"{node.name} has {lines} lines"


def docstring_lines(node) -> int:
    first = node.body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
        return (first.end_lineno or 0) - first.lineno + 1
    return 0


@pytest.mark.parametrize("path", TYPESCRIPT, ids=lambda p: str(p.relative_to(ROOT)))
def test_typescript_file(path):
    assert path.read_text().count("\n") <= 250, "a TypeScript file has at most 250 lines"


def test_any_exception_is_caught_at_the_edges_only():
    catching = {
        str(path.relative_to(ROOT / "src" / "terrier"))
        for path in PYTHON
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    }
    assert catching <= EDGES
