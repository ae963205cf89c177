"""Access tokens: made and revoked on a screen, shown by programs, read-only."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.accounts import tokens
from terrier.apps.accounts.models import AccessToken, AuditEntry
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import Invalid
from tests.apps.opening.conftest import ITEMS, in_another_process

GDAL = """
import json, sys
from pyogrio.raw import read
if sys.argv[2] == "header":
    import pyogrio
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": "BEARER", "GDAL_HTTP_BEARER": sys.argv[3]})
    source = f"OAPIF:{sys.argv[1]}"
else:
    source = f"OAPIF:{sys.argv[1]}?token={sys.argv[3]}"
print(json.dumps(len(read(source)[2])))
"""


@pytest.fixture
def elected(place):
    return place.member("Elue", Role.READER, place.second)


def bearer(secret: str) -> dict[str, str]:
    return {"authorization": f"Bearer {secret}"}


def test_a_token_reads_with_the_rights_of_its_person(ask, bins, elected):
    bins.limit(bins(visibility="internal"))
    _token, secret = tokens.make(elected, "QGIS", 30)
    ask(ITEMS, 404)
    assert ask(ITEMS, **bearer(secret))["numberMatched"] == 20
    page = ask(f"{ITEMS}?token={secret}&limit=15")
    following = next(e["href"] for e in page["links"] if e["rel"] == "next")
    assert ask(following.removeprefix("http://testserver"))["numberReturned"] == 5


def test_a_token_takes_the_place_of_the_session(client, ask, bins, place, elected):
    bins.limit(bins(visibility="internal"))
    client.force_login(place.member("Chef", Role.PUBLISHER))
    assert ask(ITEMS)["numberMatched"] == 60
    _token, secret = tokens.make(elected, "QGIS", 30)
    assert ask(ITEMS, **bearer(secret))["numberMatched"] == 20


def test_what_is_answered_to_a_token_is_kept_by_no_cache(client, bins, elected):
    bins(visibility="internal")
    _token, secret = tokens.make(elected, "QGIS", 30)
    tile = f"{ITEMS[:-6]}/tiles/WebMercatorQuad/0/0/0"
    for address in (ITEMS, tile, "/api/collections"):
        answer = client.get(address, headers=bearer(secret))
        assert answer["Cache-Control"] == "private, no-store"
        assert "Authorization" in answer["Vary"]


@pytest.mark.parametrize("end", ["revoked", "expired", "disabled", "invented"])
def test_a_token_out_of_service_opens_nothing(client, bins, elected, end):
    bins()
    token, secret = tokens.make(elected, "QGIS", 30)
    match end:
        case "revoked":
            tokens.revoke(elected, token.pk)
        case "expired":
            AccessToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "disabled":
            elected.is_active = False
            elected.save()
        case _:
            secret = secret[:-1] + ("a" if secret[-1] != "a" else "b")
    told = client.get(ITEMS, headers=bearer(secret))
    assert told.status_code == 401
    assert told.json()["code"] == "unknown"
    assert told["WWW-Authenticate"].startswith("Bearer")


def test_only_a_digest_is_kept_and_everything_is_on_the_trail(elected):
    token, secret = tokens.make(elected, "QGIS", 30)
    kept = json.dumps(list(AccessToken.objects.values()), default=str)
    tokens.revoke(elected, token.pk)
    entries = AuditEntry.objects.filter(object_type="accesstoken")
    assert [e.action for e in entries] == ["token.revoke", "token.make"]
    assert secret not in kept + json.dumps(list(entries.values()), default=str)


def test_a_token_opens_no_other_page(client, bins, elected):
    bins(visibility="internal")
    _token, secret = tokens.make(elected, "QGIS", 30)
    assert client.get("/jeux/points-de-collecte/", headers=bearer(secret)).status_code == 404
    assert client.get("/mon-compte/", headers=bearer(secret)).status_code == 302


def test_the_screen_shows_a_secret_once_and_revokes(client, bins, elected):
    bins(visibility="internal")
    client.force_login(elected)
    made = client.post("/mon-compte/jetons/", {"name": "QGIS du bureau", "days": "90"})
    (secret,) = re.findall(r"terrier_[\w-]{43}", made.content.decode())
    shown = client.get("/mon-compte/jetons/").content.decode()
    assert "QGIS du bureau" in shown
    assert secret not in shown
    client.logout()
    assert client.get(ITEMS, headers=bearer(secret)).status_code == 200
    client.force_login(elected)
    client.post(f"/mon-compte/jetons/{AccessToken.objects.get().pk}/revoquer/")
    assert client.get(ITEMS, headers=bearer(secret)).status_code == 401


def test_nobody_revokes_the_token_of_another(client, place, elected):
    token, _secret = tokens.make(elected, "QGIS", 30)
    client.force_login(place.member("Chef", Role.ADMINISTRATOR))
    assert client.post(f"/mon-compte/jetons/{token.pk}/revoquer/").status_code == 404
    assert tokens.living(elected).count() == 1


def test_tokens_have_bounds(elected):
    with pytest.raises(Invalid):
        tokens.make(elected, "QGIS", 10_000)
    for n in range(tokens.MOST):
        tokens.make(elected, f"n° {n}", 30)
    with pytest.raises(Invalid):
        tokens.make(elected, "de trop", 30)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["header", "query"])
def test_gdal_reads_with_a_token(live_server, bins, elected, way):
    bins(visibility="internal", rows=1500)
    _token, secret = tokens.make(elected, "QGIS", 30)
    assert in_another_process(GDAL, f"{live_server.url}/api", way, secret) == 1500
