"""What the demonstration crosses and tells stands, and says what its files say."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.queries import open_table
from terrier.apps.crossing.models import Crossing
from terrier.apps.stories.models import Page
from terrier.apps.stories.sheets.composing import sheet
from terrier.apps.territories.demonstration import ACCOUNTS, prepare_accounts
from terrier.apps.territories.models import Commune
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import PUBLIC, reader_of
from terrier.demonstration import crossings, seed, stories
from terrier.demonstration.datasets import buses, energy
from terrier.lake import rows

BROUGHT = (
    "bornes-de-recharge",
    energy.SLUG,
    "patrimoine-bati",
    "ecoles",
    buses.STOPS,
    "tonnages-de-dechets",
)
LEFT_OUT = frozenset({"sondages-et-conduite-d-eau", "qualite-de-l-air-et-meteo"})
"""Their sources take as long to bring in as all the others."""


def read(demonstration, slug: str, delimiter: str = ";") -> list[dict[str, str]]:
    """Read a file of the demonstration as an outsider would."""
    path = demonstration.dataset(slug).files[-1].path
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    return list(csv.DictReader(text.splitlines(), delimiter=delimiter))


@pytest.mark.django_db(transaction=True)
def test_crossings_and_pages_stand(demonstration, client, monkeypatch):
    root = seed._prepare_places(demonstration)
    prepare_accounts(SYSTEM, root, seed.PASSWORD)
    chief = User.objects.get(email=ACCOUNTS["administratrice"].email)
    reader = reader_of(chief)
    for slug in BROUGHT:
        seed.bring(demonstration.dataset(slug), chief, reader)
    kept = tuple(c for c in crossings.CROSSED if c.slug not in LEFT_OUT)
    monkeypatch.setattr(crossings, "CROSSED", kept)
    crossings.cross(root, chief, reader)
    assert Crossing.objects.count() == len(kept) == 4
    assert not Crossing.objects.exclude(problem="").exists()

    bills = Crossing.objects.get(dataset__slug="factures-et-batiments").met()
    assert 0.9 < bills.rate < 0.94

    # Each charging point says its commune too: where it lies and what it says agree.
    said = Counter(r["code_insee_commune"] for r in read(demonstration, "bornes-de-recharge", ","))
    counted = open_table(PUBLIC, "bornes-de-recharge-par-commune").relation
    names = [c.name for c in counted.columns]
    found = {r[1 + names.index("code")]: r[1 + names.index("bornes")]
             for r in rows.page(counted, size=100).rows}  # fmt: skip
    assert {code: n for code, n in found.items() if n} == dict(said)
    assert len(found) == 24

    monkeypatch.setattr(stories, "STORIES", (stories.DISCARDED,))
    stories.tell(root, chief, reader)
    page = Page.objects.get()
    text = client.get(f"/infographies/{page.slug}/").content.decode()
    assert "Ce bloc ne peut pas être montré" not in text
    assert text.count("<svg") >= 4
    assert client.get("/communes/96001/fiche/").status_code == 200
    # The figures of the sheets are those that the files count.
    counted_by = {
        "Bornes de recharge": said,
        "Établissements scolaires": Counter(
            r["code_commune"] for r in read(demonstration, "ecoles")
        ),
        "Arrêts de bus": Counter(r["code_insee"] for r in read(demonstration, buses.STOPS, ",")),
    }
    for code in ("96001", "96011"):
        told = sheet(PUBLIC, Commune.objects.get(code=code), root)
        values = {line.label: line.value for line in told.lines}
        for label, found_in_file in counted_by.items():
            assert values[label] == str(found_in_file[code]), label
    # The crossing of internal bills is nobody's but the territory's.
    assert not Dataset.objects.visible_to(PUBLIC).filter(slug="factures-et-batiments").exists()
