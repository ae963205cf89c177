"""Addresses that the documents name are answered, and those of the REST API are all named."""

import re

import pytest
from django.urls import Resolver404, resolve

from terrier.apps.accounts.tokens import SCOPE_NAMES
from terrier.apps.opening.rest.api import SCOPES
from terrier.apps.opening.rest.description import PREFIX, openapi
from tests.docs.reading import ROOT, rows_of_table

PAGE = (ROOT / "docs/reference/api.md").read_text()
GIVEN = {"zoom": "1", "row": "1", "column": "1", "number": "1", "correction": "1",
         "worksite": "1"}  # fmt: skip
SOME_ID = "00000000-0000-4000-8000-000000000000"


def documented() -> list[str]:
    """Give every address of the page, parts that vary filled in."""
    found = set(re.findall(r"`(?:[A-Z]+ )?(/api/[^`\s]*)`", PAGE))
    return sorted(found)


def filled(address: str) -> str:
    """Give an example of an address."""
    part = re.compile(r"{(\w+)}")
    return part.sub(
        lambda m: SOME_ID if m[1].endswith("_id") else GIVEN.get(m[1], "a"), address
    ).partition("?")[0]


@pytest.mark.parametrize("address", documented())
def test_documented_addresses_exist(address):
    try:
        found = resolve(filled(address))
    except Resolver404:
        found = None
    assert found is not None
    assert found.url_name != "rest-nowhere"


def test_every_operation_is_documented_with_its_scope():
    rows = rows_of_table(PAGE, "## REST")
    told = {row[0].strip("`"): row[2] for row in rows}
    known = {
        f"{method.upper()} {PREFIX}{path}": SCOPES[operation["operationId"]].value
        for path, methods in openapi()["paths"].items()
        for method, operation in methods.items()
    }
    assert told == known


def test_scopes_have_words():
    assert set(SCOPE_NAMES) == set(SCOPES.values())
