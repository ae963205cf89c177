"""A dataset, and a site on this machine that gives its file."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.jobs.actions import enqueue
from terrier.apps.jobs.worker import drain
from terrier.apps.sources.actions import following
from terrier.apps.sources.models import Source
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Role


class Site(ThreadingHTTPServer):
    """What the site answers, and what it was asked."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.status, self.body, self.etag = 200, b"", ""
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/bornes.csv"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server
        known = self.headers["If-None-Match"]
        site.asked.append(known)
        if site.status != 200:
            self.send_error(site.status)
            return
        if site.etag and known == site.etag:
            self.send_response(304)
            self.end_headers()
            return
        self.send_response(200)
        if site.etag:
            self.send_header("ETag", site.etag)
        self.send_header("Content-Length", str(len(site.body)))
        self.end_headers()
        self.wfile.write(site.body)

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture
def site(settings):
    settings.ALLOW_PRIVATE_URLS = True
    server = Site()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


class Followed:
    """A dataset that follows the site, and the passing of time."""

    def __init__(self, place, site, folder):
        self.site = site
        self.actor = place.member("Claire", Role.PUBLISHER)
        self.reader = reader_of(self.actor)
        path = folder / "bornes.csv"
        path.write_bytes(site.body)
        importing = receiving.begin(
            self.actor,
            self.reader,
            owner=place.root,
            originals=[receiving.keep_local_file(path, self.actor)],
        )
        drain()
        importing.refresh_from_db()
        deciding.launch(importing, self.reader, self.actor)
        drain()
        importing.refresh_from_db()
        self.dataset = importing.version.dataset
        following.follow(
            self.actor, self.reader, self.dataset, url=site.url, mode="replace", every="day"
        )

    @property
    def source(self) -> Source:
        return Source.objects.select_related("dataset__current", "importing").get()

    def later(self) -> Source:
        """Let its hour come, and the worker take two turns."""
        Source.objects.update(next_at=timezone.now())
        for _turn in range(3):
            enqueue("sources.turn", {})
            drain()
        return self.source

    @property
    def version(self) -> int:
        self.dataset.refresh_from_db()
        return self.dataset.current.number


@pytest.fixture
def followed(place, site, tmp_path):
    site.body = b"id;nom;puissance\n1;Mairie;22\n2;Gare;50\n"
    return Followed(place, site, tmp_path)
