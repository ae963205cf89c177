"""What a reader sees, and what is left of it through a prototype."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.access.policy import (
    Bounds,
    Grant,
    Policy,
    Reader,
    Role,
    Sight,
    Visibility,
    sight,
)
from terrier.domain.access.prototypes import Place, Prototype, reader_as

ORGANISATIONS = st.integers(1, 7)
COMMUNES = st.frozensets(st.sampled_from(["96001", "96002", "96003"]))
GRANTS = st.lists(st.builds(Grant, ORGANISATIONS, st.sampled_from(Role)), max_size=3).map(tuple)

PEOPLE = st.builds(
    Reader,
    user=st.just(5),
    grants=GRANTS,
    organisations=st.frozensets(ORGANISATIONS),
    roots=st.frozensets(ORGANISATIONS),
    communes=COMMUNES,
    instance_administrator=st.booleans(),
)
PLACES = st.builds(
    Place,
    organisation=ORGANISATIONS,
    below=st.frozensets(ORGANISATIONS),
    root=ORGANISATIONS,
    communes=COMMUNES,
)
PROTOTYPES = st.builds(reader_as, st.sampled_from(Prototype), PLACES)
POLICIES = st.builds(
    Policy,
    visibility=st.sampled_from(Visibility),
    owner_lineage=st.lists(ORGANISATIONS, min_size=1, max_size=3, unique=True).map(tuple),
    shared_with=st.frozensets(ORGANISATIONS),
    masked=st.frozensets(st.sampled_from(["a", "b", "c"])),
    territory_column=st.sampled_from([None, "a", "d"]),
    published=st.booleans(),
    dataset=st.integers(1, 3),
)
BOUNDS = st.builds(Bounds, organisation=ORGANISATIONS) | st.builds(
    Bounds, dataset=st.integers(1, 3)
)


@given(PEOPLE, BOUNDS, POLICIES)
def test_a_limited_token_gives_the_persons_rights_within_its_limits_alone(person, bounds, policy):
    seen = sight(replace(person, bounds=bounds), policy)
    assert seen == sight(person if bounds.hold(policy) else Reader(), policy)


@given(PEOPLE, BOUNDS, st.lists(ORGANISATIONS, min_size=1, max_size=3, unique=True).map(tuple))
def test_a_limited_token_gives_a_role_in_its_organisation_alone(person, bounds, lineage):
    held = replace(person, bounds=bounds).role_in(lineage)
    assert held == (person.role_in(lineage) if bounds.organisation in lineage else None)


@given(PEOPLE, PROTOTYPES, POLICIES)
def test_through_a_prototype_one_sees_no_more_than_either(person, prototype, policy):
    own, theirs = sight(person, policy), sight(prototype, policy)
    seen = sight(person.seen_as(prototype), policy)
    assert seen.within(own)
    assert seen.within(theirs)
    assert seen.visible == (own.visible and theirs.visible)
    assert (seen.contributes, seen.publishes, seen.administers) == (False, False, False)


@given(PEOPLE, PROTOTYPES)
def test_a_reader_through_a_prototype_holds_no_role(person, prototype):
    seen = person.seen_as(prototype)
    assert seen.read_only
    assert not seen.instance_administrator
    assert seen.role_in(tuple(range(1, 8))) is None
    assert seen.communes <= person.communes
    assert seen.organisations <= prototype.organisations


@given(PEOPLE, POLICIES)
def test_nobody_sees_less_than_the_public(person, policy):
    public = sight(Reader(), policy)
    if public.visible and policy.territory_column is None:
        assert public.within(sight(person, policy))


@given(POLICIES)
def test_a_mask_always_withholds_from_readers(policy):
    seen = sight(Reader(), policy)
    assert not seen.visible or seen.masked == policy.masked


def test_within_looks_at_columns_and_rows():
    everything = Sight(visible=True)
    masked = Sight(visible=True, masked=frozenset({"a"}))
    limited = Sight(visible=True, territory_column="c", communes=frozenset({"96001"}))
    nothing_of_it = Sight(visible=True, territory_column="c", communes=frozenset())
    assert masked.within(everything)
    assert not everything.within(masked)
    assert limited.within(everything)
    assert not everything.within(limited)
    assert nothing_of_it.within(limited)
    assert not limited.within(masked)


def test_an_agent_of_the_commune_sees_its_rows_and_not_the_mask():
    policy = Policy(Visibility.INTERNAL, (1,), masked=frozenset({"a"}), territory_column="c")
    place = Place(2, frozenset({2}), 1, frozenset({"96001"}))
    administrator = Reader(
        user=5,
        grants=(Grant(1, Role.ADMINISTRATOR),),
        organisations=frozenset({1, 2, 3}),
        roots=frozenset({1}),
        communes=frozenset({"96001", "96002"}),
    )
    assert sight(administrator, policy).whole
    seen = sight(administrator.seen_as(reader_as(Prototype.AGENT, place)), policy)
    assert seen.visible
    assert seen.masked == {"a"}
    assert seen.communes == {"96001"}


def test_a_publisher_elsewhere_sees_what_was_shared_with_the_prototype():
    policy = Policy(Visibility.RESTRICTED, (3, 1), shared_with=frozenset({2}))
    publisher = Reader(
        user=5,
        grants=(Grant(3, Role.PUBLISHER),),
        organisations=frozenset({3}),
        roots=frozenset({1}),
    )
    shared = reader_as(Prototype.ELECTED, Place(2, frozenset({2}), 1, frozenset()))
    other = reader_as(Prototype.ELECTED, Place(4, frozenset({4}), 1, frozenset()))
    assert sight(publisher.seen_as(shared), policy).visible
    assert not sight(publisher.seen_as(other), policy).visible
