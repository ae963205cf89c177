"""Asking an address as somebody, and saying what is not as it should be."""

from __future__ import annotations

from django.db import transaction

from tests.matrix.leaks import body_of, leaked

METHODS = ("GET", "POST")
NOT_ALLOWED = 405
REFUSALS = frozenset({403, 404, 410})
PAGE, MACHINE = "text/html", "application/json"


def ask(client, method: str, address: str, accept: str = PAGE) -> tuple[int, str]:
    """Ask, and undo what was written."""
    with transaction.atomic():
        response = client.generic(method, address, HTTP_ACCEPT=accept)
        body = body_of(response)
        transaction.set_rollback(True)
    return response.status_code, body


def judge(
    client, method: str, address: str, expected: int, hidden: list[str], accept: str = PAGE
) -> list[str]:
    """Ask, and say what is not as it should be."""
    found, body = ask(client, method, address, accept)
    wrong = [] if found == expected else [f"{method} {address}: {found}, expected {expected}"]
    return wrong + [f"{method} {address}: tells « {m} »" for m in leaked(body, hidden)]
