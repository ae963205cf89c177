"""Tells the owner of a crossing when it meets less than before, or can no longer be computed."""

from __future__ import annotations

import hashlib
import json

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.sources.models import Notice
from terrier.apps.sources.telling import in_charge, tell
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import sight
from terrier.domain.matching.report import MatchReport

from ..models import Crossing

DROP = 0.02
"""The part of the rows that may cease to meet anything before somebody is told."""


def tell_if_it_dropped(crossing: Crossing, before: MatchReport | None, after: MatchReport) -> None:
    """Tell the owner that clearly fewer rows meet something than in the version before."""
    then, now = before.rate if before else None, after.rate
    if then is None or now is None or then - now <= DROP:
        return
    sentence = _(
        "Le croisement « %(title)s » ne rapproche plus que %(now)s des lignes, contre %(then)s "
        "auparavant : regardez celles qui restent sans correspondance."
    ) % {"title": crossing.dataset.title, "now": _percent(now), "then": _percent(then)}
    about = f"{crossing.computed_at:%Y-%m-%dT%H:%M:%S}"
    # The message leaves once the version stands.
    transaction.on_commit(lambda: _tell(crossing.dataset, about, sentence))


def tell_problem(crossing: Crossing) -> None:
    """Tell the owner that the crossing stays as it was, and why."""
    sentence = _("Le croisement « %(title)s » n’a pas pu être recalculé : %(why)s") % {
        "title": crossing.dataset.title,
        "why": crossing.problem,
    }
    asked = json.dumps(crossing.tried, sort_keys=True)
    _tell(crossing.dataset, hashlib.sha256(asked.encode()).hexdigest()[:16], sentence)


def tell_closed(crossing: Crossing) -> bool:
    """Tell the people in charge that a source was closed to them; say whether it is."""
    dataset = crossing.dataset
    people = in_charge(dataset)
    policy = dataset.policy()
    if not people or any(sight(reader_of(person), policy).visible for person in people):
        return False
    sentence = _(
        "Une des sources du croisement « %(title)s » n’est plus ouverte à votre organisme : il "
        "n’est plus montré à personne chez vous. Demandez l’accès à son propriétaire, ou retirez "
        "le croisement."
    ) % {"title": dataset.title}
    _tell(dataset, f"policy {dataset.policy_revision}", sentence)
    return True


def _tell(dataset: Dataset, about: str, sentence: str) -> None:
    tell(dataset, Notice.Kind.CROSSING, about, sentence)


def _percent(share: float) -> str:
    return f"{share * 100:.0f}\u00a0%"
