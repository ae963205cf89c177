"""Pages made of blocks."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.choices import Theme
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Visibility
from terrier.domain.indicators import Better
from terrier.domain.prose.markdown import LONGEST

from .choices import FIGURES, Kind, Width
from .querysets import PageQuerySet


class Page(models.Model):
    """An infographic: what an organisation tells, with figures that stay live."""

    slug = models.SlugField(unique=True, max_length=100)
    title = models.CharField(_("Titre"), max_length=150)
    summary = models.TextField(_("En une phrase ou deux"), max_length=500, blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="pages", verbose_name=_("Organisme")
    )
    theme = models.CharField(_("Thème"), max_length=30, choices=Theme.choices, blank=True)
    visibility = models.CharField(
        _("Qui la verra"),
        max_length=10,
        choices=[
            (Visibility.PUBLIC.value, _("public")),
            (Visibility.INTERNAL.value, _("interne")),
            (Visibility.RESTRICTED.value, _("restreint")),
        ],
        default=Visibility.INTERNAL.value,
    )
    shared_with = models.ManyToManyField(
        Organisation, blank=True, related_name="shared_pages", verbose_name=_("Partagée avec")
    )
    published_at = models.DateTimeField(null=True)
    """Null: a draft that only contributors of the owner see."""
    asks_commune = models.BooleanField(_("Proposer le choix d’une commune"), default=True)
    asks_period = models.BooleanField(_("Proposer le choix d’une période"), default=True)
    embeddable = models.BooleanField(_("D’autres sites peuvent l’intégrer"), default=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    revision = models.PositiveIntegerField(default=1)
    """Raised at each change: whoever changes names the one that they read."""
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = PageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title", "pk"]

    def __str__(self) -> str:
        return self.title

    @property
    def embedded_anywhere(self) -> bool:
        """Say whether other sites may show it in a frame."""
        public = self.visibility == Visibility.PUBLIC.value
        return self.embeddable and public and self.published_at is not None


class Block(models.Model):
    """One piece of a page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices)
    width = models.CharField(
        _("Largeur"), max_length=10, choices=Width.choices, default=Width.FULL.value
    )
    title = models.CharField(_("Titre"), max_length=150, blank=True)
    note = models.TextField(_("Note"), max_length=1000, blank=True)
    text = models.TextField(_("Texte"), max_length=LONGEST, blank=True)
    dataset = models.CharField(max_length=100, blank=True)
    """Slug; with table and question, the address of the figure."""
    table = models.CharField(max_length=63, blank=True)
    question = models.TextField(max_length=4000, blank=True)
    image = models.CharField(max_length=300, blank=True)
    """Relative to the store."""
    image_width = models.PositiveIntegerField(null=True)
    image_height = models.PositiveIntegerField(null=True)
    alternative = models.CharField(_("Ce que montre l’image"), max_length=500, blank=True)
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.title or str(self.get_kind_display())

    @property
    def is_figure(self) -> bool:
        """Say whether it shows the answer to a question."""
        return self.kind in FIGURES


class Indicator(models.Model):
    """A figure of the communes' sheets: a question asked of all of them at once, and its sentence.

    What the administrator edits; nothing of it is code.
    """

    owner = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="indicators")
    """Head of the territory."""
    position = models.PositiveSmallIntegerField()
    label = models.CharField(_("Nom du chiffre"), max_length=80)
    dataset = models.CharField(max_length=100)
    """Slug; with table and question, the address of the figure."""
    table = models.CharField(max_length=63)
    question = models.TextField(_("Question"), max_length=4000)
    """Grouped by commune; by a period too where there is a trend to show."""
    sentence = models.CharField(_("Phrase"), max_length=300)
    unit = models.CharField(_("Unité"), max_length=60, blank=True)
    better_when = models.CharField(
        _("Bonne nouvelle quand le chiffre est"),
        max_length=10,
        choices=[
            (Better.NEUTRAL.value, _("ni haut ni bas : il décrit")),
            (Better.HIGHER.value, _("haut")),
            (Better.LOWER.value, _("bas")),
        ],
        default=Better.NEUTRAL.value,
    )
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.label
