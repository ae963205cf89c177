"""Files whose texts a database cannot keep as they are; the same on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from terrier.apps.imports.models import Import

NULL = "a\0b"
FILES = {
    "null characters in values": f"nom;poids\n{NULL};1\nb;2\nc;{NULL}\n" + "d;3\n" * 200,
    "null characters in headers": f"n{NULL};poids\na;1\nb;2\n",
    "a null character alone in a column": "nom;poids\n" + f"{NULL};1\n" * 5,
    "a header of 5 000 characters": f"{'é' * 5000};poids\na;1\nb;2\n",
    "values of 100 000 characters": f"nom;poids\n{'x' * 100_000};1\nb;{'y' * 100_000}\n",
    "numbers beyond everything": f"nom;poids\na;{'9' * 40}\nb;1\n",
    "lone surrogates in JSON": '[{"nom": "\\ud800", "poids": 1}, {"nom": "b", "poids": 2}]',
    "null characters in JSON": '[{"n\\u0000m": "a\\u0000b", "poids": 1}]',
}


@pytest.mark.parametrize("what", FILES)
def test_it_is_imported_or_refused_in_a_sentence(door, client, what):
    name = "fichier.json" if "JSON" in what else "fichier.csv"
    importing = door.read(FILES[what], name)
    if importing.state == Import.State.PROPOSED:
        importing = door.launch(importing)
    assert "imprévue" not in importing.error
    assert importing.state == Import.State.DONE or len(importing.error) > 20
    client.force_login(door.actor)
    for address in (f"/imports/{importing.pk}/", f"/imports/{importing.pk}/recepisse/"):
        assert client.get(address).status_code < 500


def test_a_name_of_file_as_long_as_a_disk_allows(door):
    importing = door.bring("nom;poids\na;1\n", name=f"{'e' * 250}.csv")
    assert importing.state == Import.State.DONE
