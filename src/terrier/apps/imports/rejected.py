"""Every rejected line of one table, read from where each step left it: there may be millions."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pyarrow.parquet as pq
from django.utils.translation import gettext as _

from terrier.domain.tabular.receipt import RejectedExample, RejectSummary

from .read_table import ReadTable
from .rejects_file import RejectedValue

SUMMARISED = 50


class Rejected:
    """The lines of one table that did not become rows, each line by one step only.

    Parameters
    ----------
    read
        The table as it was read: lines that are no records, values that no type takes.
    doubled
        (line, key) of rows refused because their key was in place.
    """

    def __init__(self, read: ReadTable, doubled: tuple[tuple[int, str], ...]) -> None:
        self._read = read
        self._doubled = doubled
        self.lines = len({r.line for r in read.staged.rejects}) + read.typed.rejected + len(doubled)

    def __iter__(self) -> Iterator[RejectedValue]:
        """Give every reason, in the order of the lines; a line may have several."""
        return heapq.merge(
            self._not_records(), self._misfits(), self._repeated(), key=lambda r: r.line
        )

    def examples(self, most: int) -> tuple[RejectedExample, ...]:
        """Give the first reasons."""
        return tuple(RejectedExample(r.line, r.column, r.value, r.rule) for r in islice(self, most))

    def summary(self) -> tuple[RejectSummary, ...]:
        """Count by column and rule, the most frequent first."""
        others = Counter((r.column, r.rule) for r in (*self._not_records(), *self._repeated()))
        counted = [RejectSummary(column, rule, n) for (column, rule), n in others.items()]
        everything = [*self._read.typed.rejects, *counted]
        return tuple(sorted(everything, key=lambda s: -s.count)[:SUMMARISED])

    def _not_records(self) -> Iterator[RejectedValue]:
        for r in sorted(self._read.staged.rejects, key=lambda r: r.line):
            yield RejectedValue(r.line, r.column, r.value, r.rule, r.raw)

    def _misfits(self) -> Iterator[RejectedValue]:
        for batch in pq.ParquetFile(self._read.typed.rejects_path).iter_batches():
            for row in batch.to_pylist():
                yield RejectedValue(row["line"], row["column"], row["value"] or "", row["rule"])

    def _repeated(self) -> Iterator[RejectedValue]:
        plan = self._read.plan
        key = " + ".join(c.label for c in plan.columns if c.name in plan.key)
        for line, found in self._doubled:
            yield RejectedValue(line, key, found, _("cette clé est déjà dans la version en place"))
