"""Every address × every kind of reader: the status that the policy says, and nothing hidden."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.matrix import routes, test_crossed, test_networks
from tests.matrix.judging import METHODS, ask, judge
from tests.matrix.leaks import forbidden, own_traces
from tests.matrix.readers import ASKED


def test_every_address_has_an_example():
    known = {**routes.PAGES, **routes.DATASET_PAGES, **routes.ACCOUNT_PAGES}
    known |= {**test_crossed.PAGES, **test_networks.ANSWERS}
    found = {pattern.name for pattern in routes.patterns()}
    assert found - set(known) == set(), "addresses without an example in tests/matrix/routes.py"
    assert set(known) - found == set(), "examples of addresses that are no more"


@pytest.mark.parametrize("name", ASKED)
def test_pages(world, somebody, name):
    someone = somebody[name]
    client, hidden = someone.client(), forbidden(world, someone)
    wrong = []
    for page in routes.PAGES:
        # Whoever holds the link of an invitation is told whom it is for.
        told = ("zqmailinvite",) if page == "invitation" else own_traces(world, someone, page)
        markers = [m for m in hidden if not m.startswith(told or "-")]
        address = routes.page_address(world, page)
        # What was asked may be said again.
        markers = [m for m in markers if m not in address]
        for method in METHODS:
            expected = routes.expected_of_page(world, someone, page, method)
            wrong += judge(client, method, address, expected, markers)
    assert not wrong, "\n".join(["", *wrong])


def account_address(page: str) -> str:
    args = {"account_confirm_email": ["abc"], "account_reset_password_from_key": ["1", "a-b"]}
    return reverse(page, args=args.get(page, []))


@pytest.mark.parametrize(("name", "place"), [("public", 0), ("reader", 1)])
def test_sign_in_pages(somebody, name, place):
    client = somebody[name].client()
    found = {page: ask(client, "GET", account_address(page))[0] for page in routes.ACCOUNT_PAGES}
    assert found == {page: statuses[place] for page, statuses in routes.ACCOUNT_PAGES.items()}
