"""The demonstration uses its networks: declared, checked, with breaks and worksites; once."""

from __future__ import annotations

from collections import Counter

import pytest

from terrier.apps.accounts.models import User
from terrier.apps.catalog.queries import open_table
from terrier.apps.interventions.models import Intervention
from terrier.apps.jobs.worker import drain
from terrier.apps.networks import permissions
from terrier.apps.networks.models import Network
from terrier.apps.networks.reading import load
from terrier.apps.territories.demonstration import ACCOUNTS, prepare_accounts
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.apps.worksites import queries
from terrier.apps.worksites.models import Feed, Worksite
from terrier.demonstration import seed, underground
from terrier.demonstration.datasets import road_works, water_network
from terrier.demonstration.manifest import BOARD_SLUG
from terrier.domain.topology.elements import ValveState
from terrier.lake.networks.values import few_values


@pytest.mark.django_db
def test_water_is_a_network_with_breaks_and_worksites_around(demonstration, monkeypatch):
    root = seed._prepare_places(demonstration)
    prepare_accounts(SYSTEM, root, seed.PASSWORD)
    board = underground.prepare_board(root, BOARD_SLUG)
    underground.give_rights(board)
    people = {kind: User.objects.get(email=a.email) for kind, a in ACCOUNTS.items()}
    chief = people["administratrice"]
    for slug in (road_works.SLUG, water_network.SLUG, underground.EQUIPMENT):
        seed.bring(demonstration.dataset(slug), chief, reader_of(chief))
    monkeypatch.setattr(underground, "SERVICES", underground.SERVICES[:1])
    for _turn in range(2):
        underground.use(demonstration, board, chief, reader_of(chief))
    drain()

    network = Network.objects.get()
    assert network.service.operator == underground.OPERATOR
    elements = load(network, network.dataset.current).elements
    states = Counter(s for s in elements.nodes.columns["state"] if s)
    assert set(states) == {state.value for state in ValveState}
    # The three valves that stand on no pipe, as the generator put them.
    assert network.checks.get().counts["R25"] == 3
    may = {k: permissions.may_operate(reader_of(u), network) for k, u in people.items()}
    assert may == {"agent": True, "elue": False, "administratrice": True}
    assert permissions.may_see_customers(reader_of(chief), network)
    assert not permissions.may_see_customers(reader_of(people["agent"]), network)

    # Closures look for schools among the public equipment, by the words of that table.
    told = network.sensitive_tables.get()
    shown = open_table(reader_of(chief), underground.EQUIPMENT).relation
    assert told.kind_column in {c.id for c in shown.columns}
    (column,) = (c for c in shown.columns if c.id == told.kind_column)
    assert set(told.kinds) <= set(few_values(shown)[column.name])
    assert Intervention.objects.exclude(brought_from=None).count() == 240
    assert Feed.objects.get().outcome["refused"] == 0
    by_hand = Worksite.objects.filter(feed=None)
    assert 6 <= by_hand.count() <= 18
    advised = [n for w in by_hand for n in queries.neighbours(reader_of(chief), w) if n.proposal]
    assert advised
    seen = Worksite.objects.visible_to(PUBLIC)
    assert 0 < seen.count() < Worksite.objects.count()
