"""The examination finds what is wrong, and says how to mend it."""

from __future__ import annotations

import json
import os
import socketserver
import ssl
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from terrier.apps.jobs.models import Job
from terrier.apps.operations.examination import backups, folder, instance, machine, outside
from terrier.apps.operations.keeping import making
from terrier.apps.operations.keeping.shelf import Shelf
from terrier.cli.main import main
from tests.certificates import Authority
from tests.conftest import ON_POSTGRESQL
from tests.instances import Instance


@pytest.fixture
def home(tmp_path, settings):
    """Give a home folder of its own."""
    home = tmp_path / "home"
    (home / "store").mkdir(parents=True)
    home.chmod(0o700)
    settings.STORE = home / "store"
    from terrier.apps.catalog.store import store

    store.cache_clear()
    yield home
    store.cache_clear()


def by_name(findings):
    return {finding.name: finding for finding in findings}


def test_rights_of_the_folder_and_of_the_key(home):
    key = home / "secret_key"
    key.write_text("x")
    key.chmod(0o600)
    assert all(c.healthy for c in folder.checks())
    key.chmod(0o640)
    home.chmod(0o755)
    found = by_name(folder.checks())
    assert f"chmod 600 {key}" in found["secret-key"].sentence
    assert "chmod o-rwx" in found["permissions"].sentence
    if os.geteuid() == 0:
        home.chmod(0o700)
        os.chown(home, 1, 1)
        assert "autre compte" in by_name(folder.checks())["permissions"].sentence


def test_an_interrupted_restore_is_said(home):
    (home / "restoring").mkdir()
    assert "terrier restore" in by_name(folder.checks())["under-way"].sentence


def test_libraries_are_the_pinned_ones(monkeypatch):
    assert by_name(machine.checks())["libraries"].healthy
    monkeypatch.setattr(machine, "version", lambda name: "0.0.1")
    found = by_name(machine.checks())["libraries"]
    assert not found.healthy
    assert "cql2 0.0.1 (0.6.0)" in found.sentence


@pytest.mark.django_db
def test_a_clock_apart_from_that_of_the_disk_is_said(home, monkeypatch):
    assert by_name(machine.checks())["clock"].healthy
    now = machine.time.time
    monkeypatch.setattr(machine.time, "time", lambda: now() + 60)
    found = by_name(machine.checks())["clock"]
    assert not found.healthy
    assert "timedatectl" in found.sentence


@pytest.mark.django_db
def test_late_jobs_are_said():
    Job.objects.create(kind="catalog.measure", not_before=timezone.now() - timedelta(minutes=5))
    assert by_name(instance.checks())["jobs"].healthy
    Job.objects.update(not_before=timezone.now() - timedelta(hours=1))
    assert not by_name(instance.checks())["jobs"].healthy


@pytest.mark.django_db(transaction=True)  # SQLite copies nothing while it is being written
class TestBackups:
    def test_none_and_where(self, home, tmp_path, settings):
        settings.BACKUPS = None
        assert "TERRIER_BACKUPS" in backups.checks()[0].sentence
        settings.BACKUPS = tmp_path / "backups"
        found = backups.checks()
        assert not found[0].healthy
        assert "Aucune" in found[0].sentence

    @pytest.mark.skipif(
        ON_POSTGRESQL,
        reason="a backup makes a second database, which Django refuses within a test; "
        "test_backups makes those of PostgreSQL in processes",
    )
    def test_age_and_reading(self, home, tmp_path, settings, monkeypatch):
        settings.BACKUPS = tmp_path / "backups"
        made = making.make(settings.BACKUPS)
        assert [c.healthy for c in backups.checks()] == [True, True]

        class Later(datetime):
            @classmethod
            def now(cls, zone=None):
                return datetime.now(zone) + timedelta(days=40)

        made.backup.verify()
        monkeypatch.setattr(backups, "datetime", Later)
        assert [c.healthy for c in backups.checks()] == [False, False]
        monkeypatch.undo()
        (made.backup.folder / "secret_key").write_text("changed")
        Shelf(settings.BACKUPS).backups()[0].verify()
        found = by_name(backups.checks())["backups-verified"]
        assert not found.healthy
        assert made.backup.name in found.sentence


class Mail(socketserver.StreamRequestHandler):
    """A mail server that remembers what it is asked."""

    asked: list[str] = []

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            word = line.split()[0].upper().decode()
            self.asked.append(word)
            self.wfile.write(b"250 ok\r\n")
            if word == "QUIT":
                return


def serving(handler, context: ssl.SSLContext | None = None) -> Iterator[int]:
    class Server(socketserver.ThreadingTCPServer):
        allow_reuse_address = True
        daemon_threads = True

        def handle_error(self, request, client_address):
            """A refused handshake is no error of the test."""

    server = Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1]
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_mail_server_is_opened_and_nothing_is_sent(settings):
    Mail.asked.clear()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    for port in serving(Mail):
        settings.EMAIL_PORT = port
        assert outside.mail().healthy
    assert "QUIT" in Mail.asked
    assert not {"MAIL", "RCPT", "DATA"} & set(Mail.asked)
    settings.EMAIL_PORT = 1
    assert not outside.mail().healthy


class Silent(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        """Close at once: the handshake was all."""


@pytest.mark.parametrize(("days", "healthy"), [(60, True), (3, False)])
def test_the_certificate_that_the_site_shows(tmp_path, settings, days, healthy):
    authority = Authority.made_in(tmp_path)
    shown, kept = authority.signs("localhost", days=days)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(shown, kept)
    for port in serving(Silent, context):
        settings.PUBLIC_URL = f"https://localhost:{port}"
        settings.OUTGOING_AUTHORITIES = None
        assert "refuserait" in outside.certificate(None).sentence
        settings.OUTGOING_AUTHORITIES = authority.file
        assert outside.certificate(None).healthy is healthy
    assert outside.certificate(shown).healthy is healthy
    assert not outside.certificate(tmp_path / "absent.pem").healthy


def test_an_address_without_https_has_no_certificate(settings):
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    assert outside.certificate(None).healthy


@pytest.mark.django_db
def test_the_answer_for_a_program(home, capsys):
    assert main(["doctor", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is False
    assert told["checks"]["duckdb"]["healthy"]
    assert not told["checks"]["territory"]["healthy"]


def test_what_cannot_be_read_is_named(furnished):
    file = next(furnished.home.glob("store/datasets/**/equipements.parquet"))
    file.write_bytes(file.read_bytes()[:500])
    with furnished.begin_verb("doctor", "--reads", "--json") as process:
        said, _complaint = process.communicate()
    reads = json.loads(said)["checks"]["reads"]
    assert not reads["healthy"]
    assert "equipements / equipements" in reads["detail"]


def test_an_empty_folder_is_told_to_be_prepared(tmp_path):
    told, _ = Instance.at(tmp_path).begin_verb("doctor").communicate(timeout=60)
    assert "Rien n’est encore prêt : lancez « terrier init" in told
    assert "La base ne répond pas" not in told
