"""Sessions that are ended, the second factor that is owed, the way in for emergencies."""

from __future__ import annotations

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, reverse

from terrier.apps.accounts import tokens
from terrier.apps.accounts.models import AuditEntry, OpenSession, User
from terrier.apps.territories import actions
from terrier.apps.territories.middleware import SecondFactorMiddleware
from terrier.apps.territories.permissions import SYSTEM
from terrier.domain.access.policy import Role
from terrier.domain.sign_on.second_factor import Duty
from tests.matrix.routes import PAGES, patterns

from ..conftest import PASSWORD
from .conftest import ANA, come_back

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SMTP = "django.core.mail.backends.locmem.EmailBackend"


def sign_in(user: User, password: str = PASSWORD, **headers: str) -> Client:
    browser = Client(headers=headers)
    browser.post("/compte/login/", {"login": user.email, "password": password})
    return browser


def is_in(browser: Client) -> bool:
    return browser.get("/mon-compte/").status_code == 200


@pytest.fixture
def claire(place) -> User:
    return place.member("Claire", Role.PUBLISHER)


@pytest.fixture
def chief(place) -> User:
    return actions.create_person(
        SYSTEM, email="chief@val.example", name="Chef", password=PASSWORD,
        instance_administrator=True,
    )  # fmt: skip


class TestSessions:
    def test_each_browser_is_listed(self, claire):
        here, there = sign_in(claire), sign_in(claire, **{"User-Agent": FIREFOX})
        page = here.get("/mon-compte/sessions/").content.decode()
        assert "Firefox · Linux" in page
        assert "127.0.0.1" in page
        assert page.count("celle-ci") == 1
        assert is_in(there)

    def test_one_is_ended(self, claire):
        here, there = sign_in(claire), sign_in(claire, **{"User-Agent": FIREFOX})
        row = OpenSession.objects.get(device=FIREFOX)
        here.post(f"/mon-compte/sessions/{row.pk}/")
        assert is_in(here)
        assert not is_in(there)

    def test_nobody_elses_is_ended(self, claire, chief):
        theirs = sign_in(chief)
        row = OpenSession.objects.get(user=chief)
        assert sign_in(claire).post(f"/mon-compte/sessions/{row.pk}/").status_code == 404
        assert is_in(theirs)

    def test_all_the_others_are_ended(self, claire):
        here, others = sign_in(claire), [sign_in(claire) for _ in range(2)]
        here.post("/mon-compte/sessions/autres/")
        assert is_in(here)
        assert not any(is_in(other) for other in others)

    def test_a_stolen_cookie_ends_with_the_row(self, claire):
        here = sign_in(claire)
        OpenSession.objects.all().delete()
        assert not is_in(here)

    def test_a_new_password_keeps_this_browser_alone(self, claire):
        here, there = sign_in(claire), sign_in(claire)
        new = "les-vannes-de-la-rue-haute"
        here.post(
            "/compte/password/change/",
            {"oldpassword": PASSWORD, "password1": new, "password2": new},
        )
        assert is_in(here)
        assert not is_in(there)
        assert here.get("/mon-compte/sessions/").content.decode().count("<tr>") == 2

    def test_an_administrator_ends_them(self, place, claire):
        theirs = sign_in(claire)
        boss = sign_in(place.member("Boris", Role.ADMINISTRATOR))
        page = f"/personnes/{claire.pk}/sessions/"
        assert "127.0.0.1" in boss.get(page).content.decode()
        boss.post(page)
        assert not is_in(theirs)
        assert AuditEntry.objects.filter(action="session.end_all").exists()

    def test_another_administrator_does_not(self, place, claire):
        commune = sign_in(place.member("Mona", Role.ADMINISTRATOR, place.first))
        assert commune.get(f"/personnes/{claire.pk}/sessions/").status_code == 403


class TestSecondFactor:
    @pytest.fixture
    def owed(self, claire) -> User:
        actions.set_duty(SYSTEM, Duty.PUBLISHERS)
        return claire

    def test_it_is_asked_before_anything_else(self, owed):
        browser = sign_in(owed)
        page = browser.get("/mon-compte/", follow=True)
        assert page.redirect_chain[-1][0] == "/double-authentification/"
        assert browser.get("/compte/2fa/totp/activate/", follow=True).status_code == 200

    def test_it_is_asked_of_sessions_that_were_open(self, claire):
        browser = sign_in(claire)
        assert is_in(browser)
        actions.set_duty(SYSTEM, Duty.EVERYBODY)
        assert not is_in(browser)

    def test_every_door_is_shut(self, owed):
        """Addresses of the site, of allauth, and some that do not exist."""
        browser = Client(raise_request_exception=False)
        browser.force_login(owed)
        open_to_all = SecondFactorMiddleware.open_to_all
        passed = []
        for pattern in patterns():
            if pattern.name in open_to_all or pattern.pattern.converters:
                continue
            try:
                address = reverse(pattern.name)
            except NoReverseMatch:
                continue
            for method in ("GET", "POST"):
                answer = browser.generic(method, address, HTTP_ACCEPT="text/html")
                if answer.get("Location") != "/double-authentification/":
                    passed.append((method, address, answer.status_code))
        assert passed == []
        assert len(PAGES) > 40
        for address in ("/jeux/x/", "/jeux/x/table/", "/rien", "/api/collections/x/items"):
            answer = browser.get(address, headers={"Accept": "text/html"})
            assert answer.get("Location") == "/double-authentification/", address

    def test_looking_as_the_public_is_no_way_round(self, claire):
        browser = sign_in(claire)
        browser.post("/voir-comme/", {"kind": "public", "organisation": ""})
        actions.set_duty(SYSTEM, Duty.PUBLISHERS)
        assert browser.get("/catalogue/").status_code == 302
        assert browser.post("/voir-comme/fin").status_code == 302

    def test_a_program_with_the_cookie_is_refused(self, owed):
        answer = sign_in(owed).get("/api/collections", headers={"Accept": "application/json"})
        assert answer.status_code == 403
        assert answer.json()["code"] == "refused"

    def test_tokens_wait(self, claire):
        shown = {"Authorization": f"Bearer {tokens.make(claire, 'QGIS', 30)[1]}"}
        assert Client().get("/api/collections", headers=shown).status_code == 200
        actions.set_duty(SYSTEM, Duty.PUBLISHERS)
        assert Client().get("/api/collections", headers=shown).status_code == 403
        TOTP.activate(claire, generate_totp_secret())
        assert Client().get("/api/collections", headers=shown).status_code == 200

    def test_others_are_left_alone(self, place, owed):
        assert is_in(sign_in(place.member("Remi", Role.READER)))
        assert Client().get("/catalogue/").status_code == 200

    def test_a_role_that_comes_later_brings_the_duty(self, place, owed):
        remi = place.member("Remi", Role.READER)
        browser = sign_in(remi)
        actions.change_role(SYSTEM, remi.memberships.get(), Role.PUBLISHER)
        assert not is_in(browser)

    def test_taking_the_factor_off_shuts_the_doors_again(self, claire):
        TOTP.activate(claire, generate_totp_secret())
        actions.set_duty(SYSTEM, Duty.EVERYBODY)
        browser = Client()
        browser.force_login(claire)
        assert is_in(browser)
        claire.authenticator_set.all().delete()
        assert not is_in(browser)

    def test_recovery_codes_alone_are_no_factor(self, owed):
        RecoveryCodes.activate(owed)
        browser = Client()
        browser.force_login(owed)
        assert not is_in(browser)

    def test_a_new_factor_signs_the_other_browsers_out(
        self, claire, django_capture_on_commit_callbacks
    ):
        here, there = sign_in(claire), sign_in(claire)
        actions.set_duty(SYSTEM, Duty.PUBLISHERS)
        here.post("/compte/reauthenticate/", {"password": PASSWORD})
        here.get("/compte/2fa/totp/activate/")
        secret = here.session["mfa.totp.secret"]
        code = format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))
        with django_capture_on_commit_callbacks(execute=True):
            here.post("/compte/2fa/totp/activate/", {"code": code})
        assert is_in(here)
        assert not is_in(there)

    @pytest.mark.parametrize(("amr", "let_in"), [(["pwd", "otp"], True), (["pwd"], False)])
    def test_the_providers_own_may_count(self, client, directory, declare, place, amr, let_in):
        declare(directory, second_factor_amr=frozenset({"otp"}))
        directory.employ(ana=ANA | {"amr": amr})
        place.member("Ana", Role.PUBLISHER)
        actions.set_duty(SYSTEM, Duty.PUBLISHERS)
        come_back(client, directory)
        assert is_in(client) is let_in

    def test_only_the_instances_administrator_decides(self, place, chief):
        boss = sign_in(place.member("Boris", Role.ADMINISTRATOR))
        form = {"second_factor": "everybody"}
        assert boss.post("/connexions/double-authentification/", form).status_code == 403
        assert boss.get("/connexions/").status_code == 403
        sign_in(chief).post("/connexions/double-authentification/", form)
        assert AuditEntry.objects.filter(action="second_factor.duty", actor=chief).exists()


class TestEmergency:
    @pytest.fixture
    def others(self, settings) -> User:
        settings.EMAIL_BACKEND = SMTP
        return actions.create_person(
            SYSTEM, email="second@val.example", name="Seconde", password=PASSWORD,
            instance_administrator=True,
        )  # fmt: skip

    @pytest.fixture
    def down(self, directory, declare):
        """The provider does not answer."""
        return declare(directory, issuer="http://127.0.0.1:9")

    def test_the_administrator_gets_in(self, down, chief, others):
        assert is_in(sign_in(chief))
        entry = AuditEntry.objects.get(action="session.emergency")
        assert entry.detail["address"] == "127.0.0.1"
        (message,) = mail.outbox
        assert message.to == ["second@val.example"]
        assert "127.0.0.1" in message.body

    def test_even_where_no_mail_can_leave(self, down, chief, others, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
        assert is_in(sign_in(chief))

    def test_nothing_is_told_where_passwords_are_the_usual_way(self, chief, others):
        sign_in(chief)
        assert mail.outbox == []
        assert not AuditEntry.objects.filter(action="session.emergency").exists()

    def test_the_password_may_be_theirs_alone(self, directory, settings, chief, claire):
        assert is_in(sign_in(claire))
        settings.LOCAL_SIGN_IN = "administrators"
        assert not is_in(sign_in(claire))
        assert is_in(sign_in(chief))

    def test_then_an_invitation_makes_no_password_either(self, directory, settings, place):
        settings.LOCAL_SIGN_IN = "administrators"
        link = actions.invite(SYSTEM, place.root, "new@val.example", Role.READER, site="")
        browser = Client()
        assert "compte professionnel" in browser.get(link).content.decode()
        browser.post(link, {"name": "Nouvelle", "password": "les-vannes-de-la-rue-haute"})
        assert not User.objects.filter(email="new@val.example").exists()

    def test_who_comes_from_a_provider_has_no_password_here(self, client, directory, place):
        ana = place.member("Ana", Role.READER)
        come_back(client, directory)
        assert not is_in(sign_in(ana))
        User.objects.filter(pk=ana.pk).update(instance_administrator=True)
        assert is_in(sign_in(ana))


class TestRules:
    @pytest.fixture
    def screen(self, directory, chief) -> Client:
        return sign_in(chief)

    @pytest.fixture
    def rule(self, place) -> dict[str, str]:
        organisation = place.first.pk
        return {
            "provider": "annuaire",
            "claim": "groups",
            "pattern": "/sig/*",
            "organisation": str(organisation),
            "role": "contributor",
        }

    def test_a_rule_is_added_tried_and_withdrawn(self, screen, place, rule):
        assert screen.post("/connexions/", rule).status_code == 302
        tried = {"provider": "annuaire", "claims": '{"groups": ["/sig/eau"]}'}
        page = screen.get("/connexions/", tried).content.decode()
        assert "cette personne aurait" in page
        assert f"{place.first} (contribution)" in page
        other = screen.get("/connexions/", tried | {"claims": '{"groups": []}'})
        assert "aucun rôle" in other.content.decode()
        pk = place.first.mapping_rules.get().pk
        screen.post(f"/connexions/regles/{pk}/retirer/")
        assert not place.first.mapping_rules.exists()
        assert AuditEntry.objects.filter(action__startswith="mapping.").count() == 2

    def test_the_same_rule_twice(self, screen, rule):
        screen.post("/connexions/", rule)
        assert "existe déjà" in screen.post("/connexions/", rule).content.decode()

    @pytest.mark.parametrize("claims", ["{", "[]", "3", '"x"', "<script>alert(1)</script>"])
    def test_claims_that_are_none(self, screen, claims):
        page = screen.get("/connexions/", {"provider": "annuaire", "claims": claims})
        assert page.status_code == 200
        assert "<script>alert" not in page.content.decode()
        assert "cette personne" not in page.content.decode()

    def test_a_rule_for_a_provider_that_is_not_declared(self, screen, rule):
        refused = screen.post("/connexions/", rule | {"provider": "inconnu"})
        assert refused.status_code == 200
