"""A file of 2014 and a file of 2026 speak of the same land."""

from __future__ import annotations

import pytest

from terrier.apps.territories import actions
from terrier.apps.territories.models import Commune, Organisation
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.connectors.geo_codes import register
from terrier.domain.access.policy import Role


def test_the_register_knows_the_codes_of_merged_communes():
    assert "71131" in register.former_codes("71566")
    assert register.former_codes("71131") == ()


@pytest.mark.django_db
def test_an_agent_reads_the_rows_of_the_communes_that_merged_into_theirs(place):
    commune = place.first.commune
    commune.former_codes = ["96901", "96902"]
    commune.save()
    agent = place.member("Rémi", Role.READER, place.first)
    assert reader_of(agent).communes == {commune.code, "96901", "96902"}


@pytest.mark.django_db
def test_preparing_a_territory_writes_the_former_codes():
    facts = actions.CommuneFacts("96001", "Aubrac", 10, None, former_codes=("96009",))
    actions.prepare_fictional_territory("Val Clair", [facts], reader=SYSTEM)
    assert Commune.objects.get(code="96001").codes == ("96001", "96009")
    assert Organisation.objects.filter(commune__code="96001").exists()
