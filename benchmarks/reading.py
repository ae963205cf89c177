"""`reading`: pages of a million rows, an aggregate, and windows of features beside tipg."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

from benchmarks import million, postgis, server
from benchmarks.figures import Run
from benchmarks.million import Million

TITLE = "Reading a million rows"
REPEATS = 15
WINDOWS = 60
SECONDS = 12.0
ROWS_ONLY = {"HX-Request": "true", "HX-Target": "lignes"}
"""What the table of the page sends when it turns a page, sorts or filters."""


def measure(run: Run) -> None:
    """Time the pages, the aggregate, then windows of features on eight connections."""
    found = million.opened()
    boxes = million.windows(found, WINDOWS)
    with server.terrier() as served:
        _pages(run, found, served.port)
        _aggregate(run, found)
        ours = _windows(run, found, served.port, boxes)
    _tipg(run, found, boxes, ours)


def _pages(run: Run, found: Million, port: int) -> None:
    page = f"/jeux/{found.slug}/"
    asked = {
        "Dataset page, whole": (page, None),
        "First table page": (page, ROWS_ONLY),
        "Filter: one state of repair": (f"{page}?f.etat=eq:moyen", ROWS_ONLY),
        "Filter: words in a text": (f"{page}?f.observation=contains:crue", ROWS_ONLY),
        "Sort by amount": (f"{page}?tri=-montant_ht", ROWS_ONLY),
        "Deep page (15 000 of 40 000)": (f"{page}?page=15000", ROWS_ONLY),
        "Deep page of the sorted table": (f"{page}?tri=-montant_ht&page=15000", ROWS_ONLY),
    }
    for name, (path, headers) in asked.items():
        first, *others = server.milliseconds(port, [path] * (REPEATS + 1), headers)
        run.detail[name] = {"path": path, "first_ms": first, "ms": others}
        run.add(name, statistics.median(others), "ms", note=f"first time {first:.0f} ms")


def _aggregate(run: Run, found: Million) -> None:
    """Compare the aggregate of a chart with the same question put to DuckDB on the same file."""
    from terrier.domain.questions.question import Grouping, Measure, Question
    from terrier.lake import engine
    from terrier.lake.questions import answer

    raw = (
        "SELECT code_insee, sum(montant_ht), count(*) FROM "
        f"read_parquet('{found.file}') GROUP BY 1 ORDER BY 1"
    )
    question = Question(Measure.SUM, "montant_ht", (Grouping("code_insee"),))

    def ask_raw() -> int:
        with engine.cursor() as db:
            return len(db.execute(raw).fetchall())

    def ask_ours() -> int:
        return len(answer(found.whole, question).groups)

    if ask_raw() != ask_ours():
        raise RuntimeError("both aggregates should give the same groups")
    pairs = [(_timed(ask_ours), _timed(ask_raw)) for _ in range(REPEATS)]
    ours, plain = (statistics.median(times) for times in zip(*pairs, strict=True))
    run.detail["aggregate"] = {"sql": raw, "pairs_ms": pairs}
    run.add("Aggregate: sum of amounts by commune", ours, "ms", note=f"raw DuckDB {plain:.0f} ms")
    run.add("Aggregate compared with raw DuckDB on the same file", ours / plain, "×", most=2)


def _timed(work: Callable[[], Any]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _windows(run: Run, found: Million, port: int, boxes: list[million.Window]) -> float:
    base = f"/jeux/{found.slug}/t/{found.table}/objets.geojson?limit=1000&bbox="
    paths = [base + ",".join(f"{side:.6f}" for side in box) for box in boxes]
    sizes = [json.loads(server.get(HTTPConnection("127.0.0.1", port), p)[1]) for p in paths]
    counts = [len(collection["features"]) for collection in sizes]
    if any(c["numberMatched"] != c["numberReturned"] for c in sizes):
        raise RuntimeError("a window is not complete")
    rate = server.per_second(port, paths, SECONDS)
    run.detail["windows"] = {"boxes": boxes, "features": counts}
    note = f"{statistics.mean(counts):.0f} features on average, 8 connections, one web process"
    run.add("Windows as GeoJSON", rate, "requests/s", note=note)
    return rate


def _tipg(run: Run, found: Million, boxes: list[million.Window], ours: float) -> None:
    missing = postgis.missing()
    if missing:
        run.detail["tipg"] = missing
        print(f"tipg left out: {missing}")
        return
    with postgis.cluster() as database:
        postgis.load(database, found.file)
        paths = [
            "/collections/public.equipements/items?limit=1000&bbox="
            + ",".join(f"{side:.6f}" for side in box)
            for box in boxes
        ]
        rates = {}
        for processes in (1, 2):
            with postgis.tipg(database, processes) as served:
                body = server.get(HTTPConnection("127.0.0.1", served.port), paths[0])[1]
                features = len(json.loads(body)["features"])
                rates[processes] = server.per_second(served.port, paths, SECONDS)
        if features != run.detail["windows"]["features"][0]:
            raise RuntimeError("tipg and Terrier should give the same window")
    run.detail["tipg"] = rates
    for processes, rate in rates.items():
        name = f"The same windows from tipg 1.6.1 on PostGIS, {processes} process(es)"
        run.add(name, rate, "requests/s")
    best = max(rates.values())
    run.add("Windows compared with tipg, one process each", ours / rates[1], "×", least=5)
    run.add("Windows compared with the best of tipg", ours / best, "×")
