"""What the door makes of the files once the decisions of a person are taken."""

from __future__ import annotations

import pytest

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Column
from terrier.apps.catalog.queries import open_table
from terrier.apps.territories.demonstration import ACCOUNTS, prepare_accounts
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.demonstration import seed
from terrier.demonstration.datasets import air_index, energy_of_communes
from terrier.lake import rows
from terrier.lake.filters import NO_FILTERS, Filter, Operator


@pytest.mark.django_db
def test_decisions_are_taken_and_secrets_are_no_numbers(demonstration):
    root = seed._prepare_places(demonstration)
    prepare_accounts(SYSTEM, root, seed.PASSWORD)
    chief = User.objects.get(email=ACCOUNTS["administratrice"].email)
    for slug in (energy_of_communes.SLUG, air_index.SLUG):
        seed.bring(demonstration.dataset(slug), chief, reader_of(chief))

    assert Commune.objects.get(code="96024").former_codes == ["96025", "96026"]
    told = {
        (c.table.dataset.slug, c.name): (c.type, c.concept)
        for c in Column.objects.select_related("table__dataset")
    }
    assert told[air_index.SLUG, "code_qual"][0] == "BIGINT"
    assert told[air_index.SLUG, "code_zone"] == ("TEXT", "commune_code")
    assert told[energy_of_communes.SLUG, "consommation_mwh"][0].startswith("DECIMAL")
    opened = open_table(PUBLIC, energy_of_communes.SLUG)
    hidden = NO_FILTERS.with_(Filter("consommation_mwh", Operator.EMPTY, None))
    assert rows.page(opened.relation).total == 1152
    written = demonstration.dataset(energy_of_communes.SLUG).files[0].path.read_text("utf-8-sig")
    assert rows.page(opened.relation, hidden).total == written.count(";s;") > 100
