"""Datasets of collection points, as the catalogue's tests make them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.apps.catalog.conftest import bins

__all__ = ["bins"]

ITEMS = "/api/collections/points-de-collecte.points/items"


@pytest.fixture
def ask(client):
    """Ask an address as JSON."""

    def get(address: str, status: int = 200, **headers: Any) -> dict[str, Any]:
        response = client.get(address, headers={"accept": "*/*", **headers})
        assert response.status_code == status, response.content
        return response.json()

    return get


SYSTEM_PYTHON = "/usr/bin/python3"
"""The Python that Debian's QGIS is made for."""
needs_qgis = pytest.mark.skipif(
    not Path("/usr/lib/python3/dist-packages/qgis").exists(),
    reason="no QGIS on this machine (Debian: python3-qgis, qgis-providers)",
)


def in_another_process(program: str, *arguments: str) -> Any:
    """Run a client beside the server, whose thread needs this interpreter free; read its JSON."""
    return _run([sys.executable, "-c", program, *arguments])


def in_qgis(program: str, *arguments: str) -> Any:
    """Run a program of QGIS without a screen; read its JSON."""
    with tempfile.TemporaryDirectory() as home:
        own = {"QT_QPA_PLATFORM": "offscreen", "HOME": home, "XDG_RUNTIME_DIR": home}
        path = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        return _run([SYSTEM_PYTHON, "-c", program, *arguments], {**path, **own})


def _run(command: list[str], environment: dict[str, str] | None = None) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
