"""One table read, counted and typed, before it meets the version in place."""

from __future__ import annotations

from dataclasses import dataclass

from terrier.connectors.contract import SourceCount, Staged
from terrier.domain.tabular.plan import TablePlan
from terrier.domain.tabular.receipt import Conformity
from terrier.lake.typing.apply import TypedTable


@dataclass(frozen=True)
class ReadTable:
    """What every reader said of one table."""

    plan: TablePlan
    staged: Staged
    counted: SourceCount
    typed: TypedTable
    conformity: Conformity | None = None
    """Against the national schema that its header matches, where there is one."""
    left_out: frozenset[int] = frozenset()
    """Lines of rows that had been erased before: neither written nor rejected."""
