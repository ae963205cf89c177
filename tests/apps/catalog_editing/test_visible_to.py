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
from terrier.apps.catalog.models import Dataset
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
@given(TREES, MEMBERSHIPS, st.lists(POLICIES, min_size=1, max_size=4), LOOKS)
def test_the_list_is_what_the_rule_says(parents, memberships, policies, look):
    with transaction.atomic():
        organisations = plant(parents)
        datasets = declare(organisations, policies)
        user = User.objects.create_user("a@val.example", name="A")
        for node, role in memberships.items():
            Membership.objects.create(user=user, organisation=organisations[node], role=role.value)
        person = reader_of(user)
        limits = (Bounds(organisation=organisations[2].pk), Bounds(dataset=datasets[0].pk))
        limited = (replace(person, bounds=bounds) for bounds in limits)
        for reader in (PUBLIC, seen_as(person, organisations, look), *limited):
            listed = set(Dataset.objects.visible_to(reader))
            assert listed == {d for d in datasets if sight_of(reader, d).visible}
        transaction.set_rollback(True)


def test_a_withdrawn_dataset_is_listed_to_nobody(town, open_to):
    dataset = open_to("public")
    assert dataset in Dataset.objects.visible_to(PUBLIC)
    Dataset.objects.filter(pk=dataset.pk).update(gone_reason="erreur")
    assert dataset not in Dataset.objects.visible_to(PUBLIC)
    assert dataset not in Dataset.objects.visible_to(town.administrator.reader)
