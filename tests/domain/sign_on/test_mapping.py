"""Rules from claims to roles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.access.policy import Grant, Reader, Role
from terrier.domain.sign_on.linking import believed_email
from terrier.domain.sign_on.mapping import Rule, roles_given, values_of
from terrier.domain.sign_on.second_factor import Duty, was_second_factor


def rule(claim: str, pattern: str, organisation: int = 1, role: Role = Role.READER) -> Rule:
    return Rule(claim, pattern, organisation, role)


@pytest.mark.parametrize(
    ("pattern", "value", "fits"),
    [
        ("/sig", "/sig", True),
        ("/sig", "/sig/eau", False),
        ("/sig/*", "/sig/eau", True),
        ("*", "", True),
        ("a.c", "abc", False),
        ("(a|b)", "a", False),
        ("21*001", "21710001", True),
        ("SIG", "sig", False),
    ],
)
def test_patterns(pattern, value, fits):
    assert rule("groups", pattern).fits({"groups": [value]}) is fits


@given(st.text(), st.text())
def test_a_value_without_star_fits_itself_alone(pattern, value):
    pattern = pattern.replace("*", "")
    assert rule("c", pattern).fits({"c": value}) is (pattern == value)


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_no_claim_breaks_a_rule(value):
    rule("c.d", "x*").fits({"c": value})
    rule("c", "x*").fits({"c": value})


def test_absent_claims_fit_nothing():
    assert not rule("groups", "*").fits({})
    assert not rule("groups", "*").fits({"groups": None})
    assert list(values_of({"a": {"b": "c"}}, "a")) == []


def test_the_highest_role_wins():
    rules = [rule("g", "a", 1, Role.PUBLISHER), rule("g", "*", 1), rule("g", "*", 2)]
    given_roles = roles_given(rules, {"g": "a"})
    assert given_roles == {1: Role.PUBLISHER, 2: Role.READER}
    assert roles_given(reversed(rules), {"g": "a"}) == given_roles


@pytest.mark.parametrize(
    "email", ["a@b@val.example", "val.example", "", None, 3, ["a@val.example"]]
)
def test_what_is_no_address(email):
    claims = {"email": email, "email_verified": True}
    assert believed_email(claims, trusted_domains={"val.example"}, always_verified=True) == ""


def test_a_domain_is_the_whole_domain():
    claims = {"email": "a@evil-val.example", "email_verified": True}
    assert believed_email(claims, trusted_domains={"val.example"}, always_verified=False) == ""


@pytest.mark.parametrize(
    ("duty", "bound"),
    [
        (Duty.NOBODY, set()),
        (Duty.ADMINISTRATORS, {"administrator", "instance"}),
        (Duty.PUBLISHERS, {"publisher", "administrator", "instance"}),
        (Duty.EVERYBODY, {"nothing", "reader", "publisher", "administrator", "instance"}),
    ],
)
def test_whom_a_duty_binds(duty, bound):
    people = {
        "public": Reader(),
        "nothing": Reader(user=1),
        "instance": Reader(user=1, instance_administrator=True),
        **{
            role.value: Reader(user=1, grants=(Grant(1, role),))
            for role in (Role.READER, Role.PUBLISHER, Role.ADMINISTRATOR)
        },
    }
    assert {name for name, reader in people.items() if duty.binds(reader)} == bound


def test_a_second_factor_of_the_provider():
    assert was_second_factor({"amr": ["pwd", "otp"]}, amr={"otp"}, acr=())
    assert was_second_factor({"acr": "eidas2"}, amr=(), acr={"eidas2"})
    assert not was_second_factor({"amr": ["pwd"], "acr": "eidas1"}, amr={"otp"}, acr={"eidas2"})
    assert not was_second_factor({"amr": ["otp"]}, amr=(), acr=())
