from __future__ import annotations

import pytest

from terrier.domain.kernel.codes import is_siren, is_siret, is_uai


@pytest.mark.parametrize("code", ["200069698", "242100410", "245804406", "356000000"])
def test_real_siren(code):
    """The Mâconnais-Tournugeois, Dijon Métropole, Nevers Agglomération, La Poste."""
    assert is_siren(code)


@pytest.mark.parametrize("code", ["200069699", "20006969", "2000696980", "20006969A", ""])
def test_wrong_siren(code):
    assert not is_siren(code)


def test_siret_and_the_exception_of_la_poste():
    assert is_siret("21920044100018")
    assert is_siret("35600000000048")
    assert is_siret("35600000049837")
    assert not is_siret("35600000049838")
    assert not is_siret("21920044100019")
    assert not is_siret("2192004410001")


@pytest.mark.parametrize("code", ["0750655E", "0750654D", "0750655e"])
def test_school_codes(code):
    """Lycées Louis-le-Grand and Henri-IV."""
    assert is_uai(code)


@pytest.mark.parametrize("code", ["0750655F", "750655E", "07506555"])
def test_wrong_school_codes(code):
    assert not is_uai(code)
