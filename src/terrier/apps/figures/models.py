"""Figures told to more readers than the rows that they are computed from."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset
from terrier.domain.disclosure import THRESHOLD


class FigureRelease(models.Model):
    """One question, frozen, whose answer is told without its small cells.

    It holds while who may see the dataset has not changed since somebody who may publish it last
    looked at it.
    """

    class Audience(models.TextChoices):
        """To whom it is told."""

        PUBLIC = "public", _("tout le monde")
        INTERNAL = "internal", _("les membres du territoire")

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="figure_releases")
    table = models.SlugField(max_length=63)
    query = models.CharField(max_length=4000)
    """Canonical, as `terrier.domain.questions.address` writes it."""
    title = models.CharField(max_length=500)
    """The question as a sentence when it was released."""
    audience = models.CharField(_("Pour"), max_length=10, choices=Audience.choices)
    threshold = models.PositiveSmallIntegerField(_("Masquer en dessous de"), default=THRESHOLD)
    reason = models.CharField(_("Motif"), max_length=300)
    policy_revision = models.PositiveIntegerField()
    """Of the dataset, when somebody last looked at it."""
    version = models.PositiveIntegerField()
    """Of the data, when somebody last looked at it."""
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(default=timezone.now)
    waits = False
    """Whether it is held back by those released before it, where that was asked."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-released_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["dataset", "table", "query"], name="one_release_of_a_figure"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def suspended(self) -> bool:
        """Say whether who may see the dataset changed since: nothing is told meanwhile."""
        return self.policy_revision != self.dataset.policy_revision

    @property
    def to_review(self) -> bool:
        """Say whether data arrived since; the figure is told, and should be looked at."""
        current = self.dataset.current
        return current is not None and current.number != self.version
