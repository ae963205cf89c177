"""Figures for monitoring: who may read them, and that several processes add up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from terrier.apps.jobs.models import Job
from tests.apps.operations.conftest import until

HERE = {"host": "127.0.0.1:8000"}


def figures(text: str) -> dict[str, float]:
    found = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            labels = ",".join(f"{k}={v}" for k, v in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}"] = sample.value
    return found


@pytest.mark.django_db
class TestReaders:
    def test_this_machine_reads_and_nobody_else(self, client):
        assert client.get("/metrics", headers=HERE).status_code == 200
        assert client.get("/metrics", headers={"host": "testserver"}).status_code == 404
        forwarded = {**HERE, "x-forwarded-for": "203.0.113.7"}
        assert client.get("/metrics", headers=forwarded).status_code == 404
        assert Client(REMOTE_ADDR="192.0.2.1").get("/metrics", headers=HERE).status_code == 404

    def test_with_a_token_only_the_token(self, client, settings):
        settings.METRICS_TOKEN = "a-word-for-monitoring"
        assert client.get("/metrics", headers=HERE).status_code == 404
        for shown, status in (
            ("Bearer a-word-for-monitoring", 200),
            ("Bearer a-word", 404),
            ("a-word-for-monitoring", 404),
            ("Bearer é", 404),
        ):
            answer = Client(REMOTE_ADDR="192.0.2.1").get(
                "/metrics", headers={"authorization": shown}
            )
            assert answer.status_code == status

    def test_an_administrator_is_not_monitoring(self, client, django_user_model):
        boss = django_user_model.objects.create(email="b@val.example", instance_administrator=True)
        client.force_login(boss)
        assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
def test_the_database_is_told(client):
    Job.objects.create(kind="catalog.measure", not_before=timezone.now() - timedelta(minutes=5))
    told = figures(client.get("/metrics", headers=HERE).content.decode())
    assert told["terrier_jobs{state=waiting}"] == 1
    assert told["terrier_jobs{state=failed}"] == 0
    assert 299 < told["terrier_job_oldest_waiting_seconds{}"] < 400
    assert told["terrier_disk_free_bytes{}"] > 0
    assert told["terrier_rows{}"] == 0
    assert any(name.startswith("terrier_info{version=") for name in told)


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_no_label_is_chosen_by_callers(client):
    def count():
        return figures(client.get("/metrics", headers=HERE).content.decode())

    before = count()
    client.get("/a-propos/")
    for n in range(5):
        client.get(f"/introuvable-{n}")
        client.generic("BREW", f"/introuvable-{n}")
    after = count()
    name = "terrier_http_requests_total{method=GET,status=200,view=about}"
    assert after[name] - before.get(name, 0) == 1
    name = "terrier_http_requests_total{method=GET,status=404,view=other}"
    assert after[name] - before.get(name, 0) == 5
    assert not [n for n in after if "introuvable" in n or "BREW" in n]
    assert after["terrier_http_request_seconds_count{view=about}"] >= 1


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_several_web_processes_add_up(furnished):
    port = free_port()
    web = subprocess.Popen(
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "3",
            "--blocking-threads", "2", "--host", "127.0.0.1", "--port", str(port),
            "--log-level", "error", "--no-ws", "terrier.config.wsgi:application",
        ],
        env=furnished.environment,
        start_new_session=True,
    )  # fmt: skip
    base = f"http://127.0.0.1:{port}"

    def get(path):
        with urllib.request.urlopen(base + path, timeout=20) as answer:
            return answer.read().decode()

    def ready():
        try:
            return get("/a-propos/")
        except OSError:
            return None

    name = "terrier_http_requests_total{method=GET,status=200,view=about}"
    try:
        until(ready, 60)
        before = figures(get("/metrics"))[name]
        for _n in range(30):
            get("/a-propos/")
        told = figures(get("/metrics"))
        assert told[name] - before == 30
        assert told["terrier_datasets{state=draft}"] == 2
        counts = list((furnished.home / "tmp" / "counts").rglob("counter_*.db"))
        assert len(counts) > 1, "one process answered everything: nothing was added up"
    finally:
        os.killpg(web.pid, signal.SIGTERM)
        web.wait()
