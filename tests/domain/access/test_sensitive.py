"""Columns about persons are pointed out; those about things are not."""

from __future__ import annotations

import re

import pytest

from terrier.domain.access.sensitive import PATTERNS, Described, Found, suspicions


def kinds(*labels: str, **found: list[Found]) -> dict[str, str]:
    columns = [Described(label, label) for label in labels]
    return {s.column: s.kind for s in suspicions(columns, found)}


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("Téléphone", "phone"),
        ("Courriel du demandeur", "email"),
        ("Date de naissance", "birth"),
        ("Nom du demandeur", "person_name"),
        ("IBAN", "bank_account"),
        ("NIR", "social_security"),
        ("Adresse", "address"),
    ],
)
def test_headers_that_speak_of_persons(label, kind):
    assert kinds(label) == {label: kind}


def test_a_bare_name_is_a_persons_only_beside_a_first_name():
    assert kinds("Nom", "Prénom") == {"Nom": "person_name", "Prénom": "person_name"}
    assert kinds("Nom", "Surface") == {}


def test_things_are_not_persons():
    assert kinds("Tonnage", "Commune", "Date de collecte", "Code INSEE", "Montant") == {}


def test_the_declared_concept_speaks_before_the_header():
    found = suspicions([Described("c", "Colonne 7", "phone")], {})
    assert [(s.kind, s.examples) for s in found] == [("phone", ())]


def test_values_speak_under_a_header_that_says_nothing():
    found = suspicions(
        [Described("c", "Observations")],
        {"c": [Found("email", 3, ("appeler jean@val.example",)), Found("phone", 1, ("x",))]},
    )
    assert [s.kind for s in found] == ["email"]
    assert "3 valeurs ressemblent à des adresses électroniques" in found[0].why
    assert found[0].examples == ("appeler jean@val.example",)


@pytest.mark.parametrize(
    ("kind", "text", "seen"),
    [
        ("phone", "appeler le 03 85 12 34 56 le matin", True),
        ("phone", "+33612345678", True),
        ("phone", "Parcelle 71270000AB0123", False),
        ("phone", "200069698000123456", False),
        ("email", "mairie@val-clair.example", True),
        ("email", "12 rue du Lac @ Cormes", False),
        ("social_security", "1 85 05 78 006 084 36", True),
        ("social_security", "n° 285057800608436.", True),
        ("social_security", "20240312", False),
        ("bank_account", "FR76 3000 6000 0112 3456 7890 189", True),
        ("bank_account", "FR76", False),
    ],
)
def test_patterns_of_values(kind, text, seen):
    assert bool(re.search(PATTERNS[kind], text)) is seen
