"""Django's own list of what a served instance must have, and what every answer carries."""

import os
import subprocess
import sys

import pytest


def test_check_deploy_finds_nothing_to_say(tmp_path, monkeypatch):
    # Of the tests alone, which share a connection between threads.
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)
    said = subprocess.run(
        [sys.executable, "-m", "django", "check", "--deploy", "--fail-level", "DEBUG"],
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "terrier.config.settings",
            "TERRIER_URL": "https://donnees.exemple.fr",
            "TERRIER_HOME": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stdout + said.stderr
    # The one silence is the preload list of browsers, explained in the settings.
    assert "(1 silenced)" in said.stdout


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["/", "/catalogue/", "/nulle-part", "/compte/login/", "/api/"])
def test_every_answer_carries_the_protections(client, page):
    answer = client.get(page)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
