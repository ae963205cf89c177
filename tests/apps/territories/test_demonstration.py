"""The demonstration bar exists in the demonstration only, on the machine itself only."""

from __future__ import annotations

import pytest

from terrier.apps.territories import demonstration
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Role

PATH = "/demonstration/lecteur"
HERE = {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def accounts(place, settings):
    settings.DEMONSTRATION = True
    return demonstration.prepare_accounts(SYSTEM, place.root, "demonstration-terrier")


def change(client, reader: str, **headers):
    return client.post(PATH, {"reader": reader}, **(headers or HERE))


def test_one_click_signs_in_and_out(client, accounts):
    assert change(client, "elue").status_code == 302
    page = client.get("/", **HERE)
    assert page.context["reader_kind"] == "elue"
    assert page.context["user"].name == "Hélène Vautrelle"
    change(client, "public")
    assert client.get("/", **HERE).context["reader_kind"] == "public"


def test_each_reader_has_their_place(place, accounts):
    roles = {u.memberships.get().role: u.memberships.get().organisation for u in accounts}
    assert roles == {
        Role.CONTRIBUTOR.value: place.first,
        Role.READER.value: place.second,
        Role.ADMINISTRATOR.value: place.root,
    }
    assert [u.instance_administrator for u in accounts] == [False, False, True]
    again = demonstration.prepare_accounts(SYSTEM, place.root, "autre-mot-de-passe")
    assert again == accounts


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": "192.168.1.20"},
        {"HTTP_HOST": "terrier.example", "REMOTE_ADDR": "127.0.0.1"},
        {**HERE, "HTTP_X_FORWARDED_FOR": "203.0.113.9"},
        {**HERE, "HTTP_FORWARDED": "for=203.0.113.9"},
        {"HTTP_HOST": "127.0.0.1", "REMOTE_ADDR": ""},
    ],
)
def test_elsewhere_it_does_not_exist(client, accounts, settings, headers):
    settings.ALLOWED_HOSTS = ["*"]
    assert change(client, "administratrice", **headers).status_code == 404
    assert not client.session.get("_auth_user_id")
    assert b"/demonstration/lecteur" not in client.get("/", **headers).content


def test_outside_the_demonstration_it_does_not_exist(client, accounts, settings):
    settings.DEMONSTRATION = False
    assert change(client, "agent").status_code == 404
    assert b"/demonstration/lecteur" not in client.get("/", **HERE).content


def test_only_forms_change_the_reader(client, accounts):
    assert client.get(PATH, **HERE).status_code == 405


def test_only_demonstration_accounts_are_opened(client, place, accounts):
    agent = accounts[0]
    agent.demonstration = False
    agent.save()
    assert change(client, "agent").status_code == 400
    assert change(client, "maire").status_code == 400
    assert not client.session.get("_auth_user_id")


def test_it_comes_back_to_the_page_and_never_leaves_the_site(client, accounts):
    back = change(client, "agent", **HERE, HTTP_REFERER="http://127.0.0.1/communes/")
    assert back["Location"] == "http://127.0.0.1/communes/"
    away = change(client, "agent", **HERE, HTTP_REFERER="https://evil.example/")
    assert away["Location"] == "/"
