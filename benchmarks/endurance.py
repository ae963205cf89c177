"""`endurance`: fifty mixed readers while files come in, for as long as asked."""

from __future__ import annotations

import collections
import http.client
import os
import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import asking_child, instance, million, server
from benchmarks.figures import Run
from benchmarks.million import Million
from benchmarks.processes import resident, tree_of

TITLE = "Fifty mixed readers with imports going on"
READERS = 50
PAUSE_SECONDS = (1.0, 5.0)
MINUTES = float(os.environ.get("ENDURANCE_MINUTES", "30"))
SAMPLE_SECONDS = 5
ROWS_PER_IMPORT = 20_000
WARM_SHARE = 0.25
"""Memory is compared from here on: before, caches fill and every kind of request comes once."""
MOST_GROWTH = 1.15


@dataclass
class Seen:
    """What one kind of request was answered."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: collections.Counter[int] = field(default_factory=collections.Counter)


def measure(run: Run) -> None:
    """Let people read and files come in, and look at what is answered and at the memory."""
    found = million.opened()
    with server.terrier(worker=True) as served:
        seen: dict[str, Seen] = collections.defaultdict(Seen)
        memory: list[dict[str, int]] = []
        over = threading.Event()
        threads = [
            threading.Thread(target=_read, args=(served.port, found, number, seen, over))
            for number in range(READERS)
        ]
        threads.append(threading.Thread(target=_watch, args=(served.process, memory, over)))
        imports: list[float] = []
        threads.append(threading.Thread(target=_import, args=(imports, over)))
        for thread in threads:
            thread.start()
        over.wait(MINUTES * 60)
        over.set()
        for thread in threads:
            thread.join()
    _tell(run, seen, memory, imports)


def _requests(found: Million) -> dict[str, list[str]]:
    """Give examples of every kind of reading."""
    page = f"/jeux/{found.slug}/"
    table = f"{page}t/{found.table}/"
    collection = f"/api/collections/{found.slug}.{found.table}"
    return {
        "page": ["/", "/catalogue/", "/catalogue/?q=equipements", "/communes/", page,
                 f"{page}?f.etat=eq:moyen", f"{page}?tri=-montant_ht", f"{page}?page=812",
                 f"{table}lignes/17/", f"{table}lignes/777777/"],
        "tile": [f"{collection}/tiles/WebMercatorQuad/{z}/{y}/{x}"
                 for z, x, y in ((6, 32, 22), (9, 262, 181), (11, 1051, 724), (12, 2103, 1449))],
        "api": ["/api/collections", collection, f"{collection}/items?limit=100",
                f"{collection}/items?limit=1000&bbox=4.8,46.5,4.9,46.6", "/api/catalogue.jsonld"],
        "download": [f"{table}telecharger/csv?f.etat=eq:moyen&f.code_insee=eq:71543",
                     f"{collection}/items?limit=5000"],
    }  # fmt: skip


SHARES = {"page": 0.45, "tile": 0.3, "api": 0.2, "download": 0.05}


def _read(
    port: int, found: Million, number: int, seen: dict[str, Seen], over: threading.Event
) -> None:
    dice = random.Random(number)
    examples = _requests(found)
    kinds, weights = list(SHARES), list(SHARES.values())
    while not over.wait(dice.uniform(*PAUSE_SECONDS)):
        kind = dice.choices(kinds, weights)[0]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        start = time.perf_counter()
        try:
            status, _body = server.get(connection, dice.choice(examples[kind]))
        except OSError:
            status = 0
        finally:
            connection.close()
        seen[kind].milliseconds.append((time.perf_counter() - start) * 1000)
        seen[kind].statuses[status] += 1


def _watch(process: int, memory: list[dict[str, int]], over: threading.Event) -> None:
    start = time.monotonic()
    while not over.wait(SAMPLE_SECONDS):
        sizes: dict[str, int] = collections.defaultdict(int)
        for one, size in resident(tree_of(process)).items():
            sizes[_role(one)] += size
        memory.append({"seconds": round(time.monotonic() - start), **sizes})


def _role(process: int) -> str:
    """Tell the web processes from the worker, the readers that it starts and the supervisor."""
    try:
        words = Path(f"/proc/{process}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return "ended"
    signs = {"child_entry": "reader", "supervisor": "supervisor", "terrier.cli.main": "worker"}
    return next((role for sign, role in signs.items() if any(sign in w for w in words)), "web")


def _import(imports: list[float], over: threading.Event) -> None:
    """Bring in one version after the other through the worker, as nightly deposits would."""
    file, dataset = instance.WORK / "endurance.csv", None
    while not over.wait(5):
        number = len(imports)
        rows = "".join(f"{n};lieu {n};{n * (number + 1) % 977}\n" for n in range(ROWS_PER_IMPORT))
        file.write_text(f"numero;nom;mesure\n{rows}")
        seconds, importing = asking_child.ask(file, "Endurance", dataset)
        imports.append(seconds)
        dataset = importing.version and importing.version.dataset


def _tell(
    run: Run, seen: dict[str, Seen], memory: list[dict[str, int]], imports: list[float]
) -> None:
    run.detail |= {
        "minutes": MINUTES,
        "memory": memory,
        "statuses": {kind: dict(s.statuses) for kind, s in seen.items()},
        "imports_s": imports,
    }
    every = sum((s.statuses for s in seen.values()), collections.Counter())
    failed = sum(n for status, n in every.items() if status >= 500 or status == 0)
    note = f"{every.total()} in {MINUTES:g} min, {len(imports)} imports"
    run.add("Answers 5xx, or none", failed, "requests", most=0, note=note)
    for kind, found in sorted(seen.items()):
        p50 = server.percentile(found.milliseconds, 0.5)
        said = ", ".join(f"{n} × {status}" for status, n in sorted(found.statuses.items()))
        p95 = server.percentile(found.milliseconds, 0.95)
        run.add(f"{kind}: p95", p95, "ms", note=f"p50 {p50:.0f} ms; {said}")
    warm = memory[int(len(memory) * WARM_SHARE) :]
    for role in ("web", "worker"):
        half = len(warm) // 2
        first, last = (
            statistics.median(m.get(role, 0) for m in part) for part in (warm[:half], warm[half:])
        )
        most = max(m.get(role, 0) for m in memory)
        note = f"{first / 1e6:.0f} MB, then {last / 1e6:.0f} MB; most {most / 1e6:.0f} MB"
        run.add(
            f"Memory of {role}, second half to first",
            last / first,
            "×",
            most=MOST_GROWTH,
            note=note,
        )
