"""What is computed from others shows no more than they do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.access.policy import (
    Bounds,
    Grant,
    Policy,
    Reader,
    Role,
    Source,
    Visibility,
    sight,
)

OWNER, OTHER, ROOT, ELSEWHERE = 1, 2, 9, 8
READERS = (
    Reader(),
    Reader(user=1, roots=frozenset({ROOT}), organisations=frozenset({OTHER})),
    Reader(
        user=2,
        roots=frozenset({ROOT}),
        organisations=frozenset({OWNER}),
        grants=(Grant(OWNER, Role.CONTRIBUTOR),),
        communes=frozenset({"71270"}),
    ),
    Reader(user=3, roots=frozenset({ELSEWHERE}), organisations=frozenset({ELSEWHERE})),
)


@st.composite
def policies(draw: st.DrawFn, columns: tuple[str, ...]) -> Policy:
    limited = draw(st.booleans())
    return Policy(
        visibility=draw(st.sampled_from(list(Visibility))),
        owner_lineage=(draw(st.sampled_from([OWNER, OTHER])), ROOT),
        shared_with=frozenset(draw(st.sets(st.sampled_from([OWNER, OTHER, ELSEWHERE])))),
        masked=frozenset(draw(st.sets(st.sampled_from(columns)))),
        territory_column=columns[0] if limited else None,
        published=draw(st.booleans()),
        keeps_rows=draw(st.booleans()),
        withdrawn=draw(st.integers(0, 9)) == 0,
    )


@given(policies(("a", "b")), policies(("c", "d")), policies(("x", "y", "z")), st.booleans())
def test_a_derived_dataset_shows_no_more_than_each_source(
    one: Policy, other: Policy, own: Policy, carries: bool
) -> None:
    """`x` repeats `a`; `y` is made of `b` and `c`; `z` of `d`."""
    sources = (
        Source(
            one,
            {"a": frozenset({"x"}), "b": frozenset({"y"})},
            {"a": "x"} if carries else {},
        ),
        Source(other, {"c": frozenset({"y"}), "d": frozenset({"z"})}, {}),
    )
    derived = Policy(**{**own.__dict__, "sources": sources})
    for reader in READERS:
        seen, bare = sight(reader, derived), sight(reader, own)
        assert seen.within(bare)
        for source in sources:
            below = sight(reader, source.policy)
            if not seen.visible:
                continue
            assert below.visible
            assert not below.outside
            assert not source.policy.withdrawn
            for masked in below.masked:
                assert source.made.get(masked, frozenset()) <= seen.masked
            if below.communes is not None:
                assert seen.communes is not None
                assert seen.communes <= below.communes
                assert seen.territory_column == source.carried[below.territory_column or ""]


def test_a_row_limit_that_is_not_carried_hides_the_whole() -> None:
    limited = Policy(Visibility.INTERNAL, (OWNER, ROOT), territory_column="a")
    reader = Reader(user=1, roots=frozenset({ROOT}), communes=frozenset({"71270"}))
    open_to_all = Policy(Visibility.PUBLIC, (OWNER, ROOT))
    lost = Policy(**{**open_to_all.__dict__, "sources": (Source(limited, {}, {}),)})
    kept = Policy(**{**open_to_all.__dict__, "sources": (Source(limited, {}, {"a": "x"}),)})
    assert not sight(reader, lost).visible
    assert sight(reader, kept).communes == {"71270"}
    assert not sight(Reader(), kept).visible


def test_a_token_limited_to_the_derived_dataset_gives_its_person_s_rights_there() -> None:
    internal = Policy(Visibility.INTERNAL, (OWNER, ROOT), dataset=1)
    derived = Policy(
        Visibility.INTERNAL, (OWNER, ROOT), dataset=2, sources=(Source(internal, {}, {}),)
    )
    person = Reader(user=1, roots=frozenset({ROOT}), organisations=frozenset({OWNER}))
    bound = Reader(**{**person.__dict__, "bounds": Bounds(dataset=2)})
    assert sight(bound, derived).visible
    assert not sight(bound, internal).visible


def test_looking_as_another_narrows_the_sources_too() -> None:
    restricted = Policy(Visibility.RESTRICTED, (OWNER, ROOT), dataset=1)
    derived = Policy(Visibility.PUBLIC, (OWNER, ROOT), sources=(Source(restricted, {}, {}),))
    person = Reader(user=1, roots=frozenset({ROOT}), organisations=frozenset({OWNER}))
    assert sight(person, derived).visible
    assert not sight(person.seen_as(Reader()), derived).visible


def test_masks_below_are_known_at_every_depth() -> None:
    base = Policy(Visibility.PUBLIC, (OWNER,), masked=frozenset({"a"}))
    middle = Policy(
        Visibility.PUBLIC, (OWNER,), sources=(Source(base, {"a": frozenset({"m"})}, {}),)
    )
    top = Policy(
        Visibility.PUBLIC, (OWNER,), sources=(Source(middle, {"m": frozenset({"t"})}, {}),)
    )
    assert top.masked_anywhere == {"t"}
    assert sight(Reader(), top).masked == {"t"}
