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

from . import taken_back
from .communes import places
from .kept import kept
from .models import FigureRelease

if TYPE_CHECKING:
    from terrier.apps.catalog.queries import Opened

KEPT_SECONDS = 24 * 3600


def held_back(opened: Opened) -> frozenset[int]:
    """Give the releases of a whole table that are not told, since those before them are.

    Data that arrive make and unmake small differences: this is asked of each version, with what was
    told of it and taken back.
    """
    released, told = _in_order(opened), taken_back.figures_of(opened)
    if len(told) + len(released) < 2:
        return frozenset()
    asked = [(r.pk, r.query, r.threshold) for r in (*told, *released)]
    digest = hashlib.sha256(repr((opened.relation.fingerprint, asked)).encode()).hexdigest()
    return kept(f"jointly:{digest[:32]}", lambda: _held_back(opened, told, released), KEPT_SECONDS)


def require_tellable(opened: Opened, release: FigureRelease) -> None:
    """Refuse to tell a figure that would give small groups back beside those told already.

    Raises
    ------
    Invalid
        The sentence names one of them, and says what to do.
    """
    kept_back = held_back(opened)
    others = [r for r in _in_order(opened) if r.pk != release.pk and r.pk not in kept_back]
    others += taken_back.figures_of(opened)
    if _together(opened, [*others, release]):
        return
    with_one = (other for other in others if not _together(opened, [other, release]))
    named = next(with_one, others[0])
    if named.pk:
        beside = _("déjà ouvert")
        remedy = _("ou retirez l’autre, puis attendez la prochaine version des données")
    else:
        beside = _("retiré depuis mais déjà lu sur ces mêmes données")
        remedy = _("ou attendez la prochaine version des données")
    raise Invalid(
        _(
            "Avec « %(figure)s », %(beside)s, une soustraction rendrait un groupe de moins de "
            "%(threshold)d lignes, ou rien ne prouve le contraire. Reprenez les mêmes filtres, "
            "regroupez plus largement, %(remedy)s."
        )
        % {
            "figure": named.title,
            "beside": beside,
            "threshold": max(named.threshold, release.threshold),
            "remedy": remedy,
        }
    )


def _in_order(opened: Opened) -> list[FigureRelease]:
    found = FigureRelease.objects.filter(dataset=opened.dataset, table=opened.table)
    return list(found.order_by("released_at", "pk"))


def _held_back(
    opened: Opened, told: Sequence[FigureRelease], released: Sequence[FigureRelease]
) -> frozenset[int]:
    if _together(opened, [*told, *released]):
        return frozenset()
    told = list(told)
    for release in released:
        if _together(opened, [*told, release]):
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
