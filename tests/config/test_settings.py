"""What follows from the address that people type."""

import json
import os
import subprocess
import sys

import pytest

ASKED = (
    "import json; from terrier.config import settings as s; print(json.dumps("
    "[s.ALLOWED_HOSTS, s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS > 0,"
    " s.ALLAUTH_TRUSTED_PROXY_COUNT]))"
)


def settings_for(url: str, home) -> list:
    said = subprocess.run(
        [sys.executable, "-c", ASKED],
        env={**os.environ, "TERRIER_URL": url, "TERRIER_HOME": str(home)},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(said.stdout)


@pytest.mark.parametrize(
    ("url", "host", "secure"),
    [
        ("https://donnees.exemple.fr", "donnees.exemple.fr", True),
        ("http://127.0.0.1:8000", "127.0.0.1", False),
    ],
)
def test_an_https_address_means_a_proxy_and_secure_cookies(url, host, secure, tmp_path):
    hosts, *answers = settings_for(url, tmp_path)
    assert host in hosts
    assert answers == [secure, secure, secure, int(secure)]
