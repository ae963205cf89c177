"""`terrier import` leaves nothing of what it does not import."""

import pytest

from terrier.apps.catalog.models import Original
from terrier.apps.catalog.store import store
from terrier.apps.imports.models import Import
from terrier.cli.main import main
from terrier.domain.access.policy import Role
from tests.apps.privacy.conftest import SUBSCRIBERS, files_with

pytestmark = pytest.mark.django_db


@pytest.fixture
def brought(place, tmp_path, monkeypatch):
    monkeypatch.setattr("terrier.apps.operations.presence.enter", lambda _home: None)
    ada = place.member("Ada", Role.ADMINISTRATOR)
    file = tmp_path / "abonnes.csv"
    file.write_text(SUBSCRIBERS)
    return ["import", str(file), "--as", ada.email, "--organisation", place.root.slug]


@pytest.mark.parametrize(("more", "status"), [(["--dry-run"], 0), (["--key", "Numéro"], 1)])
def test_what_is_not_imported_leaves_nothing(brought, more, status):
    assert main([*brought, *more]) == status
    assert not Import.objects.exists()
    assert files_with("Quendillac") == []
    assert [o.path for o in Original.objects.all() if store().path(o.path).exists()] == []
