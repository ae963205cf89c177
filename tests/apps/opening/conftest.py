"""Datasets of collection points, as the catalogue's tests make them."""

from __future__ import annotations

import json
import subprocess
import sys
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


def in_another_process(program: str, *arguments: str) -> Any:
    """Run a client beside the server, whose thread needs this interpreter free; read its JSON."""
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])
