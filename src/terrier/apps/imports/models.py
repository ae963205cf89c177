"""An import from the received file to the version it made."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, Original, Version
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Organisation


class Import(models.Model):
    """One passage through the door."""

    class State(models.TextChoices):
        """Where the import is."""

        READING = "reading", _("lecture du fichier")
        PROPOSED = "proposed", _("à vérifier")
        RUNNING = "running", _("en cours")
        DONE = "done", _("terminé")
        UNCHANGED = "unchanged", _("identique à la version en place")
        FAILED = "failed", _("échoué")
        CANCELLED = "cancelled", _("annulé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    dataset = models.ForeignKey(
        Dataset, null=True, on_delete=models.SET_NULL, related_name="imports"
    )
    """The dataset to update; null until a new one is made."""
    mode = models.CharField(
        max_length=10, choices=Version.Mode.choices, default=Version.Mode.REPLACE
    )
    originals = models.ManyToManyField(Original, related_name="imports")
    state = models.CharField(max_length=10, choices=State.choices, default=State.READING)
    probe = models.JSONField(default=dict)
    plan = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)
    """Title, description … of the dataset to make."""
    column_changes = models.JSONField(default=dict)
    """What the person said of renamed, removed and retyped columns."""
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    rebuilds = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="+")
    """The current version that this import builds again from its original."""
    version = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="+")
    error = models.TextField(blank=True)
    """Sentence for people."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        names = ", ".join(o.name for o in self.originals.all()) if self.pk else ""
        return names or str(self.id)
