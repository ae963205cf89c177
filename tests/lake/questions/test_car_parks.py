"""The car parks of Montpellier by hour and weekday: the real records, against plain Python."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from fractions import Fraction

import pytest

from terrier.domain.questions.address import read
from terrier.domain.questions.sentence import title
from terrier.lake.questions import answer, headings

pytestmark = pytest.mark.shared

TYPES = {"quand": "TIMESTAMP", "parking": "TEXT", "libres": "INTEGER", "places": "INTEGER"}


@pytest.fixture
def car_parks(make_relation, shared_data):
    """Give the records of all car parks, as `(relation, rows)`."""
    folder = shared_data / "stationnement" / "montpellier-2023" / "parkings"
    relation = make_relation(
        "SELECT row_number() OVER () AS _line, row_number() OVER () AS _row, "
        "strptime(quand, '%Y-%m-%d@%H-%M-%S') AS quand, parking, libres, places "
        f"FROM read_csv('{folder}/*.dat', delim=';', header=false, columns={{'quand': 'TEXT', "
        "'parking': 'TEXT', 'libres': 'INTEGER', 'places': 'INTEGER'})",
        TYPES,
    )
    rows = []
    for path in sorted(folder.glob("*.dat")):
        for line in path.read_text().splitlines():
            moment, name, free, places = line.split(";")
            at = datetime.strptime(moment, "%Y-%m-%d@%H-%M-%S")  # noqa: DTZ007 - local time
            rows.append((at, name, int(free), int(places)))
    return relation, rows


def test_by_weekday_and_hour(car_parks) -> None:
    relation, rows = car_parks
    asked = read("mesure=mean:libres&par=quand:weekday&par=quand:hour")
    found = answer(relation, asked)
    free = defaultdict(list)
    for at, _name, count, _places in rows:
        free[at.isoweekday(), at.hour].append(count)
    assert len(rows) == found.rows == 22_581
    assert [g.keys for g in found.groups] == sorted(free)
    for group in found.groups:
        counts = free[group.keys]
        assert group.rows == len(counts)
        assert group.value == pytest.approx(float(Fraction(sum(counts), len(counts))), rel=1e-12)
    assert found.groups[0].names[1] == "0\u00a0h"
    assert title(asked, headings(relation)) == (
        "Moyenne de libres par jour de la semaine et par heure (quand)"
    )


def test_the_fullest_car_parks_and_the_rest(car_parks) -> None:
    relation, rows = car_parks
    found = answer(relation, read("mesure=median:libres&par=parking&ordre=lowest&premiers=3"))
    by_park = defaultdict(list)
    for _at, name, count, _places in rows:
        by_park[name].append(count)

    def median(counts: list[int]) -> Fraction:
        kept = sorted(counts)
        return Fraction(kept[(len(kept) - 1) // 2] + kept[len(kept) // 2], 2)

    fullest = sorted(by_park, key=lambda name: (median(by_park[name]), name))
    assert [g.keys[0] for g in found.groups[:3]] == fullest[:3]
    rest = [count for name in fullest[3:] for count in by_park[name]]
    assert found.groups[3].others
    assert Fraction(found.groups[3].value) == median(rest)
    assert found.all_groups == len(by_park) == 24
