"""How long answers are kept, and what they say of the person who asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.models import User
from terrier.apps.privacy.holdings import HOLDINGS, Holding
from terrier.apps.privacy.upkeep import keeping

from .models import Answer

DAYS_IN_YEAR = 365.25


def expire() -> int:
    """Delete the answers past their time; give how many. The trail keeps their number."""
    before = timezone.now() - timedelta(days=keeping().answers_years * DAYS_IN_YEAR)
    gone, _of_each = Answer.objects.filter(at__lt=before).delete()
    return gone


def _tell(user: User) -> list[dict[str, Any]]:
    return list(Answer.objects.filter(asked_by=user).values("reference", "at", "place", "purpose"))


def _unname(user: User, alias: str) -> None:
    Answer.objects.filter(asked_by=user).update(asked_label=alias)


HOLDINGS.append(Holding("reponses", _("Réponses de « Que y a-t-il ici ? »"), _tell, _unname))
