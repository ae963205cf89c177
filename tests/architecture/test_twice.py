"""What the suite says of its own files is true of them."""

from pathlib import Path

import pytest

from tests.conftest import LONG_FILES
from tests.twice import EACH_CASE, OF_FILES, ONCE

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("named", sorted({*LONG_FILES, *ONCE, *EACH_CASE, *OF_FILES}))
def test_it_exists(named):
    assert (ROOT / named).exists()
