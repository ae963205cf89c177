"""The log: what was done, when, by whom, on which row of which table."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Correction, Table
from terrier.domain.upkeep.events import Kind, Outcome
from terrier.domain.upkeep.repairs import FAILURES

from .querysets import DocumentQuerySet, InterventionQuerySet

PERSON = settings.AUTH_USER_MODEL


class Intervention(models.Model):
    """One thing done on one row; it stays when versions change, and when the row disappears.

    What is planned (rounds, preventive plans) will be a thing of its own that names the
    intervention by which it was done: an intervention is always a fact of the past.
    """

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="interventions")
    row_key = models.CharField(max_length=500)
    kind = models.CharField(
        _("Ce qui a été fait"),
        max_length=12,
        choices=[
            (Kind.INSPECTION.value, _("contrôle")),
            (Kind.OPERATION.value, _("manœuvre")),
            (Kind.REPAIR.value, _("réparation")),
            (Kind.REPLACEMENT.value, _("remplacement")),
            (Kind.CLEANING.value, _("nettoyage")),
            (Kind.READING.value, _("relevé")),
            (Kind.BREAK.value, _("fuite ou casse")),
            (Kind.OTHER.value, _("autre")),
        ],
    )
    done_on = models.DateField(_("Date"))
    note = models.TextField(_("Remarque"), blank=True)
    outcome = models.CharField(
        _("Résultat"),
        max_length=12,
        choices=[
            (Outcome.DONE.value, _("fait")),
            (Outcome.FOLLOW_UP.value, _("à suivre")),
            (Outcome.IMPOSSIBLE.value, _("impossible")),
        ],
        default=Outcome.DONE.value,
    )
    duration_min = models.PositiveIntegerField(_("Durée"), null=True, blank=True)
    cost_eur = models.DecimalField(
        _("Coût"), max_digits=10, decimal_places=2, null=True, blank=True
    )

    longitude = models.FloatField(null=True)
    """WGS84 degrees; on the line of the row where it is one."""
    latitude = models.FloatField(null=True)
    snapped_m = models.FloatField(null=True)
    """How far from the line the place was that somebody gave; null: nothing was moved."""
    failure = models.CharField(
        _("Type de défaillance"), max_length=2, choices=list(FAILURES.items()), blank=True
    )
    repaired_on = models.DateField(_("Réparée le"), null=True, blank=True)

    correction = models.ForeignKey(
        Correction, null=True, on_delete=models.SET_NULL, related_name="interventions"
    )
    """The state that it left, as a correction of the row."""
    author = models.ForeignKey(
        PERSON, null=True, on_delete=models.SET_NULL, related_name="interventions"
    )
    created_at = models.DateTimeField(default=timezone.now)
    form_token = models.UUIDField(default=uuid.uuid4)
    """Of the form that was sent: sent twice, it is one intervention."""
    brought_from = models.ForeignKey(Table, null=True, on_delete=models.SET_NULL, related_name="+")
    """The table of repairs that it was read from."""
    brought_key = models.CharField(max_length=500, blank=True)
    """Its identifier there: read twice, it is one intervention."""

    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(PERSON, null=True, on_delete=models.SET_NULL, related_name="+")
    withdrawn_reason = models.CharField(_("Pourquoi"), max_length=300, blank=True)

    objects = InterventionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-done_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "row_key"], name="interventions_of_a_row"),
            models.Index(fields=["table", "-done_on"], name="interventions_by_day"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["author", "form_token"], name="one_per_form"),
            models.UniqueConstraint(
                fields=["table", "brought_from", "brought_key"],
                condition=~models.Q(brought_key=""),
                name="one_per_repair_brought",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.row_key} · {self.done_on:%d/%m/%Y}"


class Photograph(models.Model):
    """A picture of an intervention, written anew without what the camera adds to it."""

    intervention = models.ForeignKey(
        Intervention, on_delete=models.CASCADE, related_name="photographs"
    )
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    """Relative to the store; two photographs may name one file."""
    size = models.PositiveIntegerField()
    """Bytes."""
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"{self.intervention} · {self.pk}"


class Document(models.Model):
    """A file attached to a row: a plan, a report, a picture of the thing itself."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="documents")
    row_key = models.CharField(max_length=500)
    title = models.CharField(_("Titre"), max_length=200)
    note = models.CharField(_("Remarque"), max_length=500, blank=True)
    dated = models.DateField(_("Date du document"), null=True, blank=True)
    sort = models.CharField(max_length=8)
    """Extension of what its content is, a key of `recognising.SORTS`."""
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=300)
    """Relative to the store; no other row names it."""
    size = models.PositiveIntegerField()
    """Bytes."""
    width = models.PositiveIntegerField(null=True)
    """Of a picture, in pixels."""
    height = models.PositiveIntegerField(null=True)
    author = models.ForeignKey(
        PERSON, null=True, on_delete=models.SET_NULL, related_name="documents"
    )
    added_at = models.DateTimeField(default=timezone.now)
    form_token = models.UUIDField(default=uuid.uuid4)
    """Of the form that was sent: sent twice, it is one document."""

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-added_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["table", "row_key"], name="documents_of_a_row"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["author", "form_token"], name="one_document_per_form"),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.row_key}"
