"""The same drawing on a screen: one frame that holds the zone and its margin."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader
from terrier.domain.drafting.sheets import Sheet, bounds_of, overview

from ..content import Findings
from . import legend as signs
from . import scene
from .ground import ground

WIDTH_MM, HEIGHT_MM = 132.0, 104.0


def sheet(findings: Findings) -> Sheet:
    """Give the frame."""
    return overview(bounds_of(findings.around), WIDTH_MM, HEIGHT_MM)


def draw(findings: Findings, reader: Reader) -> scene.Drawn:
    """Draw the frame with what lies under the networks."""
    framed = sheet(findings)
    under = ground(reader, framed.box, findings.crs)
    return scene.draw(findings, framed, under, title=alternative(findings))


def alternative(findings: Findings) -> str:
    """Say what the drawing shows."""
    return _("Réseaux connus et zones mal connues, %(place)s") % {"place": findings.place}


def legend(findings: Findings) -> list[dict[str, Any]]:
    """Give the signs of the drawing, as pictures within the page."""
    drawn = scene.draw(findings, sheet(findings), (), title="", lettered=False)
    pictures = signs.swatches()
    return [
        {"svg": pictures[entry["file"]], "words": entry["words"]} for entry in signs.entries(drawn)
    ]
