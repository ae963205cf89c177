"""The plan on paper, read back by a PDF engine that shares nothing with what wrote it."""

from __future__ import annotations

import re

import numpy as np
import pypdfium2
import pytest
import shapely

from terrier.apps.digging.content import Findings
from terrier.apps.digging.models import Answer
from terrier.apps.digging.plan import legend, scene
from terrier.apps.digging.plan.document import sheets_of
from terrier.domain.drafting.sheets import APART_M, SCALES
from terrier.domain.topology.commodities import Commodity

from .conftest import HERE, ORIGIN, wkt

DOTS_PER_MM = 300 / 25.4
BLUE, RED = (11, 98, 181), (200, 16, 46)
HUNDRED_METRES = [("L", "ES", "01", "PVC", 160, 1998, 1.1, None, "1.3", wkt((-50, 0), (50, 0)))]
ASK = {"par": "point", "lon": str(HERE[0]), "lat": str(HERE[1]), "rayon": "40"}


@pytest.fixture
def printed(client, ground):
    """Ask around a pipe of exactly a hundred metres; give a way to print the answer."""
    service = ground.service("drinking_water", "Eau 🚰 漢", "Régie")
    ground.network("Eau", service, Commodity.DRINKING_WATER, tuyaux=HUNDRED_METRES)
    client.force_login(ground.operator())
    client.post("/sous-nos-pieds/", {**ASK, "objet": "Fuite 🚧 <b>&"})
    given = Answer.objects.get()

    def pages(**options):
        got = client.get(f"/sous-nos-pieds/{given.reference}/plan.pdf", options)
        assert got.status_code == 200, got.content[:300]
        return got.content, pypdfium2.PdfDocument(got.content)

    return pages


def text_of(page) -> str:
    return page.get_textpage().get_text_bounded()


def of_colour(page, colour) -> np.ndarray:
    """Give the rows and columns of the dots of one colour, in the upper two thirds of a page."""
    dots = page.render(scale=300 / 72).to_numpy()[..., ::-1].astype(int)
    dots = dots[: dots.shape[0] * 2 // 3]
    return np.argwhere((np.abs(dots - colour) <= 3).all(axis=-1))


@pytest.mark.parametrize(
    ("options", "scale"),
    [
        ({}, 1000),
        ({"papier": "A3", "echelle": "500"}, 500),
        ({"papier": "A3", "echelle": "1000"}, 1000),
    ],
)
def test_a_hundred_metres_measure_what_the_scale_says(printed, options, scale):
    _raw, document = printed(**options)
    sheets = [page for page in document if f"1 : {scale}" in text_of(page)]
    sheets = [page for page in sheets if "feuille 1 sur" in text_of(page)]
    widths = []
    for page in sheets:
        columns = of_colour(page, BLUE)[:, 1]
        if len(columns):
            widths.append((columns.max() - columns.min() + 1) / DOTS_PER_MM)
    assert widths
    assert max(widths) == pytest.approx(100_000 / scale, abs=0.35)


def test_the_document_bears_what_the_law_asks(printed):
    raw, document = printed()
    pages = [text_of(page) for page in document]
    whole = " ".join(" ".join(pages).split())
    reference = Answer.objects.get().reference
    assert all(reference in page for page in pages)
    for rank, page in enumerate(pages, start=1):
        assert f"page {rank} / {len(pages)}" in page
    for said in (
        "n’autorise pas à creuser", "reseaux-et-canalisations.gouv.fr", "ni un récépissé de DICT",
        "AEP ø160 · A", "ø160", "PVC", "1998", "1,10 m", "1,30 m",
        "moins que la règle", "minimum réglementaire : 1,30 m", "art. 7 I 3°", "version 1 du",
        "art. R554-2",
        "RGF93 v1 / Lambert-93 (EPSG:2154)", "AEP : eau potable", "point géoréférencé",
        "à 40 cm près", "Fuite ¿ <b>&", Answer.objects.get().proof[:20],
        "Aucun service « électricité » n’est déclaré à Aubrac",
    ):  # fmt: skip
        assert said in whole, said
    points = re.findall(r"P0\.\d Plan de situation ([\d\s]+),0 ([\d\s]+),0", whole)
    spots = [tuple(float(re.sub(r"\s", "", c)) for c in point) for point in points]
    assert len(spots) >= 3
    for rank, (x, y) in enumerate(spots):
        assert abs(x - ORIGIN[0]) < 400
        assert abs(y - ORIGIN[1]) < 400
        assert all(np.hypot(x - a, y - b) >= APART_M for a, b in spots[:rank])
    # PDF/UA-1, tagged, in French, with fonts of ours and no other.
    assert b"pdfuaid:part>1<" in raw or b'pdfuaid:part="1"' in raw
    assert b"/MarkInfo" in raw
    assert b"/Lang" in raw
    fonts = set(re.findall(rb"/BaseFont ?/(?:[A-Z]{6}\+)?([\w-]+?)[-\s/]", raw))
    assert fonts
    assert all(font.startswith(b"TerrierSans") for font in fonts), fonts


def test_without_colour_the_networks_stay_apart(client, ground):
    """In grey, two networks differ by their dashes: the ink along each line is not the same."""
    water = ground.service("drinking_water", "Eau", "Régie")
    power = ground.service("electricity", "Courant", "Enedis")
    ground.network("Eau", water, Commodity.DRINKING_WATER, tuyaux=HUNDRED_METRES)
    line = [("K", "ES", "01", None, None, None, None, None, None, wkt((-50, 20), (50, 20)))]
    ground.network("Courant", power, Commodity.ELECTRICITY, cables=line)
    client.force_login(ground.operator())
    client.post("/sous-nos-pieds/", ASK)
    given = Answer.objects.get()
    got = client.get(f"/sous-nos-pieds/{given.reference}/plan.pdf")
    document = pypdfium2.PdfDocument(got.content)
    (page,) = [page for page in document if "feuille 1 sur" in text_of(page)]
    shares = {}
    for name, colour in (("water", BLUE), ("power", RED)):
        spots = of_colour(page, colour)
        row = np.bincount(spots[:, 0]).argmax()
        along = np.unique(spots[spots[:, 0] == row, 1])
        shares[name] = len(along) / (along.max() - along.min() + 1)
    assert shares["water"] > 0.75
    assert 0.4 < shares["power"] < 0.72
    assert "ÉL · A" in text_of(page)
    assert "SENSIBLE" in text_of(document[0])


SHAPES = {
    "a point": shapely.Point(0, 0),
    "a trench": shapely.LineString([(0, 0), (180, 90)]),
    "a yard": shapely.Polygon([(0, 0), (150, 0), (150, 30), (30, 30), (30, 150), (0, 150)]),
    "two": shapely.MultiPoint([(0, 0), (260, 5)]),
}


@pytest.mark.parametrize("paper", ["A4", "A3"])
@pytest.mark.parametrize("margin", [0, 10, 25, 50, 100])
@pytest.mark.parametrize("radius", [1, 20, 120])
@pytest.mark.parametrize("shape", SHAPES)
def test_sheets_of_the_automatic_scale_hold_the_margin(shape, radius, margin, paper):
    zone = shapely.buffer(SHAPES[shape], radius)
    findings = Findings(zone, "EPSG:2154", margin, "ici", {})
    _paper, sheets = sheets_of(findings, paper, None)
    ground = shapely.union_all([sheet.box for sheet in sheets])
    assert shapely.covers(shapely.buffer(ground, 1e-6), shapely.buffer(zone, margin))
    drawn = [scene.draw(findings, sheet, (), title="") for sheet in sheets]
    listed = ["swatch-margin.svg" in {e["file"] for e in legend.entries(one)} for one in drawn]
    around = findings.around.boundary
    assert listed == [bool(margin) and around.intersects(sheet.box) for sheet in sheets]
    assert any(listed) == bool(margin)


def test_what_is_very_wide_is_printed_where_its_margin_would_take_too_many_sheets():
    quarter = shapely.box(0, 0, 700, 700)
    findings = Findings(quarter, "EPSG:2154", 100, "ici", {})
    _paper, sheets = sheets_of(findings, "A4", None)
    ground = shapely.union_all([sheet.box for sheet in sheets])
    assert shapely.covers(ground, quarter)
    assert not shapely.covers(ground, findings.around)


def test_the_legend_lists_no_margin_that_a_scale_leaves_out():
    findings = Findings(shapely.box(0, 0, 20, 20), "EPSG:2154", 100, "ici", {})
    for scale in SCALES:
        _paper, sheets = sheets_of(findings, "A4", scale)
        drawn = [scene.draw(findings, sheet, (), title="") for sheet in sheets]
        shown = any(findings.around.boundary.intersects(sheet.box) for sheet in sheets)
        assert any(one.margin for one in drawn) == shown
        assert shown == (scale == 1000)


@pytest.mark.parametrize("options", [{"papier": "A5"}, {"echelle": "300"}, {"echelle": "x"}])
def test_other_papers_are_refused(printed, client, options):
    given = Answer.objects.get()
    got = client.get(f"/sous-nos-pieds/{given.reference}/plan.pdf", options)
    assert got.status_code == 400
