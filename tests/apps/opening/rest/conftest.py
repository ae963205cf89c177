"""A program that calls the API with a token, and a territory to call it on."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from terrier.apps.accounts import tokens
from terrier.apps.accounts.models import User
from terrier.domain.access.policy import Bounds, Role
from terrier.domain.access.scopes import Scope
from tests.apps.catalog.conftest import bins

__all__ = ["bins"]

V1 = "/api/v1"
DATASET = f"{V1}/datasets/points-de-collecte"
TABLE = f"{DATASET}/tables/points"


@dataclass(frozen=True)
class Program:
    """Calls the API as a program does: with a token, or with nothing."""

    client: Client
    secret: str = ""

    def __call__(
        self, method: str, address: str, status: int, body: object = None, **headers: str
    ) -> Any:
        """Call; the status must be the one expected, and refusals must be problems."""
        if self.secret:
            headers["authorization"] = f"Bearer {self.secret}"
        form = isinstance(body, dict) and any(hasattr(v, "read") for v in body.values())
        if form:
            response = self.client.post(address, body, headers=headers)
        else:
            sent = {} if body is None else {"data": json.dumps(body)}
            response = self.client.generic(
                method, address, content_type="application/json", headers=headers, **sent
            )
        # Read to its end, a stream is closed as the client closes every answer.
        raw = b"".join(response) if response.streaming else response.content
        assert response.status_code == status, raw.decode()
        if status >= 400:
            told = json.loads(raw)
            assert response["Content-Type"] == "application/problem+json"
            assert told["status"] == status
            assert told["title"]
            return told
        return json.loads(raw) if "json" in response["Content-Type"] else raw


@pytest.fixture
def program(db):
    """Make a program with a token of a person (nobody: the public)."""

    def make(person: User | None = None, *scopes: Scope, bounds: Bounds | None = None) -> Program:
        # The checks that protect sessions from other sites are those of a real server.
        client = Client(enforce_csrf_checks=True)
        if person is None:
            return Program(client)
        _token, secret = tokens.make(person, "Essai", 30, scopes or tuple(Scope), bounds)
        return Program(client, secret)

    return make


@pytest.fixture
def chief(place) -> User:
    return place.member("Chef", Role.PUBLISHER)


@pytest.fixture
def elected(place) -> User:
    return place.member("Elue", Role.READER, place.second)
