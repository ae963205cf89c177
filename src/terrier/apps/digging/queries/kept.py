"""Answers that were given, found again by their number."""

from __future__ import annotations

import re

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.networks.models import Network
from terrier.apps.networks.permissions import may_operate
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound

from ..models import Answer


def answer_for(reader: Reader, reference: str) -> Answer:
    """Find an answer by its number, for whoever may ask about every network that it tells of.

    Today's rights govern old answers too.
    """
    found = Answer.objects.filter(reference=tidy(reference)).first()
    if found is None or not _may_read(reader, found):
        raise NotFound(
            _("Aucune réponse de ce numéro n’est ouverte à votre compte : vérifiez le numéro.")
        )
    return found


def tidy(reference: str) -> str:
    """Read a number as people write it: without dashes, in small letters."""
    plain = re.sub(r"[^0-9A-Z]", "", reference.upper())[:12]
    return f"{plain[:4]}-{plain[4:8]}-{plain[8:]}"


def _may_read(reader: Reader, answer: Answer) -> bool:
    slugs = {read["dataset"] for read in answer.networks}
    networks = Network.objects.select_related("dataset__owner").filter(dataset__slug__in=slugs)
    allowed = {n.dataset.slug for n in networks if may_operate(reader, n)}
    # A network that no longer exists has nobody left to ask: its answers stay with who asked.
    gone = slugs - set(Dataset.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    return slugs - gone <= allowed and (not gone or answer.asked_by_id == reader.user)


def mine(reader: Reader) -> QuerySet[Answer]:
    """Give the answers that the reader was given, the last first."""
    return Answer.objects.filter(asked_by=reader.user).defer("content")
