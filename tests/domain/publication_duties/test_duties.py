"""Duties to publish: thresholds, the case of an intercommunality, and what is proposed."""

from __future__ import annotations

import pytest

from terrier.domain.publication_duties import (
    DUTIES,
    Answer,
    Applies,
    Candidate,
    Likeness,
    Profile,
    Standing,
    Verdict,
    judge,
    likeness,
    standing,
)

MACONNAIS = Profile("epci", population=16434)


def verdict(code: str, profile: Profile) -> Applies:
    return judge(DUTIES[code].rule, profile).applies


@pytest.mark.parametrize(
    ("profile", "applies"),
    [
        (Profile("commune", 3499, 500), Applies.NO),
        (Profile("commune", 3500, 50), Applies.YES),
        (Profile("commune", 3500, 49.9), Applies.NO),
        (Profile("commune", 3500), Applies.UNKNOWN),
        (Profile("commune", None, 80), Applies.UNKNOWN),
        (Profile("commune", 800), Applies.NO),
        (Profile("syndicat", None, 12), Applies.NO),
        (Profile("syndicat", None, 60), Applies.YES),
    ],
)
def test_the_general_duty_has_two_thresholds(profile, applies):
    assert verdict("bases", profile) is applies


def test_the_maconnais_tournugeois_is_no_collectivite_territoriale():
    """16 434 inhabitants do not decide: the agents do (CADA, conseil 20192116)."""
    unknown = judge(DUTIES["bases"].rule, MACONNAIS)
    assert unknown.applies is Applies.UNKNOWN
    assert "n’est pas une « collectivité territoriale »" in unknown.why
    assert verdict("bases", Profile("epci", 16434, 49)) is Applies.NO
    assert verdict("bases", Profile("epci", 16434, 62)) is Applies.YES
    assert verdict("bases", Profile("epci", 2000, 62)) is Applies.YES
    assert verdict("deliberations", MACONNAIS) is Applies.YES
    assert verdict("bal", MACONNAIS) is Applies.NO
    assert verdict("decp", MACONNAIS) is Applies.YES
    assert verdict("subventions", MACONNAIS) is Applies.IF_HELD


def test_its_small_communes_keep_the_duties_without_threshold():
    small = Profile("commune", 300, 2)
    assert verdict("bal", small) is Applies.YES
    assert verdict("decp", small) is Applies.YES
    assert verdict("deliberations", small) is Applies.NO
    assert verdict("interet", small) is Applies.NO


def test_every_duty_names_its_source_and_decides_for_every_kind():
    for duty in DUTIES.values():
        assert duty.source
        assert duty.asks
        for kind in ("epci", "commune", "syndicat", "partenaire"):
            assert judge(duty.rule, Profile(kind, 5000, 60)).why


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, Standing.MISSING),
        (Answer(), Standing.MISSING),
        (Answer(dataset=True), Standing.NOT_OPEN),
        (Answer(dataset=True, public=True), Standing.PUBLISHED),
        (Answer(dataset=True, public=True, late=True), Standing.STALE),
        (Answer(elsewhere=True), Standing.ELSEWHERE),
        (Answer(none=True), Standing.HAVE_NONE),
    ],
)
def test_where_one_stands(answer, state):
    assert standing(Verdict(Applies.YES, "x"), answer) is state


@pytest.mark.parametrize(
    ("applies", "state"),
    [
        (Applies.NO, Standing.NOT_ASKED),
        (Applies.IF_HELD, Standing.TO_SAY),
        (Applies.UNKNOWN, Standing.UNKNOWN),
    ],
)
def test_what_is_not_asked_cannot_be_missing(applies, state):
    assert standing(Verdict(applies, "x"), None) is state
    published = Answer(dataset=True, public=True)
    assert standing(Verdict(applies, "x"), published) is Standing.PUBLISHED


def test_a_schema_says_more_than_a_title():
    duty = DUTIES["deliberations"]
    assert likeness(duty, Candidate("Actes", schemas=("scdl/deliberations",))) is Likeness.SCHEMA
    assert likeness(duty, Candidate("Délibérations du conseil")) is Likeness.WORDS
    assert likeness(duty, Candidate("Menus des cantines")) is Likeness.NONE


def test_words_are_looked_for_whole():
    assert likeness(DUTIES["environnement"], Candidate("Tableau des bureaux")) is Likeness.NONE
    assert likeness(DUTIES["environnement"], Candidate("Qualité de l’eau")) is Likeness.WORDS
