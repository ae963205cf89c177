"""Answers that were given: who asked, where, when, of which versions, and what was said."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without letters and figures that are taken for each other when they are read aloud."""
GROUP = 4


def reference() -> str:
    """Make the number of an answer, short enough to be read over the telephone."""
    groups = ("".join(secrets.choice(ALPHABET) for _rank in range(GROUP)) for _group in range(2))
    return f"{timezone.localdate().year}-{'-'.join(groups)}"


class Answer(models.Model):
    """What a person was answered; never changed, so that it can be proven later."""

    reference = models.CharField(_("numéro"), max_length=20, unique=True, default=reference)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="answers"
    )
    asked_label = models.CharField(max_length=200)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    place = models.CharField(_("lieu"), max_length=200)
    purpose = models.CharField(_("objet des travaux"), max_length=200, blank=True)
    networks = models.JSONField(default=list)
    """[{"dataset": slug, "version": number}]: what the answer was read from."""
    content = models.BinaryField()
    """The answer itself (`content.py`), compressed."""
    proof = models.CharField(max_length=64)
    """SHA-256 of the content."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.reference
