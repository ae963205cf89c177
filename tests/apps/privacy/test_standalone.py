"""`terrier erase`: looks, says what would go, and changes nothing until told to."""

from __future__ import annotations

import pytest

from terrier.apps.privacy import standalone
from terrier.domain.kernel.errors import Invalid, NotFound
from tests.apps.privacy.conftest import NAME, files_with, settle


def say(**asked) -> str:
    given = {"datasets": (), "key": "", "values": (), "reason": "", "really": False, **asked}
    return "\n".join(standalone.erase(**given))


def test_a_dry_run_changes_nothing_then_the_person_is_erased(subscribers):
    told = say(values=["nom=quendillac"])
    assert "abonnes, version 1 : 1 ligne" in told
    assert "Rien n’a été changé" in told
    assert files_with(NAME)

    done = settle(lambda: say(values=["nom=quendillac"], reason="Demande 12", really=True))

    assert "Effacé : 1 lignes" in done
    assert files_with(NAME) == []
    assert "Personne n’a été trouvé" in say(key="A1")
    assert "Rien à rejouer" in standalone.replay(None)


def test_what_is_asked_badly_is_said(subscribers):
    with pytest.raises(Invalid, match="COLONNE=VALEUR"):
        say(values=["nom"])
    with pytest.raises(NotFound, match="nulle-part"):
        say(datasets=["nulle-part"], key="A1")
    with pytest.raises(Invalid, match="au moins une valeur"):
        say()
