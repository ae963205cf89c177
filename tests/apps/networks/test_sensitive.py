"""Schools and the like along what is cut, in the tables that a person declared."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from terrier.apps.accounts.models import AuditEntry
from terrier.apps.catalog.actions.versions import FinishedTable, NewColumn, NewVersion, commit
from terrier.apps.catalog.models import Dataset
from terrier.apps.networks.models import SensitiveTable
from terrier.domain.access.policy import Role
from tests.apps.networks import town as towns
from tests.apps.networks.test_working import close, operator, person, town

__all__ = ["operator", "person", "town"]
ROWS = [
    ("École de l’impasse", "école", towns.point(101, 30)),
    ("Crèche du haut", "crèche", towns.point(20, 5)),
    ("Mairie lointaine", "mairie", towns.point(900, 900)),
    ("Sans lieu", "école", None),
]


@pytest.fixture
def schools(place, tmp_path) -> Dataset:
    """Bring establishments in, as any dataset."""
    dataset = Dataset.objects.create(
        slug="etablissements", title="Établissements", owner=place.root, visibility="internal",
        published_at=timezone.now(),
    )  # fmt: skip
    path = tmp_path / "etablissements.parquet"
    towns._write(path, ("nom", "sorte"), ROWS)
    table = FinishedTable(
        "etablissements", "Établissements", path,
        tuple(NewColumn(c, "TEXT", c.capitalize()) for c in ("nom", "sorte")),
        len(ROWS), has_key=True, geometry_type="Point", bbox=[4.8, 46.5, 4.85, 46.55],
    )  # fmt: skip
    plan = {"format": "csv", "tables": [{"name": "etablissements", "key": ["nom"]}]}
    commit(dataset, None, NewVersion("replace", (table,), plan=plan), None)
    dataset.refresh_from_db()
    return dataset


def test_an_establishment_is_told_once_a_person_said_where_they_are(
    client, town, operator, person, schools
):
    leak = {"ref": "canalisations/P5"}
    before = client.get(reverse("network-close", args=["eau"]), leak)
    assert before.context["sensitive"].declared == 0
    assert "Personne n’a dit où sont les établissements" in before.content.decode()

    address = reverse("network-sensitive", args=["eau"])
    assert client.get(address).status_code == 403
    client.force_login(person("Chef", role=Role.CONTRIBUTOR))
    page = client.get(address).content.decode()
    assert "ne peut pas dire" in page
    table, column = schools.tables.get(), schools.tables.get().columns.get(name="sorte")
    assert f'value="{table.pk}:{column.stable_id}"' in page
    for wrong in ("", "999999:", f"{table.pk}:zz", f"{town.dataset.tables.first().pk}:"):
        assert client.post(address, {"where": wrong}).status_code == 200
    assert SensitiveTable.objects.count() == 0
    sent = {"where": f"{table.pk}:{column.stable_id}"}
    for _twice in range(2):
        assert client.post(address, sent).status_code == 302
    declared = SensitiveTable.objects.get()

    client.force_login(operator)
    context = close(client, **leak)
    # The branch is cut, the street above is not: its school, and no other.
    told = [(e.name, e.kind) for e in context["sensitive"].found]
    assert told == [("École de l’impasse", "école")]
    for kinds, count in ((["mairie"], 0), (["mairie", "école"], 1), ([], 1)):
        SensitiveTable.objects.update(kinds=kinds)
        assert len(close(client, **leak)["sensitive"].found) == count
    crew = client.get(reverse("network-crew-list", args=["eau"]), leak).content.decode()
    assert "École de l’impasse" in crew
    notice = client.get(reverse("network-notice", args=["eau"]), leak).content.decode()
    assert "École de l’impasse" not in notice

    # Whoever does not see the table is told that the list may lack something; a mask hides a kind.
    column.masked = True
    column.save()
    schools.policy_revision += 1
    schools.save()
    found = close(client, **leak)["sensitive"].found
    assert [(e.name, e.kind) for e in found] == [("École de l’impasse", "")]
    Dataset.objects.filter(pk=schools.pk).update(current=None)
    told = close(client, **leak)["sensitive"]
    assert (told.found, told.unread, told.declared) == ((), 1, 1)

    client.force_login(person("Cheffe", role=Role.PUBLISHER))
    assert client.post(address, {"retirer": "x"}).status_code == 404
    assert client.post(address, {"retirer": str(declared.pk)}).status_code == 302
    told = AuditEntry.objects.filter(action__startswith="network.sensitive").order_by("pk")
    assert [e.action for e in told] == [*["network.sensitive"] * 2, "network.sensitive_end"]
