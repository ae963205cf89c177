"""What names a row, and numbers that are years."""

from types import SimpleNamespace

import pytest

from terrier.apps.catalog.row_names import naming_column
from terrier.apps.catalog.templatetags.catalog_values import cell


def _column(name, kind="TEXT", concept=""):
    return SimpleNamespace(name=name, type=kind, concept=concept)


@pytest.mark.parametrize(
    ("names", "naming"),
    [
        (("stop_id", "stop_name", "lignes"), "stop_name"),
        (("identifiant_uai", "appellation_officielle", "nature"), "appellation_officielle"),
        (("code", "bgt_nature_label"), "bgt_nature_label"),
        (("code", "prenom"), "code"),
    ],
)
def test_a_row_is_named_by_the_column_called_so(names, naming):
    columns = [_column(name) for name in names]
    assert naming_column(SimpleNamespace(columns=columns)).name == naming


@pytest.mark.parametrize(
    ("name", "shown"),
    [("annee", "2021"), ("bgt_annee", "2021"), ("annees_de_service", "2\u202f021")],
)
def test_years_are_written_without_a_space(name, shown):
    assert cell(2021, _column(name, "BIGINT")).replace("\u00a0", "\u202f") == shown
