"""The operator's file, and how its mistakes are told."""

from __future__ import annotations

import pytest

from terrier.connectors.openid.provider import is_safe, read_providers
from terrier.domain.kernel.errors import Invalid

GOOD = """
[[provider]]
id = "agents"
label = "Compte d'agent"
issuer = "https://directory.example/realms/val"
client_id = "terrier"
client_secret_file = "secret"
trusted_domains = ["Val.example"]
"""


def test_a_declared_provider(tmp_path):
    (tmp_path / "secret").write_text("s3cret\n")
    (tmp_path / "sign-on.toml").write_text(GOOD)
    (found,) = read_providers(tmp_path / "sign-on.toml")
    assert found.client_secret == "s3cret"
    assert found.trusted_domains == {"val.example"}
    assert found.scopes == ("openid", "email", "profile")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        (GOOD.replace("https", "http"), "https"),
        (GOOD.replace('id = "agents"', 'id = "Les agents"'), "minuscules"),
        (GOOD + 'secrets = "x"', "secrets"),
        (GOOD.replace('label = "Compte d\'agent"', ""), "label"),
        (GOOD + GOOD, "le même"),
        (GOOD + 'scopes = ["email"]', "openid"),
        ("[[provider", "illisible"),
        (GOOD.replace('"secret"', '"absent"'), "absent"),
    ],
)
def test_a_mistake_is_told(tmp_path, written, told):
    (tmp_path / "secret").write_text("s3cret")
    (tmp_path / "sign-on.toml").write_text(written)
    with pytest.raises(Invalid, match=told):
        read_providers(tmp_path / "sign-on.toml")


def test_addresses_that_nobody_can_listen_to():
    assert is_safe("https://directory.example")
    assert is_safe("http://127.0.0.1:9000")
    assert not is_safe("http://10.0.0.1")
    assert not is_safe("https://")
    assert not is_safe("")
