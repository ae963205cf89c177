"""Columns keep their identity from one version to the next."""

from __future__ import annotations

import pytest

from terrier.apps.catalog.actions.columns import reconcile_columns
from terrier.apps.catalog.actions.versions import NewColumn
from terrier.apps.catalog.models import Column, Table
from terrier.domain.kernel.errors import Invalid


@pytest.fixture
def table(draft) -> Table:
    return draft.tables.get()


def names(*wanted: str) -> list[NewColumn]:
    return [NewColumn(name, "TEXT", name.title()) for name in wanted]


def ids(table) -> dict[str, str]:
    return dict(Column.objects.filter(table=table).values_list("name", "stable_id"))


def test_the_same_names_keep_ids_and_labels(table):
    before = ids(table)
    Column.objects.filter(name="objet").update(label="Objet de la subvention")
    found = reconcile_columns(table, names("objet", "montant"), {})
    assert [c.stable_id for c in found] == [before["objet"], before["montant"]]
    assert found[0].label == "Objet de la subvention"
    assert found[0].position == 0


def test_a_renamed_column_keeps_its_id_its_mask_and_its_label(table):
    before = ids(table)
    Column.objects.filter(name="telephone").update(masked=True)
    [found] = reconcile_columns(table, names("tel"), {"renamed": {"telephone": "tel"}})
    assert found.stable_id == before["telephone"]
    assert found.masked
    assert found.label == "Téléphone"
    assert found.name == "tel"


def test_two_columns_that_exchange_their_names_exchange_their_ids(table):
    before = ids(table)
    found = reconcile_columns(
        table, names("objet", "numero"), {"renamed": {"objet": "numero", "numero": "objet"}}
    )
    assert [c.stable_id for c in found] == [before["numero"], before["objet"]]


def test_what_is_gone_is_flagged_and_known_again_when_it_comes_back(table):
    before = ids(table)
    reconcile_columns(table, names("numero"), {})
    assert Column.objects.get(name="objet").removed
    found = reconcile_columns(table, names("numero", "objet"), {})
    assert found[1].stable_id == before["objet"]
    assert not Column.objects.get(name="objet").removed


def test_a_column_said_to_be_removed_is_not_known_again_under_its_name(table):
    before = ids(table)
    found = reconcile_columns(table, names("objet"), {"removed": ["objet"]})
    assert found[0].stable_id != before["objet"]
    assert Column.objects.get(stable_id=before["objet"]).removed


def test_a_new_column_is_masked_only_where_there_are_masks(table):
    assert not reconcile_columns(table, names("numero", "neuve"), {})[1].masked
    Column.objects.filter(name="telephone").update(masked=True)
    found = reconcile_columns(table, names("numero", "neuve", "autre"), {})
    assert [c.masked for c in found] == [False, False, True]


def test_a_mask_in_another_table_masks_new_columns_too(table):
    other = Table.objects.create(dataset=table.dataset, name="autre", title="Autre")
    Column.objects.create(table=other, name="a", type="TEXT", label="A", masked=True)
    assert reconcile_columns(table, names("neuve"), {})[0].masked


def test_a_new_column_about_persons_is_not_published_by_an_import(table, open_to):
    assert not reconcile_columns(table, names("numero", "courriel"), {})[1].masked
    Column.objects.filter(name="courriel").delete()
    open_to("public")
    found = reconcile_columns(table, names("numero", "courriel", "surface"), {})
    assert [c.masked for c in found] == [False, True, False]


def test_known_ids_win_over_names(table):
    before = ids(table)
    found = reconcile_columns(table, names("objet"), {"ids": {"objet": before["telephone"]}})
    assert found[0].stable_id == before["telephone"]


@pytest.mark.parametrize(
    "renamed", [{"inconnue": "objet"}, {"objet": "montant", "numero": "montant"}]
)
def test_a_rename_that_cannot_be_followed_is_refused(table, renamed):
    with pytest.raises(Invalid, match="changement de nom"):
        reconcile_columns(table, names("objet", "montant"), {"renamed": renamed})
