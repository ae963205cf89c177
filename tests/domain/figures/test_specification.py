"""Drawings: their structure, not their pixels. One of each form is compiled in tests/web."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from terrier.domain.figures import (
    DARK,
    DRAWN,
    LIGHT,
    Caption,
    Classing,
    Form,
    Shapes,
    specification,
)
from terrier.domain.figures.classes import Method
from terrier.domain.figures.shapes import round_length_m
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions.answer import Heading
from terrier.domain.questions.question import Grouping, Part, Per
from tests.domain.figures.answers import (
    BY_COMMUNE,
    BY_DAY,
    BY_MONTH,
    BY_YEAR,
    COMMUNE,
    COUNTED,
    MEAN,
    YEAR,
    answer,
    crossed,
    group,
    in_time,
    months,
    ranked,
    years,
)


def square(place: int) -> dict:
    x = place * 10_000
    corners = [[x, 0], [x, 8000], [x + 10_000, 8000], [x + 10_000, 0], [x, 0]]
    return {"type": "Polygon", "coordinates": [corners]}


CODES = [f"7100{n}" for n in range(6)]
SHAPES = Shapes({code: square(n) for n, code in enumerate(CODES)}, {"71005": "Viré"})
RATE = answer(
    [(BY_COMMUNE, COMMUNE)],
    [*(group(code, value=10.0 * n) for n, code in enumerate(CODES[:4])),
     group(CODES[4], value=None, suppressed=True)],
    measured=Heading("Total pour 1 000 habitants", "t pour 1 000 hab."),
    per=Per.THOUSAND_INHABITANTS,
)  # fmt: skip
AMOUNTS = answer([(BY_COMMUNE, COMMUNE)], [group(c, value=n + 1) for n, c in enumerate(CODES)])
MIX = crossed(
    (BY_COMMUNE, COMMUNE),
    {(c, s): (n + 1) * (m + 1) for n, c in enumerate(CODES) for m, s in enumerate("XYZ")},
)  # fmt: skip
STREAMS = crossed(
    (BY_YEAR, YEAR),
    {(date(y, 1, 1), f"flux {n}"): 100 - n for y in (2023, 2024) for n in range(10)},
)  # fmt: skip
HOURS, WEEK = Grouping("h", Part.HOUR), Grouping("h", Part.WEEKDAY)
CLOCK = answer(
    [(HOURS, Heading("Heure")), (WEEK, Heading("Jour"))],
    [group(h, d, value=h + d, names=(f"{h} h", f"jour {d}")) for h, d in ((8, 1), (8, 2), (9, 1))],
    measured=COUNTED,
)  # fmt: skip
DAYS = in_time(BY_DAY, {date(2024, 2, day): day for day in (1, 2, 28)}, measured=COUNTED)
BANDS = Grouping("p", Part.BANDS, limits=(0, 10, 30))
SPREAD = answer(
    [(BANDS, Heading("Prix", "€"))],
    [group(low, value=3) for low in (float("-inf"), 0.0, 10.0, 30.0)], measured=COUNTED,
)  # fmt: skip
CLOUD = replace(
    answer([(BY_COMMUNE, COMMUNE)], [group(f"c{n}", value=n, against=n) for n in range(5)]),
    against=MEAN,
)
DRAWINGS = {
    Form.BARS: ranked({"Verre": 36, "Bois": None, "Papier": 64}),
    Form.LINES: STREAMS,
    Form.AREAS: STREAMS,
    Form.HISTOGRAM: SPREAD,
    Form.SCATTER: CLOUD,
    Form.SHARES: MIX,
    Form.HEATMAP: CLOCK,
    Form.MULTIPLES: STREAMS,
    Form.CALENDAR: DAYS,
    Form.CHOROPLETH: RATE,
    Form.CIRCLES: AMOUNTS,
    Form.CATEGORIES: MIX,
}


def drawn(form: Form, found=None, **more) -> dict:
    return specification(found or DRAWINGS[form], form, shapes=SHAPES, **more)


def rows(spec: dict) -> list[dict]:
    parts = [spec, *spec.get("layer", [])]
    return [row for part in parts for row in part.get("data", {}).get("values", [])]


@pytest.mark.parametrize("form", sorted(DRAWN))
@pytest.mark.parametrize("width", [720, 300])
def test_every_form_is_plain_json_in_french_for_both_widths(form: Form, width: int) -> None:
    spec = drawn(form, width_px=width)
    text = json.dumps(spec, allow_nan=False)
    assert spec["$schema"].endswith("/vega-lite/v6.json")
    assert spec["config"]["locale"]["number"]["decimal"] == ","
    assert spec["config"]["aria"] is False
    assert all(row["said"] for row in rows(spec) if "text" in row and "x" not in row and "a" in row)
    assert "Sans valeur" not in text
    composed = "spec" in spec
    assert spec["usermeta"]["terrier"]["fluid"] is not composed
    assert composed or (spec["width"], spec["autosize"]["type"]) == (width, "fit-x")


@pytest.mark.parametrize("form", sorted(DRAWN))
def test_the_dark_twin_of_a_light_drawing_is_the_dark_drawing(form: Form) -> None:
    """The browser changes colours one for one: it gets what the server would have drawn."""
    light, dark = drawn(form), drawn(form, palette=DARK)
    twins = light["usermeta"]["terrier"]["dark"]
    del light["usermeta"], dark["usermeta"]
    changed = re.sub(r"(?<=[#-])[0-9A-F]{6}\b", lambda hex: twins[hex[0]], json.dumps(light))
    assert json.loads(changed) == dark


def test_bars_come_from_the_most_and_say_what_is_missing() -> None:
    found = ranked({"Verre": 36, "Bois": None, "Papier": 64})
    found = replace(
        found, groups=(*found.groups, group(None, value=9, names=["Autres"], others=True))
    )
    spec = drawn(Form.BARS, found)
    assert [row["a"] for row in rows(spec)] == ["Papier", "Verre", "Bois", "Autres"]
    assert [row["text"] for row in rows(spec)] == [
        "64\u00a0t",
        "36\u00a0t",
        "pas de donnée",
        "9\u00a0t",
    ]
    assert [row["special"] for row in rows(spec)] == [False, False, False, True]
    assert spec["encoding"]["y"]["sort"] == ["Papier", "Verre", "Bois", "Autres"]


def test_two_groups_of_one_name_stay_two() -> None:
    found = answer(
        [(BY_COMMUNE, COMMUNE)], [group(c, value=1, names=["Saint-Gengoux"]) for c in CODES[:2]]
    )
    assert [row["a"] for row in rows(drawn(Form.BARS, found))] == [
        "Saint-Gengoux (71000)",
        "Saint-Gengoux (71001)",
    ]


def test_a_missing_month_breaks_the_curve() -> None:
    values = months(5, 6, 7, 8)
    del values[date(2024, 3, 1)]
    shown = rows(drawn(Form.LINES, in_time(BY_MONTH, values)))
    assert [(row["at"], row["value"]) for row in shown] == [
        ("2024-01-01", 5), ("2024-02-01", 6), ("2024-03-01", None), ("2024-04-01", 8),
    ]  # fmt: skip


def test_eight_series_at_most_and_the_others_add_up() -> None:
    spec = drawn(Form.LINES)
    domain = spec["encoding"]["color"]["scale"]["domain"]
    assert domain == [*(f"flux {n}" for n in range(7)), "Autres"]
    assert spec["encoding"]["strokeDash"]["scale"]["domain"] == domain
    for year in ("2023-01-01", "2024-01-01"):
        found = {row["group"]: row["value"] for row in rows(spec) if row["at"] == year}
        assert found["Autres"] == 93 + 92 + 91
        assert sum(found.values()) == sum(range(91, 101))


def test_a_hidden_part_hides_the_sum_that_would_give_it_back() -> None:
    groups = list(STREAMS.groups)
    groups[9] = replace(groups[9], value=None, suppressed=True)
    spec = drawn(Form.LINES, replace(STREAMS, groups=tuple(groups)))
    others = {row["at"]: row["value"] for row in rows(spec) if row["group"] == "Autres"}
    assert others == {"2023-01-01": None, "2024-01-01": 93 + 92 + 91}
    shares = list(MIX.groups)
    shares[0] = replace(shares[0], value=None, suppressed=True)
    shown = rows(drawn(Form.SHARES, replace(MIX, groups=tuple(shares))))
    assert CODES[0] not in {row["bar"] for row in shown}


def test_parts_of_a_bar_fill_it() -> None:
    for code in CODES:
        parts = [row for row in rows(drawn(Form.SHARES)) if row["bar"] == code]
        assert parts[0]["from"] == 0
        assert parts[-1]["to"] == pytest.approx(1)
        assert [row["to"] for row in parts[:-1]] == [row["from"] for row in parts[1:]]


def test_a_choropleth_says_what_is_hidden_and_what_is_missing() -> None:
    spec = drawn(Form.CHOROPLETH, classing=Classing(Method.LIMITS, 3, (10.0, 20.0)))
    classes = {row["a"]: row["class"] for row in rows(spec) if "class" in row}
    assert classes == {
        "71000": "moins de 10", "71001": "de 10 à 20", "71002": "20 et plus",
        "71003": "20 et plus", "71004": "non communiqué", "Viré": "pas de donnée",
    }  # fmt: skip
    fill = next(layer for layer in spec["layer"] if "encoding" in layer)["encoding"]["fill"]
    colours = dict(zip(fill["scale"]["domain"], fill["scale"]["range"], strict=True))
    assert colours["non communiqué"].startswith("url(#dots-")
    assert colours["pas de donnée"].startswith("url(#rising-")
    assert colours["20 et plus"] == LIGHT.sequential[-1]


def test_two_sides_of_zero_have_two_colours_and_a_pattern() -> None:
    changes = replace(
        RATE, groups=tuple(group(c, value=v) for c, v in zip(CODES, (-9, -2, 3, 8), strict=False))
    )
    spec = drawn(Form.CHOROPLETH, changes, classing=Classing(Method.LIMITS, 4, (-5.0, 0.0, 5.0)))
    colours = spec["layer"][0]["encoding"]["fill"]["scale"]["range"]
    assert [c.startswith("url(#falling-") for c in colours[:4]] == [True, True, False, False]


def test_the_scale_bar_is_true() -> None:
    """It is a line of the ground, in the projection of the map."""
    for form in (Form.CHOROPLETH, Form.CIRCLES, Form.CATEGORIES):
        spec = drawn(form)
        assert spec["projection"] == {"type": "identity", "reflectY": True}
        bar, label = spec["layer"][-2:]
        points = bar["data"]["values"][0]["geometry"]["coordinates"]
        assert points[2][0] - points[1][0] == round_length_m(60_000 * 0.3) == 10_000
        assert label["data"]["values"][0]["text"] == "10\u00a0km"


def test_circles_are_in_proportion_and_the_largest_below() -> None:
    layer = next(p for p in drawn(Form.CIRCLES)["layer"] if "size" in p.get("encoding", {}))
    scale = layer["encoding"]["size"]["scale"]
    assert (scale["type"], scale["domain"], scale["range"][0]) == ("linear", [0, 6.0], 0)
    assert [row["value"] for row in layer["data"]["values"]] == [6, 5, 4, 3, 2, 1]
    assert [int(row["x"] // 10_000) for row in layer["data"]["values"]] == [5, 4, 3, 2, 1, 0]


def test_a_hidden_category_is_not_passed_over() -> None:
    """It could be the first of its commune: the commune says that it is hidden."""
    groups = list(MIX.groups)
    groups[0] = replace(groups[0], value=None, suppressed=True)
    spec = drawn(Form.CATEGORIES, replace(MIX, groups=tuple(groups)))
    classes = [row["class"] for row in rows(spec) if "class" in row]
    assert classes == ["non communiqué", "Z", "Z", "Z", "Z", "Z"]


def test_a_calendar_has_every_day_of_its_months() -> None:
    shown = rows(drawn(Form.CALENDAR))
    assert len(shown) == 29
    assert sum(row["value"] is not None for row in shown) == 3
    first = shown[0]
    assert (first["weekday"], first["week"]) == (date(2024, 2, 1).weekday(), 0)
    assert {row["week"] for row in shown} == {0, 1, 2, 3, 4}


def test_a_heat_map_has_every_cell() -> None:
    shown = {(row["a"], row["b"]): row["text"] for row in rows(drawn(Form.HEATMAP))}
    assert len(shown) == 4
    assert shown["9 h", "jour 2"] == "pas de donnée"


def test_open_bands_are_as_wide_as_their_neighbours() -> None:
    ends = [(row["low"], row["high"]) for row in rows(drawn(Form.HISTOGRAM))]
    assert ends == [(-10, 0), (0, 10), (10, 30), (30, 50)]


def test_a_picture_that_leaves_its_page_says_its_title_and_source() -> None:
    caption = Caption("Tonnages par commune " * 8, "Déchets, ComCom, 12 mars 2026")
    spec = drawn(Form.CHOROPLETH, width_px=300, caption=caption)
    assert len(spec["title"]["text"]) > 3
    assert " ".join(spec["title"]["subtitle"]) == "Source\u00a0: Déchets, ComCom, 12 mars 2026"


def test_what_is_no_drawing_is_refused() -> None:
    with pytest.raises(Invalid, match="Tableau"):
        drawn(Form.TABLE, AMOUNTS)


def test_a_period_that_is_not_whole_is_drawn_apart() -> None:
    found = replace(in_time(BY_YEAR, years(9, 4, 5)), partial=frozenset({date(2022, 1, 1)}))
    drawn = specification(found, Form.LINES)
    _curve, hollow = drawn["layer"]
    assert hollow["transform"] == [{"filter": "datum.partial"}]
    assert [row["text"] for row in drawn["data"]["values"] if row.get("partial")] == ["5\u00a0t"]
    drawn = specification(found, Form.BARS)
    told = {c["test"]: c["value"] for c in drawn["layer"][0]["encoding"]["color"]["condition"]}
    assert told["datum.partial"] == "url(#upright-FFFEFB-0C5361)"
    assert "mark" in specification(in_time(BY_YEAR, years(9, 4, 5)), Form.LINES)


def test_a_map_of_many_areas_is_not_hidden_by_its_borders_nor_its_circles() -> None:
    many = Shapes({n: square(n) for n in range(1500)})
    groups = [group(n, value=1 + n % 7) for n in range(1500)]
    drawn = specification(answer([(BY_COMMUNE, COMMUNE)], groups), Form.CIRCLES, shapes=many)
    size = drawn["layer"][1]["encoding"]["size"]["scale"]
    per_value = size["range"][1] / size["domain"][1]
    covered = per_value * sum(g.value for g in groups)
    assert covered == pytest.approx(0.2 * drawn["width"] * drawn["height"], rel=0.01)
    assert drawn["layer"][0]["mark"]["strokeWidth"] == pytest.approx(0.46)
    few = specification(answer([(BY_COMMUNE, COMMUNE)], groups[:9]), Form.CIRCLES,
                        shapes=Shapes({n: square(n) for n in range(9)}))  # fmt: skip
    assert few["layer"][0]["mark"]["strokeWidth"] == 0.7


def test_dates_at_both_ends_of_the_calendar_are_drawn() -> None:
    ends = {date(1, 1, 1): 4, date(9999, 12, 1): 5}
    ticks = specification(in_time(BY_MONTH, ends), Form.LINES)["encoding"]["x"]["axis"]["tickCount"]
    assert ticks == {"interval": "year", "step": 1111}
    days = in_time(BY_DAY, {date(9999, 12, 30): 4, date(9999, 12, 31): 5})
    drawn = specification(days, Form.CALENDAR)["data"]["values"]
    assert len(drawn) == 31
