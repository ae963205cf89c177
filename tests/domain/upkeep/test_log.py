"""What an entry may say, and what files of repairs say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from terrier.domain.kernel.errors import Invalid
from terrier.domain.upkeep.events import Entry, Kind, check
from terrier.domain.upkeep.repairs import day_of, failure_of, guess, projection_of_register

TODAY = date(2026, 11, 22)
BREAK = Entry(Kind.BREAK, date(2026, 3, 1), failure="04", repaired_on=date(2026, 3, 2))


def test_what_is_possible_passes():
    check(BREAK, TODAY)
    check(replace(BREAK, done_on=TODAY, repaired_on=TODAY), TODAY)
    check(Entry(Kind.OTHER, TODAY, cost_eur=Decimal(0), duration_min=0), TODAY)


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"done_on": date(2026, 11, 23)}, "à venir"),
        ({"repaired_on": date(2027, 1, 1)}, "à venir"),
        ({"done_on": date(202, 3, 1)}, "ancienne"),
        ({"repaired_on": date(2026, 2, 28)}, "précéder"),
        ({"kind": Kind.REPAIR}, "fuite"),
        ({"cost_eur": Decimal("-1")}, "coût"),
        ({"cost_eur": Decimal("1e9")}, "coût"),
        ({"duration_min": -1}, "durée"),
        ({"note": "x" * 4001}, "longue"),
    ],
)
def test_what_cannot_be_is_refused(said, word):
    with pytest.raises(Invalid, match=word):
        check(replace(BREAK, **said), TODAY)


def test_codes_of_the_standard():
    read = [failure_of(w) for w in ("01", " 5 ", "06-02", "casse NETTE", "", "autre chose")]
    assert read == ["01", "05", "06", "02", "00", "00"]
    days = [day_of(w) for w in ("2019-03-12", "12/3/2019 08:00", "20190312", "2019", "31/02/2019")]
    assert days == [date(2019, 3, 12)] * 3 + [None, None]


def test_columns_are_recognised_by_the_names_of_the_standard():
    of_files = guess(["IDREPAR", "X", "Y", "SUPPREPARE", "DEFREPAREE", "IDSUPREPAR", "DATEREPAR"])
    assert of_files == {
        "id": "IDREPAR", "pipe": "IDSUPREPAR", "date": "DATEREPAR", "failure": "DEFREPAREE"
    }  # fmt: skip
    assert guess(["nom", "commune"]) == {}


def test_the_register_is_in_lambert_93_on_the_mainland_alone():
    assert projection_of_register("EPSG:3947") == "EPSG:2154"
    assert projection_of_register("EPSG:5490") == "EPSG:5490"
