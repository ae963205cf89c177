"""What is near in space and time, against distances measured one by one."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pyproj
import pytest
import shapely

from terrier.apps.territories.queries import PUBLIC
from terrier.apps.worksites import queries
from terrier.apps.worksites.actions import writing
from terrier.apps.worksites.models import Worksite
from terrier.domain.access.policy import Role

pytestmark = pytest.mark.django_db
DAY = date(2027, 5, 1)


def metres(crs: str):
    to_crs = pyproj.Transformer.from_crs("EPSG:4326", crs, always_xy=True)
    return lambda shape: shapely.transform(shape, to_crs.transform, interleaved=False)


def test_near_is_what_brute_force_finds(place, reader_of):
    chief = place.member("Chef", Role.PUBLISHER)
    reader = reader_of(chief)
    rng = random.Random(4)
    owners = (place.root, place.first, place.second)
    for n in range(60):
        x, y = 4.82 + rng.random() / 250, 46.52 + rng.random() / 250
        shape = rng.choice([
            shapely.Point(x, y),
            shapely.LineString([(x, y), (x + 0.001, y + 0.0005)]),
            shapely.box(x, y, x + 0.0005, y + 0.0005),
        ])  # fmt: skip
        start = DAY + timedelta(days=rng.randrange(200))
        values = {"title": f"n{n}", "kind": "EAU", "starts_on": start,
                  "ends_on": start + timedelta(days=rng.randrange(40)),
                  "state": rng.choice(["planned", "done", "intention", "cancelled"])}  # fmt: skip
        if n % 10 == 0:
            values |= {"starts_on": None, "ends_on": None}
        made = writing.create(chief, reader, rng.choice(owners), values, shape)
        if n % 4 == 0:
            writing.publish(chief, reader, made, 1, published=True)
    area = shapely.box(4.822, 46.522, 4.823, 46.523)
    start, end = DAY + timedelta(days=30), DAY + timedelta(days=90)
    project = metres(place.root.projected_crs)
    for who, margin in ((reader, 120.0), (PUBLIC, 250.0), (reader, 20.0)):
        expected = []
        for one in Worksite.objects.all():
            seen = who is reader or one.published
            standing = one.state in ("planned", "intention")
            dated = one.starts_on is None or (one.starts_on <= end and one.ends_on >= start)
            distance = project(one.geometry).distance(project(area))
            if seen and standing and dated and distance <= margin:
                expected.append((one.pk, pytest.approx(distance, abs=1e-6)))
        found = queries.near(who, area, margin, start, end)
        assert sorted((f.worksite.pk, f.distance_m) for f in found) == sorted(
            expected, key=lambda pair: pair[0]
        )
        assert [f.distance_m for f in found] == sorted(f.distance_m for f in found)
        assert all(f.gap_days == 0 for f in found if f.worksite.starts_on)
        assert expected
    assert queries.near(reader, shapely.Point(2.35, 48.85), 100.0) == []


def test_sheet_proposes_one_trench_and_warns_of_a_new_road(client, place, reader_of):
    chief = place.member("Chef", Role.PUBLISHER)
    reader = reader_of(chief)

    def dig(title, **values):
        line = shapely.LineString([(4.82, 46.52), (4.822, 46.52)])
        return writing.create(chief, reader, place.root, {"title": title, **values}, line)

    mine = dig("Eau rue Haute", kind="EAU", starts_on=DAY, ends_on=DAY, depth_m=1.3)
    fibre = dig("Fibre rue Haute", kind="TELECOM", starts_on=DAY, ends_on=DAY)
    dig("Enrobés", kind="VOIRIE", state="done", starts_on=DAY - timedelta(400))
    dig("Gaz fini", kind="GAZ", state="done", starts_on=DAY - timedelta(400))
    client.force_login(chief)
    sheet = client.get(f"/chantiers/{mine.pk}/").content.decode()
    assert "Partager la tranchée." in sheet
    assert "Chaussée récente." in sheet
    assert "Gaz fini" not in sheet
    # What follows from depths is for those who see them.
    for one in (mine, fibre):
        writing.publish(chief, reader, one, 1, published=True)
    client.logout()
    sheet = client.get(f"/chantiers/{mine.pk}/").content.decode()
    assert "Fibre rue Haute" in sheet
    assert "tranchée" not in sheet.split("À côté")[1].lower()
    assert "Enrobés" not in sheet
