"""SQLite and PostgreSQL answer alike; every test here runs on both."""

from __future__ import annotations

import pytest
from django.db import DataError, transaction

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.portal.queries import communes_named
from terrier.apps.territories.actions import prepare_fictional_territory
from terrier.apps.territories.queries import trees
from terrier.domain.access.policy import Role
from terrier.web.alike import plain

from .conftest import communes_in_a_row

LABELS = [
    "Écluses du Doubs",
    "ECLUSES",
    "Œuvres d’art",
    "Mâcon 100 %",
    "Réseau d\u2019eau",
    "Île (été)",
    "ﬁbre",
    "straße",
]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("ecluse", [0, 1]),
        ("ÉCLUSE", [0, 1]),
        ("oeuvre", [2]),
        ("Œuvre", [2]),
        ("macon", [3]),
        ("100 %", [3]),
        ("_", []),
        ("île (ete)", [5]),
        ("fibre", [6]),
        ("STRASSE", []),
        ("d\u2019EAU", [4]),
    ],
)
def test_words_are_found_without_their_accents(asked, found):
    for label in LABELS:
        AuditEntry.objects.create(action="x", object_type="x", object_id="1", object_label=label)
    seen = AuditEntry.objects.filter(object_label__plain__contains=plain(asked)).order_by("pk")
    assert [entry.object_label for entry in seen] == [LABELS[n] for n in found]


@pytest.mark.django_db
@pytest.mark.parametrize("label", LABELS)
def test_the_database_writes_plain_words_as_python_does(label):
    made = AuditEntry.objects.create(action="x", object_type="x", object_id="1", object_label=label)
    kept = AuditEntry.objects.filter(pk=made.pk).values_list("object_label__plain", flat=True)
    assert kept.get() == plain(label)


@pytest.mark.django_db
def test_the_null_character_is_kept_by_neither():
    with pytest.raises(DataError), transaction.atomic():
        AuditEntry.objects.create(action="x", object_type="x", object_id="1", object_label="a\0b")
    with pytest.raises(DataError), transaction.atomic():
        AuditEntry.objects.filter(object_label="a\0b").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/journal/?who=%00", "/journal/?what=a%00b", "/jeux/?q=%00", "/jeux/a%00b/"]
)
def test_an_address_with_a_null_character_is_answered_in_words(client, address, place):
    client.force_login(place.member("Ana", Role.ADMINISTRATOR))
    answer = client.get(address)
    assert answer.status_code < 500
    assert "Traceback" not in answer.content.decode()


def test_names_are_listed_as_people_sort_them(db):
    names = ["Zonza", "Écully", "eaubonne", "Île-Rousse", "Azay", "Œting", "Ébreuil", "Ogy"]
    prepare_fictional_territory("Val Clair", communes_in_a_row(*names))
    expected = ["Azay", "eaubonne", "Ébreuil", "Écully", "Île-Rousse", "Œting", "Ogy", "Zonza"]
    assert [commune.name for commune in communes_named("")] == expected
    (root,) = trees()
    assert [below.organisation.commune.name for below in root.below] == expected
