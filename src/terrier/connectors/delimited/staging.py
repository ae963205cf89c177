"""A delimited text to Parquet: vectors for plain blocks, cell by cell for the odd ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from terrier.connectors.contract import Progress, Reject, Staged
from terrier.connectors.delimited.quoting import OddQuotes
from terrier.connectors.delimited.records import Block, split_records
from terrier.connectors.delimited.transcoding import from_reading
from terrier.connectors.staging import StagedWriter, check_rejects, text_arrays, text_fields
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable

_SURROGATE = re.compile("[\ud800-\udfff]")
_TAIL = 256 << 10
"""Bytes kept together at the end, so that the total lines stand in the last block."""


@dataclass
class _Shape:
    """How rows become records of the proposed columns."""

    names: tuple[str, ...]
    separator: str
    quote: str
    width: int
    optional_from: int
    rejects: list[Reject] = field(default_factory=list)
    blank: int = 0
    trailing: int = 0
    missing: int = 0

    @property
    def hollow(self) -> bytes:
        """What a blank line may hold."""
        return (" \t\n\u00a0" + self.separator + self.quote).encode()

    def fit(self, line: int, cells: list[str], raw: str) -> list[str] | None:
        """Give exactly one cell per column, or None for a blank or rejected row."""
        wanted = len(self.names)
        if not any(c.strip() for c in cells):
            self.blank += 1
            return None
        extra = [c for c in cells[wanted:] if c.strip()]
        if _SURROGATE.search(raw):
            rule = (
                "Un caractère de la ligne n'existe pas dans l'encodage choisi : corrigez-le dans "
                "le fichier, ou choisissez un autre encodage."
            )
            self._reject(line, raw, rule)
            return None
        if extra:
            rule = (
                f"La ligne a {len(cells)} cellules au lieu de {wanted} : un séparateur se trouve "
                "sans doute dans un texte. Entourez ce texte de guillemets."
            )
            self._reject(line, raw, rule)
            return None
        if len(cells) < wanted:
            if len(cells) < self.optional_from:
                rule = (
                    f"La ligne a {counted(len(cells), 'cellule', 'cellules')} au lieu de "
                    f"{wanted} : complétez-la, ou supprimez-la si ce n'est qu'une remarque."
                )
                self._reject(line, raw, rule)
                return None
            self.missing += 1
            return cells + [""] * (wanted - len(cells))
        self.trailing += len(cells) > max(wanted, self.width)
        return cells[:wanted]

    def _reject(self, line: int, raw: str, rule: str) -> None:
        shown = _SURROGATE.sub("\ufffd", raw)
        self.rejects.append(Reject(line, "", shown, rule, shown))
        check_rejects(len(self.rejects))

    def notes(self) -> Iterator[str]:
        if self.trailing:
            yield (
                counted(self.trailing, "ligne finit", "lignes finissent")
                + " par un séparateur de trop : lu sans lui."
            )
        if self.missing:
            yield (
                counted(self.missing, "ligne n'a", "lignes n'ont")
                + " pas leurs dernières cellules : lues comme vides."
            )


def stage(path: Path, reading: dict[str, Any], out: Path, progress: Progress) -> Staged:
    """Write a delimited text to `out` as Parquet.

    Parameters
    ----------
    path
        The text as received.
    reading
        `encoding`, `bom`, `separator`, `quote`, `header_line`, `header_rows`, `total_lines`,
        `columns`, `width`, `optional_from`, as the probe proposed them.
    out
        Parquet file to write.
    progress
        Told the share of bytes read.

    Returns
    -------
    Staged
    """
    text = from_reading(path, reading)
    shape = _Shape(
        tuple(reading["columns"]),
        reading["separator"],
        reading["quote"],
        int(reading["width"]),
        int(reading["optional_from"]),
    )
    size = max(1, path.stat().st_size)
    pieces, line = _skip_lines(text.blocks(), int(reading["header_line"]) - 1)
    blocks = split_records(pieces, shape.separator, shape.quote, line)
    blocks = _skip_records(blocks, int(reading["header_rows"]))
    blocks = _without_totals(blocks, int(reading["total_lines"]), shape.hollow)
    odd = OddQuotes(shape.separator, shape.quote, shape.width)
    with StagedWriter(out, text_fields(shape.names)) as writer:
        for block in blocks:
            _look_at_quotes(block, odd)
            progress("lecture", min(1.0, text.bytes_read / size))
            lines, columns = _columns(block, shape)
            writer.write(lines, columns)
    notes = [*odd.notes(), *shape.notes()]
    if text.nul_characters:
        notes.append(
            counted(text.nul_characters, "caractère nul retiré", "caractères nuls retirés")
            + " du fichier."
        )
    rejects = tuple(sorted(shape.rejects, key=lambda r: r.line))
    return Staged(out, writer.records, rejects, text.broken_characters, tuple(notes))


def _skip_lines(blocks: Iterator[bytes], count: int) -> tuple[Iterator[bytes], int]:
    """Drop `count` physical lines; give the rest and the number of its first line."""
    left = max(0, count)
    for block in blocks:
        at = 0
        while left and (end := block.find(b"\n", at) + 1):
            at, left = end, left - 1
        if not left:
            return chain([block[at:]], blocks), max(0, count) + 1
    return iter(()), max(0, count) + 1


def _skip_records(blocks: Iterator[Block], count: int) -> Iterator[Block]:
    for block in blocks:
        if count >= len(block.ends):
            count -= len(block.ends)
            continue
        yield _slice(block, count, len(block.ends)) if count else block
        count = 0


def _slice(block: Block, first: int, last: int) -> Block:
    start = int(block.ends[first - 1]) if first else 0
    stop = int(block.ends[last - 1]) if last else 0
    data, ends = block.data[start:stop], block.ends[first:last] - start
    return Block(data, ends, block.lines[first:last], block.plain, block.unclosed)


def _without_totals(blocks: Iterator[Block], totals: int, hollow: bytes) -> Iterator[Block]:
    if not totals:
        yield from blocks
        return
    held: list[Block] = []
    for block in blocks:
        held.append(block)
        while sum(len(b.data) for b in held[1:]) > _TAIL:
            yield held.pop(0)
    while held and totals:
        last = held.pop()
        kept = len(last.ends)
        while kept and totals:
            kept -= 1
            start = int(last.ends[kept - 1]) if kept else 0
            raw = last.data[start : int(last.ends[kept])]
            totals -= bool(raw.strip(hollow))
        if kept:
            held.append(_slice(last, 0, kept))
    yield from held


def _look_at_quotes(block: Block, odd: OddQuotes) -> None:
    """Judge the records that hold line ends; all of them where quoting is not plain."""
    last = int(block.ends[-2]) if len(block.ends) > 1 else 0
    after = int(block.lines[-1]) + block.data.count(b"\n", last)
    looked = np.diff(block.lines, append=after) > 1 if block.plain else slice(None)
    for row in np.arange(len(block.ends))[looked]:
        start = int(block.ends[row - 1]) if row else 0
        odd.look(int(block.lines[row]), block.data[start : int(block.ends[row])])


def _columns(block: Block, shape: _Shape) -> tuple[pa.Array, list[pa.Array]]:
    if block.plain and not block.unclosed:
        fast = _by_vectors(block, shape)
        if fast is not None:
            return fast
    return _by_hand(block, range(len(block.ends)), shape)


def _by_vectors(block: Block, shape: _Shape) -> tuple[pa.Array, list[pa.Array]] | None:
    odd: list[int] = []

    def note(row: pacsv.InvalidRow) -> str:
        odd.append(row.number)
        return "skip"

    table = _read(block.data, shape, note)
    if table is None or table.num_rows + len(odd) != len(block.ends):
        return None
    # Row numbers of the reader start at 1 for the first record.
    regular = np.delete(np.arange(len(block.ends)), [n - 1 for n in odd])
    keep = _regular(table, shape)
    lines = pa.array(block.lines[regular])
    apart = [n - 1 for n in odd]
    if keep is not None:
        apart += regular[~keep].tolist()
        table, lines = table.filter(pa.array(keep)), lines.filter(pa.array(keep))
    columns = [table.column(i).combine_chunks() for i in range(len(shape.names))]
    if not apart:
        return lines, columns
    more_lines, more = _by_hand(block, sorted(apart), shape)
    lines = pa.concat_arrays([lines, more_lines])
    columns = [pa.concat_arrays([a, b]) for a, b in zip(columns, more, strict=True)]
    order = pc.sort_indices(lines)
    return lines.take(order), [c.take(order) for c in columns]


def _read(data: bytes, shape: _Shape, note: Any) -> pa.Table | None:
    names = [str(i) for i in range(shape.width)]
    try:
        return pacsv.read_csv(
            pa.BufferReader(data),
            read_options=pacsv.ReadOptions(
                use_threads=False, block_size=len(data) + 1, column_names=names
            ),
            parse_options=pacsv.ParseOptions(
                delimiter=shape.separator or "\x1f",
                quote_char=shape.quote or False,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=note,
            ),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )
    except pa.ArrowInvalid:
        # Text that is not UTF-8 (undecodable bytes): read by hand, row by row.
        return None


def _regular(table: pa.Table, shape: _Shape) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
    """Mark the rows that are records; None where all are. Blank and overlong ones are not."""
    extra: np.ndarray[Any, np.dtype[np.bool_]] | None = None
    for i in range(len(shape.names), shape.width):
        if table.column(i).null_count < table.num_rows:
            filled = _filled(table.column(i))
            extra = filled if extra is None else extra | filled
    blank: np.ndarray[Any, np.dtype[np.bool_]] | None = None
    for i in range(len(shape.names)):
        empty = ~_filled(table.column(i)) if blank is None or blank.any() else None
        if empty is None:
            break
        blank = empty if blank is None else blank & empty
    apart = blank if extra is None else (extra if blank is None else extra | blank)
    return None if apart is None or not apart.any() else ~apart


def _filled(column: pa.ChunkedArray) -> np.ndarray[Any, np.dtype[np.bool_]]:
    if column.null_count == 0 and column.num_chunks and not _has_spaces_only(column):
        return np.ones(len(column), np.bool_)
    trimmed = pc.utf8_trim_whitespace(column)
    some = pc.fill_null(pc.greater(pc.utf8_length(trimmed), 0), False)
    mask: np.ndarray[Any, np.dtype[np.bool_]] = some.to_numpy()
    return mask


def _has_spaces_only(column: pa.ChunkedArray) -> bool:
    return bool(pc.any(pc.utf8_is_space(column)).as_py())


def _by_hand(block: Block, rows: Iterable[int], shape: _Shape) -> tuple[pa.Array, list[pa.Array]]:
    lines, kept = [], []
    for row in rows:
        start = int(block.ends[row - 1]) if row else 0
        raw = block.data[start : int(block.ends[row])].decode("utf-8", "surrogatepass")
        raw = raw.removesuffix("\n")
        line = int(block.lines[row])
        if block.unclosed:
            shape.rejects.append(
                Reject(line, "", raw, "Un guillemet est ouvert et jamais refermé : fermez-le.", raw)
            )
            continue
        cells = shape.fit(line, cells_of(raw, shape.separator, shape.quote), raw)
        if cells is not None:
            lines.append(line)
            kept.append(cells)
    return pa.array(lines, pa.int64()), text_arrays(kept, len(shape.names))


def cells_of(raw: str, separator: str, quote: str) -> list[str]:
    """Cut one record, whatever its quoting, as the csv module would.

    Examples
    --------
    >>> cells_of('a;"b ""x"" ;c";5" pipe', ";", '"')
    ['a', 'b "x" ;c', '5" pipe']
    """
    if not quote or quote not in raw:
        return raw.split(separator) if separator else [raw]
    cells, at, size = [], 0, len(raw)
    while True:
        text = ""
        if raw[at : at + 1] == quote:
            text, at = _quoted(raw, at + 1, quote)
        end = raw.find(separator, at) if separator else -1
        end = size if end < 0 else end
        cells.append(text + raw[at:end])
        if end == size:
            return cells
        at = end + 1


def _quoted(raw: str, at: int, quote: str) -> tuple[str, int]:
    parts = []
    while True:
        end = raw.find(quote, at)
        if end < 0:
            raise Unreadable(f"Un guillemet n'est pas refermé : {raw[:80]}")
        parts.append(raw[at:end])
        if raw[end + 1 : end + 2] != quote:
            return "".join(parts), end + 1
        parts.append(quote)
        at = end + 2
