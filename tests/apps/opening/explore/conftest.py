"""Questions to Explore, asked as a client asks them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from tests.apps.catalog.conftest import bins

__all__ = ["POINTS", "bins"]

ROOT = "/api/explore/v2.1/catalog"
POINTS = f"{ROOT}/datasets/points-de-collecte"


@pytest.fixture
def explore(client):
    """Ask an address of Explore."""

    def get(address: str, status: int = 200, headers: dict | None = None, **query: Any) -> Any:
        address = address if address.startswith("/") else f"{ROOT}/{address}"
        asked = f"{address}?{urlencode(query, doseq=True)}" if query else address
        response = client.get(asked, headers=headers or {})
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == status, content
        if response["Content-Type"].startswith("application/json"):
            return response.json() if not response.streaming else __import__("json").loads(content)
        return content

    return get
