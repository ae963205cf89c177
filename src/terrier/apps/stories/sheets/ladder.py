"""The small drawing of a figure: a bar for each commune, the lowest first.

It says nothing that the words beside it do not say: who does not see it misses nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from terrier.domain.indicators import Step, Who

BAR, STRIDE, HEIGHT = 6, 8, 40
LEAST = 1.5
"""Height of the bar of a commune that has nothing."""


def outlines(steps: Iterable[Step]) -> dict[str, str]:
    """Give the width of the drawing, and the outline of the bars of each kind of commune."""
    known = list(steps)
    drawn = dict.fromkeys(Who, "")
    for rank, step in enumerate(known):
        high = max(LEAST, step.share * HEIGHT)
        drawn[step.who] += f"M{rank * STRIDE} {HEIGHT}v-{high:.1f}h{BAR}v{high:.1f}z"
    return {"width": str(len(known) * STRIDE)} | drawn if known else {}
