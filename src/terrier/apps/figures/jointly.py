"""Which released figures of a table may be told beside the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.domain.disclosure import tellable_together
from terrier.domain.kernel.errors import Invalid
from terrier.domain.questions import address as written
from terrier.lake.questions import answer, atoms

from .communes import places
from .kept import kept
from .models import FigureRelease

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened

KEPT_SECONDS = 24 * 3600


def held_back(opened: Opened) -> frozenset[int]:
    """Give the releases of a whole table that are not told, since those before them are.

    Data that arrive make and unmake small differences: this is asked of each version.
    """
    released = _in_order(opened)
    if len(released) < 2:
        return frozenset()
    asked = [(r.pk, r.query, r.threshold) for r in released]
    digest = hashlib.sha256(repr((opened.relation.fingerprint, asked)).encode()).hexdigest()
    return kept(f"jointly:{digest[:32]}", lambda: _held_back(opened, released), KEPT_SECONDS)


def require_tellable(opened: Opened, release: FigureRelease) -> None:
    """Refuse to tell a figure that would give small groups back beside those told already.

    Raises
    ------
    Invalid
        The sentence names one of them, and says what to do.
    """
    kept_back = held_back(opened)
    others = [r for r in _in_order(opened) if r.pk != release.pk and r.pk not in kept_back]
    if not others or _together(opened, [*others, release]):
        return
    with_one = (other for other in others if not _together(opened, [other, release]))
    named = next(with_one, others[0])
    raise Invalid(
        _(
            "Avec « %(figure)s », déjà ouvert, une soustraction rendrait un groupe de moins de "
            "%(threshold)d lignes, ou rien ne prouve le contraire. Reprenez les mêmes filtres, "
            "regroupez plus largement, ou retirez l’autre résultat."
        )
        % {"figure": named.title, "threshold": max(named.threshold, release.threshold)}
    )


def _in_order(opened: Opened) -> list[FigureRelease]:
    found = FigureRelease.objects.filter(dataset=opened.dataset, table=opened.table)
    return list(found.order_by("released_at", "pk"))


def _held_back(opened: Opened, released: Sequence[FigureRelease]) -> frozenset[int]:
    if _together(opened, released):
        return frozenset()
    told: list[FigureRelease] = []
    for release in released:
        if not told or _together(opened, [*told, release]):
            told.append(release)
    return frozenset(r.pk for r in released) - {r.pk for r in told}


def _together(opened: Opened, releases: Sequence[FigureRelease]) -> bool:
    """Say whether figures may be told together; those that have no answer are not told anyway."""
    known = places(opened.root.projected_crs, with_areas=True)
    answers = []
    for release in releases:
        try:
            found = answer(opened.relation, written.read(release.query), known)
        except Invalid:
            continue
        answers.append((found, release.threshold))
    if len(answers) < 2:
        return True
    try:
        parted = atoms(opened.relation, [found.question for found, _threshold in answers])
    except Invalid:
        return False
    return tellable_together(answers, parted)
