"""The way from a search to a decision, as a person takes it."""

from __future__ import annotations

import re

import pytest

from terrier.apps.catalog.models import Reading
from terrier.apps.privacy.models import Erasure, Officer
from terrier.domain.access.policy import Role
from tests.apps.privacy.conftest import NAME, SUBSCRIBERS, files_with, settle

PAGE = "/protection/effacer/"


def search(client, **asked):
    return client.post(PAGE, {"step": "search", **asked}).content.decode()


def tokens(html: str) -> list[str]:
    return re.findall(r'name="row" value="([^"]+)"', re.sub(r"\s+", " ", html))


def test_from_a_search_to_an_erasure(door, subscribers, administrator, client):
    settle(lambda: door.bring(SUBSCRIBERS + "A5;Neuf;Ana;;2025-06-07\n", dataset=subscribers))
    client.force_login(administrator)

    found = search(client, column_1="nom", value_1="QUENDILLAC", column_2="prenom",
                   value_2="zenobie")  # fmt: skip
    rows = tokens(found)
    assert len(rows) == 1
    assert NAME not in rows[0]
    assert Reading.objects.filter(door="search", rows=1).exists()

    preview = client.post(PAGE, {"step": "preview", "row": rows}).content.decode()
    assert preview.count("abonnes.csv") == 1
    assert preview.count("fichier.csv") == 1
    assert NAME not in preview

    answer = settle(
        lambda: client.post(PAGE, {"step": "erase", "row": rows, "reason": "Demande 12"})
    )

    account = client.get(answer["Location"]).content.decode()
    assert "Terminé le" in account
    assert files_with(NAME) == []
    versions = client.get(f"/jeux/{subscribers.slug}/").content.decode()
    assert versions.count("ligne effacée le") == 2
    assert "à la demande d’une personne" in versions


def test_what_could_not_be_looked_into_is_said(subscribers, door, administrator, client):
    fewer = "numero;nom\nA1;Quendillac\nA8;Blanc\n"
    importing = door.read(fewer, "sans.csv", dataset=subscribers)
    importing.column_changes = {
        subscribers.tables.get().name: dict.fromkeys(("prenom", "telephone", "inscrit_le"), "-")
    }
    importing.save()
    settle(lambda: door.launch(importing))
    client.force_login(administrator)

    found = search(client, column_1="prenom", value_1="Zénobie")

    assert "version 2 n’a pas la colonne « prenom »" in found
    assert len(tokens(found)) == 1


def test_the_key_takes_the_row_out_of_versions_that_say_otherwise(
    subscribers, door, administrator, client
):
    married = SUBSCRIBERS.replace("Quendillac", "Épouse")
    settle(lambda: door.bring(married, dataset=subscribers))
    client.force_login(administrator)

    rows = tokens(search(client, column_1="nom", value_1="Épouse"))
    settle(lambda: client.post(PAGE, {"step": "erase", "row": rows, "reason": "Demande 12"}))

    assert files_with(NAME) == []
    assert files_with("Épouse") == []


def test_an_officer_who_does_not_see_the_dataset_finds_nothing(subscribers, place, client):
    officer = place.member("Odile", Role.READER)
    Officer.objects.create(user=officer, organisation=place.root)
    client.force_login(officer)

    # The dataset is a draft: its data are for those who contribute.
    assert "Aucun jeu de données n’est dit" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    "row",
    ["", "a|b|c|d|e", "abonnes|abonnes|zz|zz|", "autre|t|" + "0" * 64 + "||", "|" * 4, "x" * 9000],
)
def test_a_forged_choice_is_refused_in_words(subscribers, administrator, client, row):
    client.force_login(administrator)

    answer = client.post(PAGE, {"step": "erase", "row": [row], "reason": "Demande 12"})

    assert answer.status_code == 200
    assert "refaites la recherche" in answer.content.decode()
    assert not Erasure.objects.exists()


def test_nothing_is_erased_without_a_reference(subscribers, administrator, client):
    client.force_login(administrator)
    rows = tokens(search(client, key="A1"))

    answer = client.post(PAGE, {"step": "erase", "row": rows, "reason": " "})

    assert "référence" in answer.content.decode()
    assert files_with(NAME)
