"""A few drawings compiled: the converter loads slowly, so they are made once."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from terrier.domain.figures import Caption, Form, Shapes, specification
from terrier.domain.questions.answer import Answer, Group, Heading
from terrier.domain.questions.question import Grouping, Measure, Per, Question
from terrier.web.charts import png, svg
from tests.domain.figures.answers import BY_MONTH, in_time, months

COMMUNE = Heading("Commune", concept="commune_code")
ASKED = Question(Measure.SUM, "t", (Grouping("c"),), per=Per.THOUSAND_INHABITANTS)


def rates(count: int) -> Answer:
    groups = [Group((f"{n:05}",), (f"Commune {n}",), 1234.5 + n, 9) for n in range(count - 1)]
    hidden = Group((f"{count - 1:05}",), ("La & dernière",), None, None, suppressed=True)
    measured = Heading("Total pour 1 000 habitants", "t pour 1 000 hab.")
    return Answer(ASKED, (COMMUNE,), measured, (*groups, hidden), None, 99)


def jagged(count: int) -> Shapes:
    """Outlines of twenty points each, as generalised communes have."""
    cells = {}
    for n in range(count):
        x, y = 800_000 + n % 40 * 4000, 6_600_000 + n // 40 * 4000
        top = [[x + step * 400 + n % 7, y + 3800 + (step * 37 + n) % 200] for step in range(10)]
        low = [[x + step * 400 + n % 5, y + (step * 53 + n) % 200] for step in range(10)]
        cells[f"{n:05}"] = {"type": "Polygon", "coordinates": [[*low, *reversed(top), low[0]]]}
    return Shapes(cells)


@pytest.fixture(scope="module")
def drawn() -> str:
    spec = specification(
        rates(1000), Form.CHOROPLETH, shapes=jagged(1580), caption=Caption("Titre", "Déchets, 2026")
    )
    return svg(spec, title="Tonnages & taux", description="Une carte.")


def test_a_map_of_1580_communes_is_light_and_says_what_it_is(drawn: str) -> None:
    assert len(drawn.encode()) <= 1_000_000
    root = ElementTree.fromstring(drawn)
    assert root.get("width") == "720"
    assert root.get("role") == "img"
    assert [child.text for child in root[:2]] == ["Tonnages & taux", "Une carte."]
    words = [element.text for element in root.iter() if element.text]
    assert {"Titre", "Source\u00a0: Déchets, 2026", "non communiqué", "pas de donnée"} <= set(words)
    assert any(word.startswith("de 1\u202f") for word in words)
    assert "aria-" not in drawn
    patterns = {e.get("id") for e in root.iter() if e.tag.endswith("pattern")}
    fills = {e.get("fill") for e in root.iter()}
    used = {fill[5:-1] for fill in fills if fill and fill.startswith("url(#")}
    assert used == patterns
    assert len(used) == 2


def test_a_picture_of_points(drawn: str) -> None:
    picture = png(drawn)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) > 5000


def test_two_pictures_of_a_page_do_not_share_their_fills(drawn: str) -> None:
    """A picture that is not shown would take the fills of the other along."""
    other = svg(
        specification(rates(3), Form.CHOROPLETH, width_px=300, shapes=jagged(4)),
        title="",
        description="",
    )

    def fills(picture: str) -> set[str | None]:
        return {e.get("id") for e in ElementTree.fromstring(picture).iter() if e.get("id")}

    assert fills(drawn)
    assert not fills(drawn) & fills(other)


def test_months_are_french() -> None:
    found = in_time(BY_MONTH, months(300, 1234, 500))
    words = svg(specification(found, Form.LINES), title="", description="")
    assert "janv. 2024" in words
    assert "1\u202f200" in words
    assert "Total de « Tonnage » (t)" in words
