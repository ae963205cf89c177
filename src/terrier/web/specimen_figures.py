"""One invented figure of each form, for the page that shows the design system."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from functools import lru_cache
from math import cos, exp, pi, sin
from typing import Any

from django.utils.safestring import mark_safe

from terrier.domain.figures import (
    DRAWN,
    FORM_NAMES,
    MAPS,
    Form,
    Shapes,
    alternative,
    finding,
    notes,
    number,
    specification,
    suitable,
    wording,
)
from terrier.domain.questions.answer import Answer, Group, Heading, Value
from terrier.domain.questions.naming import group_name
from terrier.domain.questions.question import Grouping, Measure, Part, Per, Question
from terrier.web.charts import svg

WIDTH_PX, NARROW_PX = 720, 288
TODAY = date(2026, 3, 12)
COMMUNES = (
    *("Kerlann-sur-Mer", "Port-Salvy", "Roz-an-Dour", "Saint-Budoc", "Plouvenez-Bourg-Blanc"),
    *(
        "Lanvaur",
        "Tréguen",
        "Le Moustoir",
        "Locmaël",
        "Penhars-les-Dunes",
        "Guimeur",
        "Sainte-Nonn",
    ),
)
STREAMS = (
    *("Ordures ménagères", "Emballages et papiers", "Verre", "Déchets végétaux de déchetterie"),
    *("Gravats", "Encombrants", "Bois", "Métaux", "Cartons", "Textiles"),
)
COMMUNE = Heading("Commune", concept="commune_code")
STREAM = Heading("Flux")
YEAR, MONTH, DAY = (Grouping("jour", part) for part in (Part.YEAR, Part.MONTH, Part.DAY))
TONNAGE = Heading("Total de « Tonnage »", "t", "double")
COUNTED = Heading("Nombre de lignes", "", "integer")


@lru_cache(maxsize=1)
def specimen_figures() -> list[dict[str, Any]]:
    """Give the context of `components/chart.html` for one figure of each form."""
    return [_specimen(form, answer) for form, answer in _answers()]


def _specimen(form: Form, answer: Answer) -> dict[str, Any]:
    shapes = _shapes() if form in MAPS else None
    words = alternative(answer, form, today=TODAY)
    reasons = (s.reason for s in suitable(answer) if s.form is form)
    shown: dict[str, Any] = {
        "id": f"specimen-{form.value}",
        "title": f"{FORM_NAMES[form]}. {next(reasons, '')}",
        "finding": finding(answer, form, today=TODAY),
        "alt": words,
        "notes": notes(answer, form, shapes),
        "columns": [{"label": h.label} for h in answer.by]
        + [{"label": wording.measure_title(answer), "numeric": True}],
        "rows": [{"cells": [*g.names, wording.group_text(answer, g)]} for g in answer.groups[:40]],
        "open_table": form is Form.TABLE,
    }
    if form is Form.NUMBER:
        key = number(answer, today=TODAY)
        return shown | {
            "finding": "", "value": key.value, "unit": key.unit, "moment": key.moment,
            "trend": key.trend.text if key.trend else "",
        }  # fmt: skip
    for name, width_px in (("wide", WIDTH_PX), ("narrow", NARROW_PX)):
        if form in DRAWN:
            spec = specification(answer, form, width_px=width_px, shapes=shapes)
            drawn = svg(spec, title=str(shown["title"]), description=words)
            shown[name] = mark_safe(drawn)  # noqa: S308 - drawn by us, words escaped
            shown["specification" if name == "wide" else "narrow_specification"] = spec
    return shown


def _answers() -> Iterable[tuple[Form, Answer]]:
    yield Form.BARS, _bars()
    yield Form.LINES, _streams_by_year(4)
    yield Form.AREAS, _streams_by_year(len(STREAMS))
    yield Form.SHARES, _shares()
    yield Form.HISTOGRAM, _histogram()
    yield Form.SCATTER, _scatter()
    yield Form.HEATMAP, _week()
    yield Form.CALENDAR, _calendar()
    yield Form.MULTIPLES, _by_commune_and_year()
    yield Form.CHOROPLETH, _rate()
    yield Form.CIRCLES, _amounts()
    yield Form.CATEGORIES, _shares()
    yield Form.NUMBER, _months()
    yield Form.TABLE, _amounts()


def _answer(
    by: tuple[tuple[Grouping, Heading], ...],
    groups: Iterable[Group],
    measured: Heading = TONNAGE,
    **more: Any,
) -> Answer:
    measure = Measure.COUNT if measured is COUNTED else Measure.SUM
    asked = Question(measure, "tonnage", tuple(g for g, _heading in by), **more)
    told = tuple(groups)
    whole = None if any(g.suppressed for g in told) else sum(float(g.value or 0) for g in told)
    headings = tuple(heading for _grouping, heading in by)
    return Answer(asked, headings, measured, told, whole, 4000, all_groups=len(told))


def _group(*keys: Any, value: float | None, names: tuple[str, ...] = (), **more: Any) -> Group:
    return Group(keys, names or tuple(map(str, keys)), value, 40, **more)


def _noise(seed: int) -> float:
    """Give a number between 0 and 1 that is the same each time."""
    return (sin(seed * 12.9898) * 43758.5453) % 1


def _bars() -> Answer:
    amounts = (4210.4, 1320, 812.5, 2640, 1710, 930.25)
    groups = [_group(name, value=v) for name, v in zip(STREAMS, amounts, strict=False)]
    groups += [
        _group("Piles", value=None, suppressed=True),
        _group("Amiante", value=None),
        _group(None, value=310.0, names=("Autres",), others=True),
    ]
    return _answer(((Grouping("flux"), STREAM),), groups)


def _streams_by_year(count: int) -> Answer:
    groups = (
        _group(date(year, 1, 1), name, names=(str(year), name),
               value=round((970 + 30 * (year - 2020)) / (n + 1) * (0.9 + 0.2 * _noise(n + year))))
        for year in range(2020, 2026)
        for n, name in enumerate(STREAMS[:count])
    )  # fmt: skip
    return _answer(((YEAR, Heading("Année")), (Grouping("flux"), STREAM)), groups)


def _shares() -> Answer:
    groups = (
        _group(f"DM{c:03}", name, names=(commune, name),
               value=round(20 + 90 * _noise(7 * c + n) / (n + 1) ** 0.4, 1))
        for c, commune in enumerate(COMMUNES[:10])
        for n, name in enumerate(STREAMS[:5])
    )  # fmt: skip
    return _answer(((Grouping("commune"), COMMUNE), (Grouping("flux"), STREAM)), groups)


def _histogram() -> Answer:
    bands = Grouping("loyer", Part.BANDS, width=2.0)
    counts = (3, 12, 45, 112, 161, 120, 64, 31, 9, 0, 2)
    groups = (
        _group(4.0 + 2 * n, value=count, names=(group_name(bands, 4.0 + 2 * n),))
        for n, count in enumerate(counts)
    )
    return _answer(((bands, Heading("Loyer", "€/m²", "double")),), groups, COUNTED)


def _scatter() -> Answer:
    rates = [180 + 240 * _noise(n) for n in range(len(COMMUNES))]
    groups = (
        _group(f"DM{n:03}", names=(name,), value=round(rates[n], 1),
               against=round(24000 - 12 * rates[n] + 900 * _noise(n + 40)))
        for n, name in enumerate(COMMUNES)
    )  # fmt: skip
    answer = _answer(
        ((Grouping("commune"), COMMUNE),), groups, against=(Measure.MEAN, "revenu")
    )  # fmt: skip
    return Answer(**{**answer.__dict__, "against": Heading("Moyenne de « Revenu »", "€")})


def _week() -> Answer:
    hours, days = Grouping("heure", Part.HOUR), Grouping("heure", Part.WEEKDAY)
    groups = (
        _group(hour, day, names=(group_name(hours, hour), group_name(days, day)),
               value=round(15 + 85 * exp(-(((hour - 8.5) / 2) ** 2)) * (day < 6)
                           + 70 * exp(-(((hour - 17.5) / 2.4) ** 2)) * (1 if day < 6 else 0.5)))
        for hour in range(24) for day in range(1, 8) if not (day == 7 and hour < 5)
    )  # fmt: skip
    by = ((hours, Heading("Heure")), (days, Heading("Jour de la semaine")))
    return _answer(by, groups, COUNTED)


def _calendar() -> Answer:
    days = (date(2024, 11, 4) + timedelta(n) for n in range(400))
    groups = (
        _group(day, names=(group_name(DAY, day),),
               value=round(40 + 30 * sin(day.timetuple().tm_yday / 58) + 25 * (day.weekday() == 5)))
        for day in days if day.weekday() < 6
    )  # fmt: skip
    return _answer(((DAY, Heading("Jour")),), groups, COUNTED)


def _by_commune_and_year() -> Answer:
    groups = (
        _group(date(year, 1, 1), f"DM{n:03}", names=(str(year), name),
               value=round((60 + 300 / (n + 1)) * (0.8 + 0.4 * _noise(n * year)), 1))
        for year in range(2019, 2026) for n, name in enumerate(COMMUNES)
    )  # fmt: skip
    return _answer(((YEAR, Heading("Année")), (Grouping("commune"), COMMUNE)), groups)


def _rate() -> Answer:
    named = enumerate(COMMUNES[:11])
    groups = (
        _group(f"DM{n:03}", names=(name,), suppressed=n == 9,
               value=None if n == 9 else round(150 + 220 * _noise(n + 3), 1))
        for n, name in named
    )  # fmt: skip
    measured = Heading(
        "Total de « Tonnage » pour 1 000 habitants", "t pour 1\u202f000\u00a0hab.", "double"
    )
    by = ((Grouping("commune"), COMMUNE),)
    return _answer(by, groups, measured, per=Per.THOUSAND_INHABITANTS)


def _amounts() -> Answer:
    groups = (
        _group(f"DM{n:03}", names=(name,), value=round(1800 / (n + 1) ** 1.1, 1))
        for n, name in enumerate(COMMUNES)
    )
    return _answer(((Grouping("commune"), COMMUNE),), groups)


def _months() -> Answer:
    days = [date(year, month, 1) for year in (2024, 2025) for month in range(1, 13)]
    groups = (
        _group(day, names=(group_name(MONTH, day),),
               value=round(300 + 90 * cos(day.month / 2) + 12 * (day.year - 2024), 1))
        for day in days
    )  # fmt: skip
    return _answer(((MONTH, Heading("Mois")),), groups)


def _shapes() -> Shapes:
    """Draw a territory of hexagons, three kilometres wide each."""
    size = 3000.0

    def hexagon(place: int) -> dict[str, Any]:
        across, down = place % 4, place // 4
        x, y = (across + 0.5 * (down % 2)) * size * 3**0.5, -down * size * 1.5
        corners = [(x + size * sin(n * pi / 3), y + size * cos(n * pi / 3)) for n in range(7)]
        return {"type": "Polygon", "coordinates": [[[round(a), round(b)] for a, b in corners]]}

    codes: dict[Value, str] = {f"DM{n:03}": name for n, name in enumerate(COMMUNES)}
    return Shapes({code: hexagon(n) for n, code in enumerate(codes)}, codes)
