"""The sheet on one A4 page, PDF/UA-1."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from terrier.web.days import write_day
from terrier.web.documents import pdf

from .composing import Remark, Sheet
from .drawing import alternative
from .lines import Line

if TYPE_CHECKING:
    from terrier.apps.territories.models import Commune

TEMPLATE = Path(__file__).resolve().parent / "sheet.typ"
SHOWN = (
    "label", "before", "value", "unit", "after", "period", "trend", "rank", "beside", "tone",
    "source", "fresh", "partial",
)  # fmt: skip


def printed(sheet: Sheet, svg: str, address: str) -> bytes:
    """Print a sheet with its drawing."""
    data = {
        "title": sheet.commune.name,
        "owner": sheet.owner.name,
        "facts": facts(sheet.commune),
        "place": sheet.place,
        "count": len(sheet.lines),
        "remarks": [_remark(one) for one in sheet.remarks],
        "sections": [
            {"title": part.title, "lines": [_line(line) for line in part.lines]}
            for part in sheet.sections
        ],
        "missing": [asdict(one) for one in sheet.missing],
        "reserved": sheet.reserved,
        "like": list(sheet.like),
        "drawn": bool(svg),
        "alt": alternative(sheet.commune),
        "at": write_day(timezone.localdate()),
        "address": address,
    }
    return pdf(TEMPLATE, data, {"map.svg": svg} if svg else {})


def facts(commune: Commune) -> str:
    """Say the population in one line."""
    if commune.population is None:
        return ""
    said = f"{commune.population:,}".replace(",", "\u202f")
    return f"{said}\u00a0habitants"


def _remark(remark: Remark) -> dict[str, str]:
    said = {name: getattr(remark, name) for name in ("kicker", "tone", "said", "more")}
    return {**said, "label": remark.line.label}


def _line(line: Line) -> dict[str, Any]:
    said = {name: getattr(line, name) for name in SHOWN}
    return {**said, "steps": [asdict(step) for step in line.steps]}
