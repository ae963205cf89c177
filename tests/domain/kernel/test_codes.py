from __future__ import annotations

import pytest

from terrier.domain.kernel.codes import is_siren


@pytest.mark.parametrize("code", ["200069698", "242100410", "245804406", "356000000"])
def test_real_siren(code):
    """The Mâconnais-Tournugeois, Dijon Métropole, Nevers Agglomération, La Poste."""
    assert is_siren(code)


@pytest.mark.parametrize("code", ["200069699", "20006969", "2000696980", "20006969A", ""])
def test_wrong_siren(code):
    assert not is_siren(code)
