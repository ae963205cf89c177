"""How fresh a dataset is against what its owner promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.web.days import day_of, write_day

from .choices import DAYS_BETWEEN_UPDATES, Frequency
from .models import Dataset


class State(StrEnum):
    """Whether the promise is kept."""

    FRESH = "a-jour"
    LATE = "en-retard"
    NO_PROMISE = "sans-promesse"


@dataclass(frozen=True)
class Freshness:
    """When a dataset was brought up to date, and when the next update is due."""

    state: State
    updated_on: date | None
    due_on: date | None
    promise: str
    """The next date, or by how much it has passed; empty without a promise."""

    @property
    def sentence(self) -> str:
        """Say it in one line."""
        if self.updated_on is None:
            return _("aucune donnée pour le moment")
        said = _("mis à jour le %(day)s") % {
            "day": write_day(self.updated_on, today=timezone.localdate())
        }
        return f"{said}, {self.promise}" if self.promise else said

    @property
    def late(self) -> bool:
        """Say whether the promised date has passed."""
        return self.state is State.LATE

    @property
    def label(self) -> str:
        """Give the word of the facet and of the badge."""
        return {
            State.FRESH: _("À jour"),
            State.LATE: _("En retard"),
            State.NO_PROMISE: _("Sans échéance"),
        }[self.state]


def freshness(dataset: Dataset, today: date | None = None) -> Freshness:
    """Say how fresh the current version is; `dataset.current` should be at hand."""
    today = today or timezone.localdate()
    current = dataset.current
    if current is None:
        return Freshness(State.NO_PROMISE, None, None, "")
    updated_on = day_of(current.created_at)
    days = DAYS_BETWEEN_UPDATES.get(Frequency(dataset.frequency)) if dataset.frequency else None
    if days is None:
        return Freshness(State.NO_PROMISE, updated_on, None, "")
    due_on = updated_on + timedelta(days=days)
    late = (today - due_on).days
    if late <= 0:
        promise = _("prochaine mise à jour attendue avant le %(day)s")
        return Freshness(
            State.FRESH, updated_on, due_on, promise % {"day": write_day(due_on, today=today)}
        )
    promise = ngettext(
        "attendu avant le %(day)s, en retard de %(count)d jour",
        "attendu avant le %(day)s, en retard de %(count)d jours",
        late,
    )
    said = promise % {"day": write_day(due_on, today=today), "count": late}
    return Freshness(State.LATE, updated_on, due_on, said)
