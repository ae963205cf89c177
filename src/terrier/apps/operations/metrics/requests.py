"""Requests counted where they are answered; processes of one machine add up through files.

`PROMETHEUS_MULTIPROC_DIR`, which `config/wsgi.py` sets before anything imports the client, makes
each process keep its counts in a file of that folder.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

ANSWERED = Counter(
    "terrier_http_requests",
    "Requests answered, by the name of the view; « other » is what no view answers (files, 404).",
    ["view", "method", "status"],
)
SECONDS = Histogram(
    "terrier_http_request_seconds",
    "Seconds from the request to the answer; what streams afterwards is not counted.",
    ["view"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class CountingMiddleware:
    """Counts every request and its time; stands before all that may answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count."""
        start = time.perf_counter()
        answer = self.get_response(request)
        # Names of views and known methods alone: a label that callers choose would never end.
        view = (request.resolver_match and request.resolver_match.view_name) or "other"
        method = request.method if request.method in METHODS else "other"
        ANSWERED.labels(view, method, answer.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - start)
        return answer


def of_every_process() -> CollectorRegistry:
    """Give the counts of all the web processes of this machine."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    return registry
