"""Crossings: how a derived dataset is computed, what it was computed from, what people matched."""

from __future__ import annotations

import hashlib
import json
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.domain.matching.definition import Definition
from terrier.domain.matching.report import MatchReport


class Crossing(models.Model):
    """The definition of a derived dataset, and the outcome of its last computing."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="crossing")
    definition = models.JSONField()
    columns = models.JSONField(default=dict)
    """{`left:<stable id>` or `brought:<name>`: stable id in the result}: kept through renames."""
    inputs = models.JSONField(default=dict)
    """What the version in place was computed from: see `inputs.now`."""
    tried = models.JSONField(default=dict)
    """What the last failed computing was asked of: it is not tried again on the same."""
    report = models.JSONField(default=dict)
    """`MatchReport` of the version in place."""
    problem = models.CharField(max_length=600, blank=True)
    """Why it could not be computed again; what stands is of `computed_at`."""
    computed_at = models.DateTimeField(null=True)
    purging = models.BooleanField(default=False)
    """Rows were erased from a source: the versions computed before are withdrawn."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["dataset__title"]

    def __str__(self) -> str:
        return str(self.dataset)

    def asked(self) -> Definition:
        """Give the definition in the words of the domain."""
        return Definition.from_json(self.definition)

    def met(self) -> MatchReport | None:
        """Give the report of the version in place; None before the first."""
        return MatchReport.from_json(self.report) if self.report else None


class HandMatch(models.Model):
    """A match that a person made, applied again each time the crossing is computed."""

    crossing = models.ForeignKey(Crossing, on_delete=models.CASCADE, related_name="hands")
    left = models.JSONField()
    """Values of the key pairs as texts, or the key of one row: see `terrier.lake.crossing.Hand`."""
    right = models.JSONField(null=True)
    """The same over there; null: it has nothing over there, and that is right."""
    digest = models.CharField(max_length=64)
    """Of `left`, which no two matches of a crossing share."""
    reason = models.CharField(_("motif"), max_length=300, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["crossing", "digest"], name="one_hand_match")
        ]

    def __str__(self) -> str:
        there = " · ".join(self.right) if self.right else "—"
        return f"{' · '.join(self.left)} → {there}"


class TableSketch(models.Model):
    """What is kept of a table in place to guess which others it meets; nobody is shown it."""

    stored = models.OneToOneField(
        VersionTable, on_delete=models.CASCADE, related_name="sketch", primary_key=True
    )
    facts = models.JSONField()
    """`terrier.domain.matching.sketch.TableSketch`."""
    engine = models.CharField(max_length=40)
    """What hashed the values: sketches of another say nothing here."""

    def __str__(self) -> str:
        return str(self.stored.table)


def digest_of(left: list[str] | tuple[str, ...]) -> str:
    """Give the digest of one side of a match."""
    return hashlib.sha256(json.dumps(list(left), ensure_ascii=False).encode()).hexdigest()
