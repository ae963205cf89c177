"""Which way the water goes in a pipe, as far as it is said."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .doubts import Doubt, Notebook
from .elements import Circulation, Frame
from .lines import carries


def directions(pipes: Frame, notes: Notebook) -> npt.NDArray[np.int64]:
    """Give 1 for every pipe that flows from its first point drawn to its last, -1 for the others.

    What is declared holds, even uphill; then the levels of both ends, for gravity only; then the
    drawing.

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
    notes.note(Doubt.FLOW_UPHILL, pipes.refs[serving & declared & climbing])
    notes.note(Doubt.FLOW_BY_LEVELS, pipes.refs[serving & ~declared & climbing])
    turned = np.where(declared | ~levelled, backwards, fall < 0)
    return np.where(turned, -1, 1)
