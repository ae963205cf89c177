"""The command of the machine: under the service's account, with its settings."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

COMMAND = Path(__file__).resolve().parents[2] / "deploy" / "terrier"
SETTINGS = """# DATABASE_URL=postgresql://not-this-one
TERRIER_FROM_EMAIL=Données du pays <donnees@exemple.fr>
TERRIER_SMTP_URL=smtp://a:b$c*d@h?tls=0&x
"""
PROGRAMS = {
    "program": 'echo "$TERRIER_FROM_EMAIL" "$TERRIER_SMTP_URL" "${DATABASE_URL-none}" "$@"; umask',
    "id": "echo $WHO",
    "runuser": '[ "$*" != "${*#-u terrier -- }" ] && echo as terrier; shift 3; exec "$@"',
}


@pytest.fixture
def say(tmp_path):
    for name, body in PROGRAMS.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "settings").write_text(SETTINGS.rstrip("\n"))

    def say(who: str) -> list[str]:
        done = subprocess.run(
            [COMMAND, "user", "two words"],
            env={
                "PATH": f"{tmp_path}:{os.environ['PATH']}",
                "SETTINGS": str(tmp_path / "settings"),
                "PROGRAM": str(tmp_path / "program"),
                "WHO": who,
            },
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.splitlines()

    return say


TOLD = [
    "Données du pays <donnees@exemple.fr> smtp://a:b$c*d@h?tls=0&x none user two words",
    "0077",
]


def test_root_becomes_the_service_and_values_are_taken_as_they_are(say):
    assert say("0") == ["as terrier", *TOLD]


def test_the_service_stays_itself(say):
    assert say("100") == TOLD
