"""Signing in through a real provider: the whole way there and back, and what is refused."""

from __future__ import annotations

import time
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import jwt.api_jwt
import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client

from terrier.apps.accounts.models import AuditEntry, OpenSession, SignOnIdentity, User
from terrier.apps.territories import actions
from terrier.apps.territories.models import MappingRule, Membership
from terrier.apps.territories.permissions import SYSTEM
from terrier.connectors.openid import discovery
from terrier.domain.access.policy import Role

from ..conftest import PASSWORD, Place
from .conftest import ANA, LEAVE, come_back


@pytest.fixture
def ana(place: Place) -> User:
    return place.member("Ana", Role.READER)


def said(response) -> str:
    return response.content.decode()


def test_the_whole_way_there_and_back(client, directory, ana):
    arrived = come_back(client, directory, next_page="/mon-compte/sessions/")
    assert arrived.status_code == 302
    assert arrived["Location"] == "/mon-compte/sessions/"
    page = said(client.get("/mon-compte/sessions/"))
    assert "fournisseur d’identité" in page
    assert SignOnIdentity.objects.get().user == ana
    assert OpenSession.objects.get().provider_session
    assert AuditEntry.objects.filter(action="session.open", actor=ana).exists()


def test_what_is_asked_of_the_provider(client, directory, ana):
    query = parse_qs(urlsplit(client.get(LEAVE)["Location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["state"][0]) >= 43
    assert len(query["nonce"][0]) >= 43


def test_the_page_to_come_back_to_is_of_this_site(client, directory, ana):
    assert come_back(client, directory, next_page="https://evil.example/")["Location"] == "/"


def test_leaving_says_that_the_provider_remembers(client, directory, ana):
    come_back(client, directory)
    left = client.post("/compte/logout/")
    assert left["Location"] == "/deconnexion/annuaire/"
    page = said(client.get(left["Location"]))
    assert f"{directory.address}/session/end" in page
    assert not OpenSession.objects.exists()
    assert client.get("/mon-compte/").status_code == 302


class TestRefused:
    def test_another_state(self, client, directory, ana):
        left = client.get(LEAVE)
        back = urlsplit(directory.sign_in(left["Location"]))
        refused = client.get(back.path, {**parse_qs(back.query), "state": "another"})
        assert refused.status_code == 400
        assert "n’a pas commencé dans ce navigateur" in said(refused)

    def test_in_another_browser(self, client, directory, ana):
        back = urlsplit(directory.sign_in(client.get(LEAVE)["Location"]))
        assert Client().get(f"{back.path}?{back.query}").status_code == 400

    def test_the_same_answer_twice(self, client, directory, ana):
        back = urlsplit(directory.sign_in(client.get(LEAVE)["Location"]))
        assert client.get(f"{back.path}?{back.query}").status_code == 302
        assert client.get(f"{back.path}?{back.query}").status_code == 400

    @pytest.mark.parametrize("what", ["nonce", "verifier"])
    def test_another_nonce_or_verifier(self, client, directory, ana, what):
        back = urlsplit(directory.sign_in(client.get(LEAVE)["Location"]))
        session = client.session
        for departure in session["sign_on_under_way"].values():
            departure[what] = "A" * 43
        session.save()
        refused = client.get(f"{back.path}?{back.query}")
        assert refused.status_code == 403
        assert "n’a pas pu être acceptée" in said(refused)
        assert not SignOnIdentity.objects.exists()

    @pytest.mark.slow
    def test_a_code_that_has_expired(self, client, directory, ana):
        back = urlsplit(directory.sign_in(client.get(LEAVE)["Location"]))
        time.sleep(7)
        refused = client.get(f"{back.path}?{back.query}")
        assert refused.status_code == 403
        assert client.get("/mon-compte/").status_code == 302

    def test_an_answer_of_another_issuer(self, client, directory, ana):
        back = urlsplit(directory.sign_in(client.get(LEAVE)["Location"]))
        query = {name: values[0] for name, values in parse_qs(back.query).items()}
        assert query["iss"] == directory.address
        assert client.get(back.path, query | {"iss": "https://evil.example"}).status_code == 403

    def test_a_provider_that_speaks_for_another(self, client, directory, declare, ana):
        declare(directory, issuer=f"{directory.address}/")
        assert client.get(LEAVE).status_code == 403

    def test_a_provider_that_is_not_declared(self, client, directory, ana):
        assert client.get("/connexion/inconnu/").status_code == 404

    def test_a_provider_that_does_not_answer(self, client, directory, declare, ana):
        discovery.forget()
        declare(directory, issuer="http://127.0.0.1:9")
        refused = client.get(LEAVE)
        assert refused.status_code == 503
        assert "ne répond pas" in said(refused)

    def test_who_says_no_there(self, client, directory, ana):
        state = parse_qs(urlsplit(client.get(LEAVE)["Location"]).query)["state"][0]
        refused = client.get(
            "/connexion/annuaire/retour/", {"error": "access_denied", "state": state}
        )
        assert "Vous n’avez pas accepté" in said(refused)

    @pytest.mark.parametrize(("seconds", "status"), [(120, 403), (30, 302), (-30, 302)])
    def test_clocks_that_are_apart(self, client, directory, ana, monkeypatch, seconds, status):
        class Late(jwt.api_jwt.datetime):
            @classmethod
            def now(cls, tz=None):
                return super().now(tz) - timedelta(seconds=seconds)

        monkeypatch.setattr(jwt.api_jwt, "datetime", Late)
        assert come_back(client, directory).status_code == status


class TestWhoseAccount:
    """An address opens an account only on the word of a provider that may speak for it."""

    @pytest.mark.parametrize(
        "claims",
        [
            ANA | {"email_verified": False},
            {k: v for k, v in ANA.items() if k != "email_verified"},
            ANA | {"email_verified": "true"},
            ANA | {"email": "ana@elsewhere.example"},
        ],
    )
    def test_an_address_that_nobody_vouches_for(self, client, directory, ana, claims):
        User.objects.filter(pk=ana.pk).update(email=claims["email"])
        directory.employ(ana=claims)
        refused = come_back(client, directory)
        assert refused.status_code == 403
        assert "rien ne vous est ouvert ici" in said(refused)
        assert not SignOnIdentity.objects.exists()

    def test_a_provider_that_gives_verified_addresses_only(self, client, directory, declare, ana):
        directory.employ(ana={k: v for k, v in ANA.items() if k != "email_verified"})
        declare(directory, emails_verified=True)
        assert come_back(client, directory).status_code == 302

    def test_an_instance_administrator_links_by_hand(self, client, directory, ana):
        User.objects.filter(pk=ana.pk).update(instance_administrator=True)
        assert come_back(client, directory).status_code == 403

    def test_the_address_counts_once(self, client, directory, ana):
        come_back(client, directory)
        client.logout()
        directory.employ(ana=ANA | {"email": "ana.perrin@val.example"})
        assert come_back(client, directory).status_code == 302
        assert SignOnIdentity.objects.get().user == ana

    def test_somebody_else_who_got_the_address(self, client, directory, ana):
        come_back(client, directory)
        client.logout()
        directory.employ(other=ANA)
        refused = come_back(client, directory, who="other")
        assert refused.status_code == 409
        assert "déjà rattaché à une autre identité" in said(refused)

    def test_a_closed_account_stays_closed(self, client, directory, ana):
        come_back(client, directory)
        client.logout()
        User.objects.filter(pk=ana.pk).update(is_active=False)
        come_back(client, directory)
        assert client.get("/mon-compte/").status_code == 302

    def test_linking_ones_own_account(self, client, directory, ana):
        directory.employ(ana=ANA | {"email": "a.perrin@elsewhere.example"})
        client.post("/compte/login/", {"login": ana.email, "password": PASSWORD})
        asked = client.get("/connexion/annuaire/rattacher/")
        assert asked["Location"].startswith("/compte/reauthenticate/")
        # Nobody leaves before that, whatever the address says.
        assert client.get("/connexion/annuaire/rattacher/?aller=1")["Location"].startswith("/")
        client.post("/compte/reauthenticate/", {"password": PASSWORD})
        # A page stands between: a browser lets no form lead out of the site.
        assert "Continuer" in said(client.get("/connexion/annuaire/rattacher/"))
        left = client.get("/connexion/annuaire/rattacher/?aller=1")
        back = urlsplit(directory.sign_in(left["Location"]))
        shown = client.get(f"{back.path}?{back.query}", follow=True)
        assert "a.perrin@elsewhere.example" in said(shown)
        assert not SignOnIdentity.objects.exists()
        client.post("/connexion/rattacher/")
        assert SignOnIdentity.objects.get().user == ana
        client.logout()
        assert come_back(client, directory).status_code == 302

    def test_a_second_factor_here_is_still_asked(self, client, directory, ana):
        TOTP.activate(ana, generate_totp_secret())
        arrived = come_back(client, directory)
        assert "2fa" in arrived["Location"]
        assert client.get("/mon-compte/").status_code == 302


class TestRoles:
    @pytest.fixture
    def rule(self, place) -> MappingRule:
        return actions.add_rule(
            SYSTEM,
            provider="annuaire",
            claim="groups",
            pattern="/sig/*",
            organisation=place.first,
            role=Role.CONTRIBUTOR,
        )

    def test_a_newcomer_gets_an_account_and_a_role(self, client, directory, place, rule):
        assert come_back(client, directory).status_code == 302
        ana = User.objects.get(email="ana@val.example")
        assert ana.name == "Ana Perrin"
        assert EmailAddress.objects.get(user=ana).verified
        held = Membership.objects.get(user=ana)
        assert (held.organisation, held.role) == (place.first, "contributor")
        assert AuditEntry.objects.filter(action="membership.mapped_add").exists()
        assert AuditEntry.objects.filter(action="sign_on.create").exists()

    def test_a_newcomer_for_whom_no_rule_is_made(self, client, directory, place, rule):
        directory.employ(ana=ANA | {"groups": ["/elus"]})
        assert come_back(client, directory).status_code == 403
        assert not User.objects.exists()

    def test_a_newcomer_who_was_invited(self, client, directory, place):
        link = actions.invite(
            SYSTEM, place.root, "ana@val.example", Role.READER, site="http://testserver"
        )
        page = urlsplit(link).path
        assert come_back(client, directory, next_page=page)["Location"] == page
        client.post(page)
        assert Membership.objects.get().user.email == "ana@val.example"

    def test_what_the_mapping_gave_follows_the_claims(self, client, directory, place, ana, rule):
        come_back(client, directory)
        assert ana.memberships.count() == 2
        actions.add_rule(
            SYSTEM,
            provider="annuaire",
            claim="groups",
            pattern="/agents",
            organisation=place.first,
            role=Role.PUBLISHER,
        )
        come_back(client, directory)
        assert ana.memberships.get(organisation=place.first).role == "publisher"
        directory.employ(ana=ANA | {"groups": []})
        come_back(client, directory)
        assert [m.organisation for m in ana.memberships.all()] == [place.root]
        assert AuditEntry.objects.filter(action="membership.mapped_remove").exists()

    def test_what_was_given_by_hand_stays(self, client, directory, place, ana, rule):
        actions.add_member(SYSTEM, place.first, ana, Role.READER)
        come_back(client, directory)
        assert ana.memberships.get(organisation=place.first).role == "reader"
        directory.employ(ana=ANA | {"groups": []})
        come_back(client, directory)
        assert ana.memberships.count() == 2

    def test_a_role_changed_by_hand_is_by_hand_from_then_on(
        self, client, directory, place, ana, rule
    ):
        come_back(client, directory)
        actions.change_role(SYSTEM, ana.memberships.get(organisation=place.first), Role.READER)
        directory.employ(ana=ANA | {"groups": []})
        come_back(client, directory)
        assert ana.memberships.get(organisation=place.first).role == "reader"


def test_claims_in_a_signed_text(client, directory, declare, ana):
    """What ProConnect sends: userinfo as a JWT."""
    declare(directory, client_id="terrier-signed")
    assert come_back(client, directory).status_code == 302
    assert SignOnIdentity.objects.get().claims["name"] == "Ana Perrin"
