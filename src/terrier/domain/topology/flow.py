"""Which way the water goes in a pipe, as far as it is said."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .doubts import Doubt, Notebook
from .elements import Circulation, Frame
from .lines import carries

DRAWN_AS_IT_FLOWS = 0.9
"""From this share of falling pipes on, the drawing of a network is taken to follow the water."""


def directions(pipes: Frame, notes: Notebook) -> npt.NDArray[np.int64]:
    """Give 1 for every pipe that flows from its first point drawn to its last, -1 for the others.

    What is declared holds, even uphill. For the rest, gravity alone being concerned: where levels
    nearly always fall along the drawing, people drew as the water flows, and a level that climbs is
    a mistake to report; elsewhere levels say the way, and the drawing only where there are none.

    Parameters
    ----------
    pipes
        Frame of pipes; `against`, `z_start_m`, `z_end_m`, `circulation` are read.
    notes
        Receives the pipes whose levels say the contrary of what is declared, or drawn.
    """
    against = pipes.texts("against")
    declared = np.array([value is not None for value in against], dtype=bool)
    backwards = np.array([value is True for value in against], dtype=bool)
    fall = pipes.numbers("z_start_m") - pipes.numbers("z_end_m")
    pushed = np.isin(
        pipes.texts("circulation").astype(str), [Circulation.FORCED, Circulation.VACUUM]
    )
    levelled = np.isfinite(fall) & (fall != 0) & ~pushed
    climbing = levelled & ((fall < 0) != backwards)
    serving = carries(pipes)
    telling = serving & ~declared & levelled
    as_drawn = (fall[telling] > 0).sum() >= DRAWN_AS_IT_FLOWS * telling.sum()
    kept = declared | as_drawn
    notes.note(Doubt.FLOW_UPHILL, pipes.refs[serving & kept & climbing])
    notes.note(Doubt.FLOW_BY_LEVELS, pipes.refs[serving & ~kept & climbing])
    turned = np.where(kept | ~levelled, backwards, fall < 0)
    return np.where(turned, -1, 1)
