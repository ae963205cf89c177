"""`terrier erase`: looks, says what would go, and changes nothing until told to."""

from __future__ import annotations

import pytest

from terrier.apps.privacy import standalone
from terrier.apps.privacy.queries import searching
from terrier.domain.kernel.errors import Invalid, NotFound
from tests.apps.privacy.conftest import NAME, SUBSCRIBERS, files_with, settle


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


def test_a_person_is_found_where_nobody_has_said_that_the_dataset_speaks_of_persons(subscribers):
    subscribers.about_persons = None
    subscribers.save()
    assert "abonnes, version 1 : 1 ligne" in say(values=["nom=quendillac"])


def test_so_it_is_on_the_site(subscribers, protector):
    subscribers.about_persons = None
    subscribers.save()
    assert searching.datasets_about_persons(protector) == [subscribers]


def test_what_was_not_looked_into_is_named(subscribers):
    subscribers.about_persons = None
    subscribers.save()
    subscribers.tables.get().columns.update(concept="")
    told = say(values=["nom=quendillac"])
    assert "(1) : abonnes." in told
    assert "Personne n’a été trouvé" in told
    assert "1 ligne" in say(datasets=["abonnes"], values=["nom=quendillac"])


def test_a_dataset_said_not_to_be_about_persons_is_left_alone(subscribers):
    subscribers.about_persons = False
    subscribers.save()
    assert say(values=["nom=quendillac"]) == "Personne n’a été trouvé."


def test_files_that_nobody_accepted_are_counted(subscribers, door):
    door.read(SUBSCRIBERS, "abonnes-bis.csv")
    assert "1 imports sans suite, effacés d’eux-mêmes après 30 jours" in say(key="A1")


def test_what_is_asked_badly_is_said(subscribers):
    with pytest.raises(Invalid, match="COLONNE=VALEUR"):
        say(values=["nom"])
    with pytest.raises(NotFound, match="nulle-part"):
        say(datasets=["nulle-part"], key="A1")
    with pytest.raises(Invalid, match="au moins une valeur"):
        say()
