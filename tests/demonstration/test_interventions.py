"""The log of the demonstration, written on the datasets as they are imported."""

from __future__ import annotations

import pytest

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Correction
from terrier.apps.interventions.models import Intervention
from terrier.apps.territories.demonstration import ACCOUNTS, prepare_accounts
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.demonstration import interventions, seed


@pytest.mark.django_db
def test_every_intervention_finds_its_row(demonstration):
    root = seed._prepare_places(demonstration)
    prepare_accounts(SYSTEM, root, seed.PASSWORD)
    actor = User.objects.get(email=ACCOUNTS["administratrice"].email)
    reader = reader_of(actor)
    wanted = {one.dataset for one in interventions.WRITTEN}
    for described in (d for d in demonstration.datasets if d.slug in wanted):
        seed.bring(described, actor, reader)

    for _again in range(2):
        interventions.note_some(actor, reader)

    assert Intervention.objects.count() == len(interventions.WRITTEN)
    assert Correction.objects.get().value == "false"
