"""Addresses that datasets are kept up to date from, and what owners were told."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, Version
from terrier.apps.imports.models import Import


class Source(models.Model):
    """The address of a dataset's file, asked again at regular times."""

    class Every(models.TextChoices):
        """How often the address is asked."""

        HOUR = "hour", _("chaque heure")
        DAY = "day", _("chaque jour")
        WEEK = "week", _("chaque semaine")
        MONTH = "month", _("chaque mois")

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="source")
    url = models.URLField(_("adresse du fichier"), max_length=2000)
    mode = models.CharField(max_length=10, choices=Version.Mode.choices)
    every = models.CharField(_("fréquence"), max_length=10, choices=Every.choices)
    active = models.BooleanField(_("suivie"), default=True)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Whose rights the imports have."""
    next_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    """When the address last gave a file that could be read, new or not."""
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    """sha256 of the last file taken in."""
    importing = models.ForeignKey(Import, null=True, on_delete=models.SET_NULL, related_name="+")
    """The import of the last new file."""
    failures = models.PositiveIntegerField(default=0)
    """Failed tries in a row."""
    trouble = models.TextField(blank=True)
    """Why the last try failed, for people; empty while all is well."""
    trouble_since = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["dataset__title"]

    def __str__(self) -> str:
        return self.url

    @property
    def interval(self) -> timedelta:
        """Give the time between two regular tries."""
        return {
            self.Every.HOUR: timedelta(hours=1),
            self.Every.DAY: timedelta(days=1),
            self.Every.WEEK: timedelta(weeks=1),
            self.Every.MONTH: timedelta(days=30),
        }[self.Every(self.every)]


class Notice(models.Model):
    """What the owner of a dataset was told, kept so that it is told once."""

    class Kind(models.TextChoices):
        """What about."""

        LATE = "late", _("en retard")
        FAILING = "failing", _("source en panne")
        WAITING = "waiting", _("décision attendue")
        MENDED = "mended", _("source rétablie")
        CROSSING = "crossing", _("croisement à regarder")

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    about = models.CharField(max_length=60)
    """The day that was missed, the first failure…: a new one is told anew."""
    sentence = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    mailed_to = models.PositiveSmallIntegerField(default=0)
    """How many people received it by e-mail."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "kind", "about"], name="told_once")
        ]

    def __str__(self) -> str:
        return self.sentence
