"""Access tokens: made and revoked on a screen, shown by programs, read-only."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from terrier.apps.accounts import tokens
from terrier.apps.accounts.models import AccessToken, AuditEntry
from terrier.apps.accounts.sentences import sentence
from terrier.domain.access.policy import Bounds, Role
from terrier.domain.access.scopes import Scope
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
    made = client.post(
        "/mon-compte/jetons/", {"name": "QGIS du bureau", "days": "90", "scopes": ["read"]}
    )
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


def test_the_screen_limits_a_token_to_what_its_person_sees(client, bins, place, elected):
    dataset = bins(visibility="internal", owner=place.second)
    bins("Interne", visibility="internal")
    hidden = bins("Caché", slug="cache", visibility="restricted", owner=place.first)
    client.force_login(elected)
    asked = {"name": "Borne", "days": "30", "scopes": ["read", "import"]}
    page = client.post("/mon-compte/jetons/", {**asked, "within": f"jeu:{hidden.pk}"})
    assert not AccessToken.objects.exists()
    assert "Caché" not in page.content.decode()
    client.post("/mon-compte/jetons/", {**asked, "within": f"organisme:{place.second.pk}"})
    page = client.post("/mon-compte/jetons/", {**asked, "within": f"jeu:{dataset.pk}"})
    assert "lire les données, apporter des fichiers" in page.content.decode()
    whole, one = AccessToken.objects.order_by("-pk")[1], AccessToken.objects.latest("pk")
    assert (whole.bounds, one.bounds) == (
        Bounds(organisation=place.second.pk),
        Bounds(dataset=dataset.pk),
    )
    (entry, *_) = AuditEntry.objects.filter(action="token.make")
    assert "lire les données, apporter des fichiers" in sentence(entry)
    AccessToken.objects.filter(pk=one.pk).update(dataset_id=0)
    assert "ce qui n’existe plus" in client.get("/mon-compte/jetons/").content.decode()


def test_a_limited_token_sees_elsewhere_what_everybody_sees(ask, bins, place):
    near = bins(visibility="internal")
    bins("Autres", visibility="internal")
    bins("Ouverts")
    chief = place.member("Chef", Role.ADMINISTRATOR)
    _token, secret = tokens.make(chief, "Borne", 30, bounds=Bounds(dataset=near.pk))
    found = ask("/api/collections", **bearer(secret))["collections"]
    assert [c["id"].split(".")[0] for c in found] == ["ouverts", "points-de-collecte"]
    ask("/api/collections/autres.points/items", 404, **bearer(secret))


def test_a_token_that_does_not_read_reads_nothing(ask, bins, place):
    bins()
    chief = place.member("Chef", Role.ADMINISTRATOR)
    _token, secret = tokens.make(chief, "Apport", 30, [Scope.IMPORT])
    told = ask(ITEMS, 403, **bearer(secret))
    assert "il sert à apporter des fichiers" in told["title"]


def test_tokens_have_bounds(elected):
    with pytest.raises(Invalid):
        tokens.make(elected, "QGIS", 10_000)
    with pytest.raises(Invalid):
        tokens.make(elected, "QGIS", 30, [])
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
