"""`features`: pages of OGC API – Features beside tipg and pygeoapi; a CSV beside raw DuckDB."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Sequence
from http.client import HTTPConnection
from urllib.parse import urlsplit

from benchmarks import instance, million, postgis, server
from benchmarks.figures import Run
from benchmarks.million import Million

TITLE = "A million features, page by page"
LIMIT = 100
SECONDS = 12.0
PAGES = 400
"""Different pages, from the first to the last of the table."""
EXPORTS = 5
READ = 1 << 20

Rates = dict[str, float]


def measure(run: Run) -> None:
    """Ask the first page, then pages all over the table, on eight connections; then a CSV."""
    found = million.opened()
    with server.terrier() as served:
        ours = _rates(run, "Terrier", served.port, _our_pages(found, served.port))
        _bare(run, served.port)
        _csv(run, found, served.port)
    missing = postgis.missing()
    if missing:
        run.detail["peers"] = missing
        print(f"peers left out: {missing}")
        return
    with postgis.cluster() as database:
        postgis.load(database, found.file)
        with postgis.tipg(database, 1) as served:
            theirs = _rates(
                run, "tipg 1.6.1", served.port, _pages("/collections/public.equipements/items?")
            )
        _compare(run, ours, theirs, "tipg, one process each", 10)
        if postgis.PYGEOAPI.exists():
            with postgis.pygeoapi(database) as served:
                address = "/collections/equipements/items?f=json&"
                theirs = _rates(run, "pygeoapi 0.21", served.port, _pages(address))
            _compare(run, ours, theirs, "pygeoapi, one process each", None)


def _pages(address: str) -> list[str]:
    step = 1_000_000 // PAGES
    return [f"{address}limit={LIMIT}&offset={n * step}" for n in range(PAGES)]


def _our_pages(found: Million, port: int) -> list[str]:
    """Give pages as `next` links write them, spread over the table."""
    first = f"/api/collections/{found.slug}.{found.table}/items?limit={LIMIT}"
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    told = json.loads(server.get(connection, first)[1])
    following = urlsplit(next(e["href"] for e in told["links"] if e["rel"] == "next"))
    after, edition = following.query.rpartition("after=")[2].split("-")
    template = f"{following.path}?{following.query}"
    step = 1_000_000 // PAGES
    return [first] + [
        template.replace(f"{after}-{edition}", f"{n * step}-{edition}") for n in range(1, PAGES)
    ]


def _rates(run: Run, name: str, port: int, pages: Sequence[str]) -> Rates:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    for page in (pages[0], pages[-1]):
        told = json.loads(server.get(connection, page)[1])
        if (told["numberMatched"], len(told["features"])) != (1_000_000, LIMIT):
            raise RuntimeError(f"{name} gives no page of {LIMIT} features out of a million")
    rates = {
        # Each page once and never again: nothing that was kept can serve.
        "pages all over the table": _once(port, pages[1:]),
        "the first page": server.per_second(port, pages[:1], SECONDS),
    }
    run.detail[name] = rates
    for asked, rate in rates.items():
        run.add(f"{name}: {asked}, {LIMIT} features", rate, "requests/s", note="8 connections")
    return rates


def _once(port: int, pages: Sequence[str]) -> float:
    """Ask each page at most once, as many as there is time for."""
    left, done = iter(pages), []
    lock = threading.Lock()
    start = time.perf_counter()

    def ask() -> None:
        connection = HTTPConnection("127.0.0.1", port, timeout=120)
        while time.perf_counter() - start < SECONDS:
            with lock:
                page = next(left, None)
            if page is None:
                return
            if server.get(connection, page)[0] != 200:
                raise RuntimeError(f"{page} is refused")
            done.append(page)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(done) / (time.perf_counter() - start)


def _compare(run: Run, ours: Rates, theirs: Rates, name: str, least: float | None) -> None:
    for asked, rate in ours.items():
        run.add(f"Compared with {name}: {asked}", rate / theirs[asked], "×", least=least)


def _bare(run: Run, port: int) -> None:
    """Ask what costs nothing but the framework: no page can be faster."""
    rate = server.per_second(port, ["/api/conformance"], SECONDS / 2)
    run.add("Terrier: a document without data", rate, "requests/s", note="the framework alone")


def _csv(run: Run, found: Million, port: int) -> None:
    """Receive the whole table as CSV, and have DuckDB write the same columns to a file."""
    from terrier.lake import engine

    out = instance.WORK / "raw.csv"
    names = ", ".join(f'"{c.name}"' for c in found.whole.columns)
    raw = (
        f"COPY (SELECT {names}, ST_AsText(geom) AS geom FROM read_parquet('{found.file}')) "
        f"TO '{out}' (HEADER)"
    )
    pairs, sizes = [], (0, 0)
    for _ in range(EXPORTS):
        start = time.perf_counter()
        received = _receive(port, f"/jeux/{found.slug}/t/{found.table}/telecharger/csv")
        middle = time.perf_counter()
        with engine.cursor() as db:
            db.execute(raw)
        pairs.append((middle - start, time.perf_counter() - middle))
        sizes = (received, out.stat().st_size)
    out.unlink()
    ours, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    run.detail["csv"] = {"pairs_seconds": pairs, "bytes": sizes}
    note = (
        f"{sizes[0] / 1e6:.0f} MB; raw DuckDB COPY to a file {plain:.2f} s, {sizes[1] / 1e6:.0f} MB"
    )
    run.add("A million rows as CSV, received over HTTP", ours, "s", note=note)
    run.add("CSV compared with raw DuckDB COPY", ours / plain, "×", most=2)


def _receive(port: int, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", path)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{path} answers {answer.status}")
    size = 0
    while block := answer.read(READ):
        size += len(block)
    return size
