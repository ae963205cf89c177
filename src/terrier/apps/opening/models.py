"""Addresses that programs are told new versions at."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, VersionTable


class Webhook(models.Model):
    """Where a program of a person is told each new version that the person may see."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="webhooks"
    )
    dataset = models.ForeignKey(
        Dataset, null=True, blank=True, on_delete=models.CASCADE, related_name="webhooks"
    )
    """Null: every dataset that the person sees."""
    url = models.URLField(_("adresse à prévenir"), max_length=2000)
    secret = models.CharField(max_length=80)
    """Signs the messages; kept as it is, since both sides need it."""
    active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    """When a message was last taken."""
    lost = models.PositiveSmallIntegerField(default=0)
    """Messages given up in a row."""
    answer = models.CharField(max_length=200, blank=True)
    """What the address answered last, for people."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.url


class NationalFile(models.Model):
    """What was found when a public table was held against the national schemas."""

    stored = models.OneToOneField(VersionTable, on_delete=models.CASCADE, related_name="national")
    policy_revision = models.PositiveIntegerField()
    """Revision of the dataset's policy under which it was held: another may mask a column."""
    schema = models.CharField(max_length=200, blank=True)
    """`etalab/schema-stationnement`; empty where no schema is near enough."""
    schema_version = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=200, blank=True)
    columns = models.JSONField(default=list)
    """[[field, column of the table, text for no value]], in the order of the schema."""
    errors = models.PositiveIntegerField(default=0)
    complete = models.BooleanField(default=True)
    """False where only the first rows were checked."""
    examined_at = models.DateTimeField(default=timezone.now)

    @property
    def conforms(self) -> bool:
        """Say whether every value of every row obeys the schema."""
        return bool(self.schema) and self.complete and not self.errors

    @property
    def schema_uri(self) -> str:
        """Give the address that the national catalogue of schemas knows it by."""
        return (
            f"https://schema.data.gouv.fr/schemas/{self.schema}/{self.schema_version}/schema.json"
        )
