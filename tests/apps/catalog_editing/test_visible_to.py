"""The query that lists datasets and the rule that opens one are the same rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrier.apps.accounts.models import User
from terrier.apps.catalog.authority import sight_of
from terrier.apps.catalog.models import Dataset, Derivation, Release
from terrier.apps.territories.models import Membership, Organisation
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.domain.access.policy import Bounds, Role, Visibility
from terrier.domain.access.prototypes import Place, Prototype, reader_as

NODES = 6
NODE = st.integers(0, NODES - 1)
TREES = st.tuples(*(st.none() | st.integers(0, n - 1) if n else st.none() for n in range(NODES)))
MEMBERSHIPS = st.dictionaries(NODE, st.sampled_from(Role), max_size=3)
POLICIES = st.tuples(
    NODE, st.sampled_from(Visibility), st.frozensets(NODE, max_size=3), st.booleans()
)
DERIVED = st.fixed_dictionaries(
    {
        "links": st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans())),
        "limited": st.frozensets(st.integers(0, 3)),
        "outside": st.frozensets(st.integers(0, 3), max_size=1),
        "gone": st.frozensets(st.integers(0, 3), max_size=1),
        "released": st.frozensets(st.integers(0, 3), max_size=2),
        "suspended": st.booleans(),
    }
)
"""What is computed from what: (source, derived, is the commune carried?), by position."""
LOOKS = st.none() | st.tuples(st.sampled_from(Prototype), NODE)


def plant(parents) -> list[Organisation]:
    made: list[Organisation] = []
    for n, parent in enumerate(parents):
        made.append(
            Organisation.objects.create(
                name=f"O{n}",
                slug=f"o{n}",
                kind="commune",
                parent=None if parent is None else made[parent],
            )
        )
    return made


def declare(organisations, policies) -> list[Dataset]:
    made = []
    for n, (owner, visibility, shared, published) in enumerate(policies):
        dataset = Dataset.objects.create(
            slug=f"d{n}",
            title=f"D{n}",
            owner=organisations[owner],
            visibility=visibility.value,
            published_at=datetime.now(UTC) if published else None,
        )
        dataset.shared_with.set([organisations[s] for s in shared])
        made.append(dataset)
    return made


def derive(datasets, asked) -> None:
    """Compute datasets from earlier ones, limit, withdraw and release some."""
    known = dict(enumerate(datasets))
    for position, dataset in known.items():
        dataset.territory_column = "commune" if position in asked["limited"] else ""
        dataset.keeps_rows = position in asked["outside"]
        dataset.gone_reason = "erreur" if position in asked["gone"] else ""
    now = datetime.now(UTC)
    for source, derived, carries in asked["links"]:
        if source < derived and derived in known:
            known[derived].derived = True
            carried = {"commune": "commune"} if carries else {}
            Derivation.objects.update_or_create(
                dataset=known[derived], source=known[source], defaults={"carried": carried}
            )
            if derived in asked["released"]:
                held = {"holds_since": now, "suspended_at": now if asked["suspended"] else None}
                Release.objects.update_or_create(dataset=known[derived], defaults=held)
    for dataset in datasets:
        dataset.save()


def seen_as(reader, organisations, look):
    if look is None:
        return reader
    prototype, node = look
    organisation = organisations[node]
    place = Place(
        organisation.pk,
        Organisation.objects.descendants([organisation.pk]),
        organisation.lineage()[-1],
        frozenset(),
    )
    return reader.seen_as(reader_as(prototype, place))


@pytest.mark.django_db
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(TREES, MEMBERSHIPS, st.lists(POLICIES, min_size=1, max_size=4), DERIVED, LOOKS)
def test_the_list_is_what_the_rule_says(parents, memberships, policies, derived, look):
    with transaction.atomic():
        organisations = plant(parents)
        datasets = declare(organisations, policies)
        derive(datasets, derived)
        user = User.objects.create_user("a@val.example", name="A")
        for node, role in memberships.items():
            Membership.objects.create(user=user, organisation=organisations[node], role=role.value)
        person = reader_of(user)
        limits = (Bounds(organisation=organisations[2].pk), Bounds(dataset=datasets[0].pk))
        limited = (replace(person, bounds=bounds) for bounds in limits)
        for reader in (PUBLIC, seen_as(person, organisations, look), *limited):
            listed = set(Dataset.objects.visible_to(reader))
            shown = {d for d in datasets if sight_of(reader, d).visible and not d.gone_reason}
            assert listed == shown
        transaction.set_rollback(True)


def computed_from(source: Dataset, slug: str) -> Dataset:
    """Compute a dataset that is itself open to all."""
    made = Dataset.objects.create(
        slug=slug,
        title="D",
        owner=source.owner,
        visibility="public",
        published_at=datetime.now(UTC),
        derived=True,
    )
    Derivation.objects.create(dataset=made, source=source)
    return made


NARROWING = (
    {"visibility": "internal"},
    {"territory_column": "commune"},
    {"keeps_rows": True},
    {"gone_reason": "erreur"},
)


@pytest.mark.parametrize("fields", NARROWING, ids=lambda fields: next(iter(fields)))
def test_what_a_source_withholds_is_withheld_below_near_and_far(town, open_to, fields):
    source = open_to("public")
    near = computed_from(source, "pres")
    far = computed_from(near, "loin")
    assert {near, far} <= set(Dataset.objects.visible_to(PUBLIC))
    Dataset.objects.filter(pk=source.pk).update(**fields)
    for reader in (PUBLIC, town.administrator.reader):
        shown = {d for d in (near, far) if sight_of(reader, d).visible}
        assert shown == {near, far} & set(Dataset.objects.visible_to(reader))
        assert not shown if reader is PUBLIC else shown or "gone_reason" in fields


def test_more_crossings_are_not_more_queries(town, open_to, django_assert_max_num_queries):
    """What is computed from a closed dataset is looked at in a few queries, whatever the number."""
    source = open_to("internal")
    for number in range(30):
        computed_from(source, f"d{number}")
    with django_assert_max_num_queries(8):
        assert not Dataset.objects.visible_to(PUBLIC).exists()
    with django_assert_max_num_queries(9):
        assert Dataset.objects.visible_to(town.administrator.reader).count() == 31


def test_a_withdrawn_dataset_is_listed_to_nobody(town, open_to):
    dataset = open_to("public")
    assert dataset in Dataset.objects.visible_to(PUBLIC)
    Dataset.objects.filter(pk=dataset.pk).update(gone_reason="erreur")
    assert dataset not in Dataset.objects.visible_to(PUBLIC)
    assert dataset not in Dataset.objects.visible_to(town.administrator.reader)
