"""What a delimited text is: encoding, dialect, header, totals, proposed from samples."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from terrier.connectors.contract import Evidence, PartProbe, Probe
from terrier.connectors.delimited.quoting import OddQuotes
from terrier.connectors.delimited.samples import Samples, take_samples
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable
from terrier.domain.tabular.dialect import Dialect, declared_separator, guess_dialect, split
from terrier.domain.tabular.encodings import LABELS, REPLACEMENT, EncodingGuess, guess_encoding
from terrier.domain.tabular.headers import HeaderGuess, find_header, join_labels, unique_names
from terrier.domain.tabular.totals import totals_at_bottom

HEAD_ROWS = 50
_LOOKED_AT = 1000
_WIDEST = 2000


@dataclass(frozen=True)
class _Rows:
    """Records of the head with the physical lines where they start."""

    cells: list[list[str]]
    lines: list[int]
    end: int
    """The line after the last record."""


def probe(path: Path, hints: dict[str, Any]) -> Probe:
    """Propose how to read a delimited text.

    Parameters
    ----------
    path
        The text as received.
    hints
        Decisions already taken by the person: `encoding`, `separator`, `quote`, `header_line`
        (0: no header), `header_rows`, `total_lines`.

    Returns
    -------
    Probe
        One part, whose `reading` is what `stage` and `count` need.

    Raises
    ------
    Unreadable
        Where the file holds no text, or more columns than a table can have.
    """
    samples = take_samples(path)
    encoding = _encoding(samples, hints)
    runs = _texts(samples, encoding)
    if not any(line.strip() for run in runs for line in run):
        raise Unreadable("Le fichier ne contient aucune ligne de texte : rien à importer.")
    declared = declared_separator(runs[0][0])
    dialect = _dialect(runs, declared, hints)
    rows = _head_rows(runs[0], dialect, skip=1 if declared else 0)
    header = _header(rows, hints)
    body = [r for r in rows.cells[header.index + header.rows :] if any(c.strip() for c in r)]
    names, labels, width = _columns(header, body, dialect)
    bottom = split(runs[-1] if len(runs) > 1 else runs[0], dialect.separator, dialect.quote)
    total = int(hints.get("total_lines", totals_at_bottom(bottom if body else [])))
    reading: dict[str, Any] = {
        "encoding": encoding.encoding,
        "bom": encoding.bom,
        "separator": dialect.separator,
        "quote": dialect.quote,
        "header_line": rows.lines[header.index] if rows.lines else 1,
        "header_rows": header.rows,
        "total_lines": min(total, len(body)),
        "columns": list(names),
        "width": width,
        "optional_from": _optional_from(body, len(names), width),
    }
    part = PartProbe(
        source="",
        title=path.stem,
        columns=names,
        labels=labels,
        head=_head(body, len(names), reading["total_lines"] if samples.whole else 0),
        rows_estimate=_estimate(samples, runs, body, reading["total_lines"]),
        reading=reading,
        evidence=_evidence(encoding, dialect, header, reading),
        notes=(
            *_quote_notes(runs[0], rows, dialect, width),
            *_notes(samples, runs),
            *_trailing_note(body, len(names)),
        ),
    )
    return Probe("csv", (part,))


def _encoding(samples: Samples, hints: dict[str, Any]) -> EncodingGuess:
    pieces = [samples.head, *samples.middle, samples.tail, *samples.accented]
    guess = guess_encoding([p for p in pieces if p])
    chosen = hints.get("encoding")
    if not chosen or chosen == guess.encoding:
        return guess
    if chosen not in LABELS:
        raise Unreadable(
            f"L'encodage « {chosen} » n'est pas connu : choisissez parmi {', '.join(LABELS)}."
        )
    return EncodingGuess(chosen, 0, (), "Choisi à la main.", True)


def _texts(samples: Samples, encoding: EncodingGuess) -> list[list[str]]:
    raws = [samples.head[encoding.bom :], *samples.middle, samples.tail]
    runs = []
    for raw in raws:
        text = raw.decode(encoding.encoding, "replace").replace("\0", "")
        lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n")).readlines()
        if lines:
            runs.append(lines)
    return runs or [[""]]


def _dialect(runs: list[list[str]], declared: str | None, hints: dict[str, Any]) -> Dialect:
    sampled = [run[:_LOOKED_AT] for run in runs]
    if declared:
        sampled[0] = sampled[0][1:]
    dialect = guess_dialect(sampled, hints.get("separator", declared))
    proof = "Choisi à la main." if "separator" in hints else dialect.proof
    quote = hints.get("quote", dialect.quote)
    return Dialect(dialect.separator, quote, dialect.width, proof)


def _head_rows(lines: list[str], dialect: Dialect, skip: int) -> _Rows:
    reader = csv.reader(
        lines[skip:],
        delimiter=dialect.separator or "\x1f",
        quotechar=dialect.quote or None,
        quoting=csv.QUOTE_MINIMAL if dialect.quote else csv.QUOTE_NONE,
    )
    cells, starts, end = [], [], 1 + skip
    for row in islice(reader, _LOOKED_AT):
        cells.append(row)
        starts.append(end)
        end = reader.line_num + 1 + skip
    return _Rows(cells, starts, end)


def _header(rows: _Rows, hints: dict[str, Any]) -> HeaderGuess:
    if "header_line" not in hints:
        return find_header(rows.cells)
    line = int(hints["header_line"])
    count = int(hints.get("header_rows", 1)) if line else 0
    if not count:
        index = next((i for i, n in enumerate(rows.lines) if n >= line), 0)
        return HeaderGuess(index, 0, (), "Choisi à la main : pas d'en-tête.")
    if line not in rows.lines:
        raise Unreadable(f"La ligne {line} ne peut pas être l'en-tête : aucune ligne n'y commence.")
    index = rows.lines.index(line)
    labels = join_labels(rows.cells[index : index + count])
    return HeaderGuess(index, count, labels, f"Choisi à la main : ligne {line}.")


def _columns(
    header: HeaderGuess, body: list[list[str]], dialect: Dialect
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Give names, labels, and the number of cells that lines physically have."""
    widths = [len(r) for r in body]
    told = len(header.labels)
    # In a tie the header speaks, then the wider lines.
    width = max(set(widths), key=lambda w: (widths.count(w), w == told, w), default=dialect.width)
    labels = list(header.labels)
    used = max(
        (i + 1 for r in body if len(r) == width for i, c in enumerate(r) if c.strip()), default=0
    )
    labels += [""] * (used - len(labels))
    while len(labels) > max(used, 1) and not labels[-1]:
        labels.pop()
    if len(labels) > _WIDEST:
        raise Unreadable(
            f"Le fichier aurait {len(labels)} colonnes, au-delà des {_WIDEST} permises : le "
            "séparateur trouvé ne convient sans doute pas. Choisissez-le à la main."
        )
    return unique_names(labels), tuple(labels), max(width, len(labels))


def _optional_from(body: list[list[str]], columns: int, width: int) -> int:
    """Give the cell count from which a short line may be one whose last cells are empty."""
    full = [r for r in body if len(r) == width]
    spans = [max((i + 1 for i, c in enumerate(r) if c.strip()), default=0) for r in full]
    shortest = min(spans, default=min((len(r) for r in body), default=columns))
    return max(2, min(shortest, columns))


def _head(body: list[list[str]], width: int, totals: int) -> tuple[tuple[str | None, ...], ...]:
    shown = body[: max(0, len(body) - totals)][:HEAD_ROWS]
    return tuple(tuple((r[i] or None) if i < len(r) else None for i in range(width)) for r in shown)


def _estimate(
    samples: Samples, runs: list[list[str]], body: list[list[str]], totals: int
) -> int | None:
    if samples.whole and len(body) < _LOOKED_AT // 2:
        return len(body) - totals
    looked = sum(len(raw) for raw in (samples.head, *samples.middle, samples.tail))
    lines = sum(len(run) for run in runs)
    return max(1, round(lines * samples.size / max(1, looked)))


def _evidence(
    encoding: EncodingGuess, dialect: Dialect, header: HeaderGuess, reading: dict[str, Any]
) -> tuple[Evidence, ...]:
    line, totals = str(reading["header_line"]), reading["total_lines"]
    found = [
        Evidence("encoding", LABELS[encoding.encoding], encoding.proof),
        Evidence("separator", dialect.separator or "aucun", dialect.proof),
        Evidence("header", line if header.rows else "aucun", header.proof),
    ]
    if totals:
        found.append(
            Evidence(
                "total",
                str(totals),
                counted(
                    totals,
                    "ligne de total en bas, mise à part.",
                    "lignes de total en bas, mises à part.",
                ),
            )
        )
    return tuple(found)


def _quote_notes(lines: list[str], rows: _Rows, dialect: Dialect, width: int) -> tuple[str, ...]:
    odd = OddQuotes(dialect.separator, dialect.quote, width)
    for line, end in zip(rows.lines, [*rows.lines[1:], rows.end], strict=True):
        raw = "".join(lines[line - 1 : end - 1]).removesuffix("\n") + "\n"
        odd.look(line, raw.encode("utf-8", "surrogatepass"))
    return tuple(odd.notes())


def _trailing_note(body: list[list[str]], columns: int) -> tuple[str, ...]:
    times = sum(len(r) > columns and not any(c.strip() for c in r[columns:]) for r in body)
    if not times:
        return ()
    return ("Des lignes finissent par un séparateur de trop : lues sans lui.",)


def _notes(samples: Samples, runs: list[list[str]]) -> tuple[str, ...]:
    notes = []
    broken = [line.strip() for run in runs for line in run if REPLACEMENT in line]
    if broken:
        times = sum(line.count(REPLACEMENT) for line in broken)
        notes.append(
            counted(times, "caractère déjà abîmé", "caractères déjà abîmés") + " (�) avant "
            f"l'envoi, par exemple : « {broken[0][:80]} »."
        )
    if not samples.whole:
        notes.append(
            "Le fichier est grand : la proposition repose sur son début, sa fin et quelques "
            "passages. L'import vérifie toutes les lignes."
        )
    return tuple(notes)
