"""Imports from the command line: for whom they are."""

import pytest

from terrier.apps.imports import standalone
from terrier.domain.access.policy import Role
from terrier.domain.kernel.errors import NotFound


@pytest.fixture
def bring(place, tmp_path):
    file = tmp_path / "bancs.csv"
    file.write_text("nom\nMairie\n")

    def bring(actor, organisation):
        return standalone.propose(
            [file],
            actor=actor,
            organisation=organisation,
            dataset=None,
            mode="replace",
            title=None,
            hints={},
        )

    return bring


def test_organisations_to_choose_from_are_named(place, bring):
    ada = place.member("Ada", Role.CONTRIBUTOR)
    with pytest.raises(NotFound, match=rf"avec --organisation : .*{place.first.slug}"):
        bring(ada, "ailleurs")


def test_an_account_without_a_role_is_told_how_to_have_one(place, bring):
    nobody = place.member("Ada", Role.READER)
    with pytest.raises(NotFound, match=r"ne contribue à aucun organisme.*terrier user"):
        bring(nobody, None)
