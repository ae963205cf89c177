"""`load`: readers during an import, the weight of a page, memory and readiness at rest."""

from __future__ import annotations

import random
import threading
import time
from http.client import HTTPConnection
from pathlib import Path

from benchmarks import instance, million, page_weight, server
from benchmarks.figures import Run
from benchmarks.million import Million
from benchmarks.processes import phases, resident, tree_of

TITLE = "Thirty readers during an import; the platform at rest"
READERS = 30
PAUSE_SECONDS = (2.0, 6.0)
"""How long a reader looks at a page before the next."""
REST_SECONDS = 12


def measure(run: Run) -> None:
    """Measure the platform at rest, then in use."""
    found = million.opened()
    with server.terrier(worker=True) as served:
        run.add("Ready: from `terrier serve` to the first page", served.ready_seconds, "s", most=5)
        time.sleep(REST_SECONDS)
        _memory(run, served.process)
        _weight(run, found, served.port)
        _readers(run, found, served)


def _memory(run: Run, process: int) -> None:
    processes = tree_of(process)
    sizes = resident(processes)
    shares = {one: _proportional(one) for one in processes}
    run.detail["rest"] = {"resident": sizes, "proportional": shares}
    note = f"{sum(shares.values()) / 1e6:.0f} MB when shared pages count once"
    total = sum(sizes.values()) / 1e6
    run.add("Web and worker at rest, resident memory", total, "MB", most=400, note=note)


def _proportional(process: int) -> int:
    """Give the memory of a process, each shared page divided among those who share it."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _weight(run: Run, found: Million, port: int) -> None:
    weighed = page_weight.first_view(f"http://127.0.0.1:{port}/jeux/{found.slug}/")
    if weighed is None:
        run.detail["weight"] = "no chromium"
        return
    run.detail["weight"] = weighed
    name = "Dataset page, first view: everything received, compressed"
    run.add(name, sum(weighed.values()) / 1000, "kB", most=700, note=f"{len(weighed)} requests")


def _readers(run: Run, found: Million, served: server.Served) -> None:
    """Let thirty people read while a million rows come in by the worker."""
    pages = _mixed_pages(found)
    calm = _while(served.port, pages, lambda: time.sleep(20))
    busy = _while(
        served.port,
        pages,
        lambda: run.detail.update(
            imported=[
                vars(p) for p in phases(instance.child("asking_child"), instance.environment())
            ]
        ),
    )
    run.detail |= {"calm_ms": calm, "busy_ms": busy}
    for name, times, most in (("before the import", calm, None), ("during it", busy, 1000)):
        note = f"{len(times)} pages, p50 {server.percentile(times, 0.5):.0f} ms"
        p95 = server.percentile(times, 0.95)
        run.add(f"{READERS} readers {name}, page p95", p95, "ms", most=most, note=note)
    seconds = run.detail["imported"][0]["told"]["seconds"]
    run.add("That import, from the file to the version", seconds, "s")


def _mixed_pages(found: Million) -> list[str]:
    page = f"/jeux/{found.slug}/"
    rows = [f"{page}t/{found.table}/lignes/{n}/" for n in (17, 4_321, 777_777)]
    return [
        "/", "/catalogue/", "/catalogue/?q=equipements", page, page, f"{page}?f.etat=eq:moyen",
        f"{page}?tri=-montant_ht", f"{page}?page=812", "/communes/", *rows,
    ]  # fmt: skip


def _while(port: int, pages: list[str], work) -> list[float]:
    """Let the readers read while `work` goes on; give the times of their pages (ms)."""
    times: list[float] = []
    over = threading.Event()

    def read(number: int) -> None:
        dice = random.Random(number)
        while not over.wait(dice.uniform(*PAUSE_SECONDS)):
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            start = time.perf_counter()
            status, _body = server.get(connection, dice.choice(pages))
            times.append((time.perf_counter() - start) * 1000)
            connection.close()
            if status != 200:
                raise RuntimeError(f"a page answers {status}")

    readers = [threading.Thread(target=read, args=(n,)) for n in range(READERS)]
    for reader in readers:
        reader.start()
    try:
        work()
    finally:
        over.set()
        for reader in readers:
            reader.join()
    return times
