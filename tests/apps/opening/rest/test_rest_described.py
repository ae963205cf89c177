"""The description holds: schemathesis asks each operation what it allows, and what it does not."""

from __future__ import annotations

import json
import re
from contextlib import nullcontext, suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from tests.apps.opening.rest.conftest import V1
from tests.apps.opening.rest.test_rest_scopes import world

__all__ = ["world"]

CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.unsupported_method,
]
EXAMPLES = 3
"""Calls of each operation, as described and otherwise, by each caller; always the same ones."""
BOUNDED = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


def closing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    """Answer as the program does, and close what was sent, as a server would."""
    response = get_wsgi_application()(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()


@pytest.fixture
def one_connection():
    """Keep the connection of the test, which a server would close after each answer."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("one_connection")
@pytest.mark.parametrize("who", ["public", "contributor"])
def test_every_operation_answers_as_described(world, program, chief, who):
    # The server is this very process.
    described = schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", closing)
    headers = {}
    if who == "contributor":
        headers["Authorization"] = f"Bearer {program(chief).secret}"
    here: dict[str, Any] = {
        "slug": "points-de-collecte", "table": "points", "number": 1, "format": "csv",
        "import_id": world["import"].rsplit("/", 1)[1],
        "correction": world["correction"].rsplit("/", 1)[1],
        "worksite": world["worksite"].rsplit("/", 1)[1],
    }  # fmt: skip
    asked = 0

    def answers(case):
        nonlocal asked
        asked += 1
        # Names that a generator would never find are those of the world.
        case.path_parameters.update({k: v for k, v in here.items() if k in case.path_parameters})
        case.call_and_validate(headers=headers, checks=CHECKS)

    for found in described.get_all_operations():
        for mode in GenerationMode:
            calls = given(case=found.ok().as_strategy(generation_mode=mode))
            # Where an operation takes nothing, nothing can be said wrongly.
            with suppress(Unsatisfiable) if mode is GenerationMode.NEGATIVE else nullcontext():
                BOUNDED(calls(answers))()
    assert asked > 31 * EXAMPLES


def test_every_schema_stands_in_its_place_and_speaks_french(client, db):
    text = client.get(f"{V1}/openapi.json").content.decode()
    assert "$ref" not in text
    assert "NinjaResponse" not in text
    for methods in json.loads(text)["paths"].values():
        for operation in methods.values():
            assert operation["summary"][0].isupper()
            assert not re.search(r"\b(the|Give|List)\b", operation.get("description", ""))
            for parameter in operation.get("parameters", []):
                named = parameter["in"] == "path"
                assert named or parameter.get("description"), parameter["name"]
