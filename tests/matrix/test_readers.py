"""The readers of the matrix are those that the platform makes of the same people."""

import pytest

from terrier.apps.territories.queries import reader_of
from tests.matrix.readers import NAMES


def test_every_kind_is_there(somebody):
    assert tuple(somebody) == NAMES


@pytest.mark.parametrize("name", [n for n in NAMES if " as " not in n])
def test_rights_come_from_memberships(somebody, name):
    assert reader_of(somebody[name].user) == somebody[name].reader
