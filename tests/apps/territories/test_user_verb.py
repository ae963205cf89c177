"""`terrier user` changes what is asked and nothing else; what needs an administrator says so."""

from __future__ import annotations

import io

import pytest

from terrier.apps.accounts.models import User
from terrier.cli.main import main

EMAIL = "camille@val.example"
pytestmark = pytest.mark.django_db


def typed(monkeypatch, *lines: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_an_account_keeps_its_password_unless_asked(place, monkeypatch, capsys):
    typed(monkeypatch, "quatre-mots-bien-longs")
    assert main(["user", EMAIL, "--name", "Camille"]) == 0

    typed(monkeypatch, "un-autre-mot-de-passe-long")
    assert main(["user", EMAIL, "--organisation", place.first.slug, "--role", "publisher"]) == 0
    assert "inchangé" in capsys.readouterr().out
    camille = User.objects.get(email=EMAIL)
    assert camille.check_password("quatre-mots-bien-longs")
    assert camille.memberships.get().role == "publisher"

    assert main(["user", EMAIL, "--password"]) == 0
    assert User.objects.get(email=EMAIL).check_password("un-autre-mot-de-passe-long")
    assert main(["user", EMAIL, "--generate-password"]) == 0
    drawn = capsys.readouterr().out.rpartition(" : ")[2].strip()
    assert User.objects.get(email=EMAIL).check_password(drawn)


def test_an_import_without_an_administrator_says_what_to_do(tmp_path, capsys):
    file = tmp_path / "points.csv"
    file.write_text("a;b\n1;2\n")
    assert main(["import", str(file)]) == 1
    assert "terrier user ADRESSE --admin" in capsys.readouterr().err
