"""What is signed is believed, and nothing else."""

from __future__ import annotations

import time

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from terrier.connectors.openid import discovery
from terrier.connectors.openid.discovery import Discovered, SignOnFailed
from terrier.connectors.openid.provider import Provider
from terrier.connectors.openid.tokens import LOGOUT_EVENT, read_id_token, read_logout_token

ISSUER = "https://directory.example"
PROVIDER = Provider("annuaire", "Annuaire", ISSUER, "terrier", "secret")
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)


@pytest.fixture(autouse=True)
def _known():
    public = jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key(), as_dict=True)
    key = jwt.PyJWK.from_dict(public | {"kid": "one", "alg": "RS256"})
    asked = time.monotonic()
    discovery._kept[ISSUER] = Discovered({"issuer": ISSUER}, {"one": key}, keys_at=asked)
    yield
    discovery.forget()


def signed(claims: dict, key=KEY, alg: str = "RS256", kid: str = "one") -> str:
    now = int(time.time())
    usual = {"iss": ISSUER, "aud": "terrier", "iat": now, "exp": now + 60, "sub": "ana"}
    whole = {k: v for k, v in (usual | claims).items() if v is not None}
    return jwt.encode(whole, key, algorithm=alg, headers={"kid": kid})


def test_a_good_token():
    assert read_id_token(PROVIDER, signed({"nonce": "n"}), nonce="n")["sub"] == "ana"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"iss": "https://evil.example"},
        {"aud": "another"},
        {"aud": ["terrier", "another"]},
        {"aud": ["terrier", "another"], "azp": "another"},
        {"exp": int(time.time()) - 3600},
        {"iat": int(time.time()) + 3600},
        {"sub": None},
        {"exp": None},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_a_claim_that_is_not_right(claims):
    with pytest.raises(SignOnFailed):
        read_id_token(PROVIDER, signed({"nonce": "n"} | claims), nonce="n")


@pytest.mark.parametrize(
    "token",
    [
        signed({}, key=OTHER),
        signed({}, key="", alg="none"),
        # A library that takes the public key for a shared secret would believe this one.
        signed({}, key="k" * 64, alg="HS256"),
        signed({}, kid="two"),
        "not.a.token",
        "",
    ],
)
def test_a_signature_that_is_not_the_providers(token):
    with pytest.raises(SignOnFailed):
        read_id_token(PROVIDER, token, nonce=None)


LOGOUT = {"events": {LOGOUT_EVENT: {}}, "jti": "1", "nonce": None}


def test_a_logout_token():
    assert read_logout_token(PROVIDER, signed(LOGOUT))["sub"] == "ana"
    by_session = signed(LOGOUT | {"sub": None, "sid": "s"})
    assert read_logout_token(PROVIDER, by_session)["sid"] == "s"


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "n"},
        {"events": {}},
        {"events": [LOGOUT_EVENT]},
        {"sub": None},
        {"jti": None},
        {"aud": "another"},
        {"exp": None, "iat": int(time.time()) - 3600},
    ],
    ids=lambda changed: "-".join(changed),
)
def test_what_is_no_logout_token(claims):
    with pytest.raises(SignOnFailed):
        read_logout_token(PROVIDER, signed(LOGOUT | claims))


def test_an_id_token_signs_nobody_out():
    with pytest.raises(SignOnFailed):
        read_logout_token(PROVIDER, signed({"nonce": "n", "jti": "1"}))
