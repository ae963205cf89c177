"""The worksite document: what typst needs to print an answer."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import shapely
from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader
from terrier.domain.drafting.sheets import (
    Paper,
    Sheet,
    bounds_of,
    lay_out,
    nearest,
    overview,
)
from terrier.domain.kernel.errors import Invalid
from terrier.domain.topology.footprint import Piece
from terrier.domain.topology.precision import UNCERTAINTIES
from terrier.web.days import write_moment
from terrier.web.documents import pdf

from .. import presenting, words
from ..areas import hectares, name_of
from ..content import Findings
from ..models import Answer
from . import legend, scene, symbols
from .ground import ground, sources

TEMPLATE = Path(__file__).resolve().parent / "plan.typ"
CONTEXT_M = 20.0
"""Of ground around the footprint that sheets show where they do not hold the whole margin."""
OVERVIEW_WIDTH_MM, OVERVIEW_HEIGHT_MM = 170.0, 168.0


def document(
    answer: Answer, findings: Findings, reader: Reader, paper: str, scale: int | None
) -> bytes:
    """Print an answer.

    Raises
    ------
    Invalid
        The footprint needs too many sheets at this scale.
    """
    chosen, sheets = sheets_of(findings, paper, scale)
    whole = overview(bounds_of(findings.around), OVERVIEW_WIDTH_MM, OVERVIEW_HEIGHT_MM)
    drawings, told_sheets = {}, []
    for sheet in (whole, *sheets):
        under = ground(reader, sheet.box, findings.crs)
        drawn = scene.draw(findings, sheet, under, title=_title(sheet))
        name = f"sheet-{sheet.number}.svg"
        drawings[name] = drawn.svg
        told_sheets.append(_sheet(sheet, drawn, name, findings))
    drawings |= {f"ruler-{s}.svg": symbols.ruler(s) for s in {x.scale for x in (whole, *sheets)}}
    drawings |= {"north.svg": symbols.north()} | legend.swatches()
    data = {
        **_head(answer, findings),
        "paper": _paper(chosen),
        "overview": told_sheets[0],
        "sheets": told_sheets[1:],
        **presenting.head(findings),
        "ground": list(sources(reader)),
        "beside": scene.beside_the_sheets(findings, sheets),
        "classes": [{"name": str(c), "words": said} for c, said in UNCERTAINTIES.items()],
    }
    return pdf(TEMPLATE, data, drawings)


def sheets_of(findings: Findings, paper: str, scale: int | None) -> tuple[Paper, list[Sheet]]:
    """Cover the footprint with its whole margin, unless a scale is asked or it takes too many.

    Raises
    ------
    Invalid
        Even the footprint with a little ground around needs too many sheets.
    """
    if scale is None:
        with suppress(Invalid):
            return lay_out(findings.around, paper, None)
    shown = shapely.buffer(findings.zone, min(CONTEXT_M, findings.margin_m), quad_segs=8)
    return lay_out(shown, paper, scale)


def _head(answer: Answer, findings: Findings) -> dict[str, Any]:
    return {
        "title": _("Que y a-t-il ici ? %(place)s") % {"place": answer.place},
        "place": answer.place,
        "communes": ", ".join(findings.communes.values()),
        "reference": answer.reference,
        "purpose": answer.purpose,
        "by": answer.asked_label,
        "at": write_moment(answer.at),
        "proof": answer.proof,
        "margin": f"{findings.margin_m:g}",
        "surface": f"{hectares(findings.zone) * 10_000:,.0f}".replace(",", "\u202f"),
        "crs": f"{name_of(findings.crs)} ({findings.crs})",
        "call": words.ONE_CALL_SITE,
    }


def _paper(paper: Paper) -> dict[str, Any]:
    return {"name": paper.name.lower(), "flipped": paper.landscape}


def _title(sheet: Sheet) -> str:
    if not sheet.number:
        return _("Plan de situation")
    return _("Plan, feuille %(number)s") % {"number": sheet.number}


def _sheet(sheet: Sheet, drawn: scene.Drawn, name: str, findings: Findings) -> dict[str, Any]:
    points = sheet.points()
    here = [
        p
        for told in findings.networks
        for p in told.pieces
        if shapely.intersects(p.geometry, sheet.box)
    ]
    return {
        "number": sheet.number,
        "file": name,
        "title": _title(sheet),
        "scale": sheet.scale,
        "ruler": f"ruler-{sheet.scale}.svg",
        "width": sheet.width_mm + 2 * symbols.EDGE_MM,
        "alt": _alt(sheet, here, findings),
        "legend": legend.entries(drawn),
        "unlabelled": drawn.unlabelled,
        "partial": drawn.partial,
        "unbounded": findings.margin_m > 0 and not drawn.margin,
        "points": [
            {
                "name": scene.point_name(sheet, rank),
                "east": words.coordinate(x),
                "north": words.coordinate(y),
            }
            for rank, (x, y) in enumerate(points, start=1)
        ],
        "apart": f"{nearest(points):.0f}",
    }


def _alt(sheet: Sheet, here: list[Piece], findings: Findings) -> str:
    """Describe a drawing for whoever does not see it."""
    kinds = sorted({p.commodity.look.label for p in here})
    what = ", ".join(kinds) if kinds else _("aucun ouvrage connu, ce qui ne prouve rien")
    return _(
        "%(title)s au 1:%(scale)s : emprise des travaux, %(place)s. Réseaux dessinés : %(what)s. "
        "Le tableau des tronçons dit tout ce que ce dessin montre."
    ) % {
        "title": _title(sheet),
        "scale": sheet.scale,
        "place": findings.place,
        "what": what,
    }
