"""New versions are told: in feeds, and to the addresses of those who may see them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from terrier.apps.accounts.models import SignOnIdentity
from terrier.apps.catalog.models import Dataset
from terrier.apps.jobs.models import Job
from terrier.apps.jobs.worker import drain
from terrier.apps.opening.models import Webhook
from terrier.apps.opening.news import webhooks
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid, NotFound

ATOM = "{http://www.w3.org/2005/Atom}"


class Program(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.received.append((dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, format, *args):
        """Say nothing."""


@pytest.fixture
def bin_points(bins):
    made = bins()
    drain()
    return made


@pytest.fixture
def program(settings):
    settings.ALLOW_PRIVATE_URLS = True
    server = ThreadingHTTPServer(("127.0.0.1", 0), Program)
    server.received, server.status = [], 204
    server.url = f"http://127.0.0.1:{server.server_port}/nouveautes"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def arrive(bins, bin_points):
    """Make one more version arrive, and let the work that it asks for be done."""

    def arrive() -> None:
        bin_points.refresh_from_db()
        bins.add_version(bin_points)
        drain()

    return arrive


def wait_for_the_next_try() -> None:
    waiting = Job.objects.filter(kind="opening.deliver", state="waiting")
    waiting.update(not_before=timezone.now() - timedelta(seconds=1))
    drain()


def entries(answer) -> list[str]:
    feed = ElementTree.fromstring(answer.content)
    return [e.findtext(f"{ATOM}title") for e in feed.findall(f"{ATOM}entry")]


def test_feed_of_a_dataset(bin_points, client, place, arrive):
    arrive()
    answer = client.get(f"/api/jeux/{bin_points.slug}/versions.atom")
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entries(answer) == [f"{bin_points.title} : version 2", f"{bin_points.title} : version 1"]
    feed = ElementTree.fromstring(answer.content)
    names = [e.findtext(f"{ATOM}id") for e in feed.findall(f"{ATOM}entry")]
    assert names[0].startswith("tag:")
    assert len(set(names)) == 2


def test_feed_tells_only_what_the_reader_sees(bin_points, client, place):
    assert entries(client.get("/api/nouveautes.atom")) == [f"{bin_points.title} : version 1"]
    Dataset.objects.update(visibility="internal")
    assert entries(client.get("/api/nouveautes.atom")) == []
    assert client.get(f"/api/jeux/{bin_points.slug}/versions.atom").status_code == 404
    client.force_login(place.member("Luc", Role.READER))
    assert entries(client.get("/api/nouveautes.atom")) == [f"{bin_points.title} : version 1"]


def test_a_program_is_told_and_can_check_who_tells(bin_points, place, program, arrive):
    reader = place.member("Luc", Role.READER)
    hook = webhooks.add(reader, program.url, bin_points)
    arrive()
    ((headers, body),) = program.received
    said = json.loads(body)
    assert said["type"] == "version.created"
    assert (said["data"]["dataset"], said["data"]["version"]) == (bin_points.slug, 2)
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    hook.refresh_from_db()
    assert hook.told_at is not None


def test_whoever_may_not_see_is_not_told(bin_points, place, program, arrive):
    reader = place.member("Luc", Role.READER)
    webhooks.add(reader, program.url, None)
    Dataset.objects.update(published_at=None)
    arrive()
    assert program.received == []
    with pytest.raises(NotFound):
        webhooks.add(reader, program.url, Dataset.objects.get())


def test_whoever_the_provider_no_longer_knows_is_not_told(bin_points, place, program, arrive):
    reader = place.member("Luc", Role.READER)
    webhooks.add(reader, program.url, bin_points)
    SignOnIdentity.objects.create(user=reader, provider="p", issuer="https://p", subject="luc")
    arrive()
    assert program.received == []


def test_a_message_not_taken_is_sent_again_then_given_up(bin_points, place, program, arrive):
    hook = webhooks.add(place.member("Luc", Role.READER), program.url, bin_points)
    program.status = 500
    arrive()
    assert len(program.received) == 1
    program.status = 200
    wait_for_the_next_try()
    assert len(program.received) == 2
    first, second = (headers["webhook-id"] for headers, _body in program.received)
    assert first == second
    program.status = 410
    arrive()
    for _try in range(webhooks.TRIES + 2):
        wait_for_the_next_try()
    assert len(program.received) == 2 + webhooks.TRIES
    hook.refresh_from_db()
    assert (hook.lost, hook.answer, hook.active) == (1, "410", True)
    Webhook.objects.update(lost=webhooks.GIVEN_UP_AFTER - 1)
    arrive()
    for _try in range(webhooks.TRIES):
        wait_for_the_next_try()
    hook.refresh_from_db()
    assert not hook.active


def test_private_addresses_are_not_told(bin_points, place, program, settings, arrive):
    settings.ALLOW_PRIVATE_URLS = False
    hook = webhooks.add(place.member("Luc", Role.READER), program.url, bin_points)
    arrive()
    assert program.received == []
    hook.refresh_from_db()
    assert "réseau interne" in hook.answer


def test_only_so_many_addresses(bin_points, place):
    reader = place.member("Luc", Role.READER)
    for number in range(webhooks.MOST):
        webhooks.add(reader, f"https://exemple.fr/{number}", None)
    with pytest.raises(Invalid, match="20 adresses"):
        webhooks.add(reader, "https://exemple.fr/de-trop", None)


def test_screen(bin_points, client, place):
    client.force_login(place.member("Luc", Role.READER))
    page = client.post("/mon-compte/alertes/", {"url": "https://exemple.fr/a", "dataset": ""})
    hook = Webhook.objects.get()
    assert hook.secret in page.content.decode()
    assert hook.secret not in client.get("/mon-compte/alertes/").content.decode()
    refused = client.post("/mon-compte/alertes/", {"url": "https://moi:mot@exemple.fr/a"})
    assert "mot de passe" in refused.content.decode()
    client.force_login(place.member("Zoé", Role.READER))
    assert client.post(f"/mon-compte/alertes/{hook.pk}/retirer/").status_code == 404
    assert Webhook.objects.exists()
