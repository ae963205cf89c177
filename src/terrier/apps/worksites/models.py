"""Worksites, and the tables that some of them come from."""

from __future__ import annotations

from typing import ClassVar

import shapely
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Table
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.worksites.reading import DEEPEST_M, LONGEST_TEXT, WIDEST_TRENCH_M
from terrier.domain.worksites.sharing import Works
from terrier.domain.worksites.vocabulary import Kind, Occupation, Period, State

from .choices import KINDS, OCCUPATIONS, STATES
from .querysets import WorksiteQuerySet


class Feed(models.Model):
    """A table of the catalogue whose rows are worksites, read again at each new version."""

    table = models.OneToOneField(Table, on_delete=models.CASCADE, related_name="worksite_feed")
    columns = models.JSONField()
    """Which column says what: the name of a part → stable ids of columns."""
    publish = models.BooleanField(_("publier ce qui en vient"), default=False)
    set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(null=True)
    """Number of the version that was read last."""
    read_at = models.DateTimeField(null=True)
    outcome = models.JSONField(default=dict)
    """What the last reading did: counts, refused rows with their reason, values not understood."""
    trouble = models.TextField(blank=True)
    """Why the last reading failed; empty while all is well."""

    class Meta:
        ordering: ClassVar[list[str]] = ["table__dataset__title", "pk"]

    def __str__(self) -> str:
        return str(self.table.dataset)

    @property
    def source(self) -> str:
        """Name the table for ever in the worksites that come from it."""
        return f"{self.table.dataset.slug}/{self.table.name}"


class Worksite(models.Model):
    """One worksite: who, where, from, to, how deep and what it takes of the road."""

    owner = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="worksites",
        verbose_name=_("Organisme qui tient la fiche"),
    )
    title = models.CharField(_("Titre"), max_length=200)
    kind = models.CharField(_("Nature"), max_length=15, choices=KINDS, default=Kind.OTHER.value)
    state = models.CharField(
        _("État"), max_length=12, choices=STATES, default=State.PLANNED.value, db_index=True
    )
    principal = models.CharField(_("Maître d’ouvrage"), max_length=200, blank=True)
    """Named body; empty: the owner."""
    contractor = models.CharField(_("Entreprise"), max_length=200, blank=True)
    starts_on = models.DateField(_("Début"), null=True, blank=True, db_index=True)
    ends_on = models.DateField(_("Fin"), null=True, blank=True, db_index=True)
    address = models.CharField(_("Adresse ou voie"), max_length=200, blank=True)
    occupation = models.CharField(
        _("Gêne pour la circulation"),
        max_length=12,
        choices=OCCUPATIONS,
        blank=True,
        default=Occupation.NONE.value,
    )
    """Empty: not known."""
    depth_m = models.FloatField(
        _("Profondeur (m)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(DEEPEST_M)],
    )
    """The deepest."""
    trench_width_m = models.FloatField(
        _("Largeur de tranchée (m)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(WIDEST_TRENCH_M)],
    )
    description = models.TextField(_("Description"), blank=True, max_length=LONGEST_TEXT)
    contact = models.CharField(_("Contact"), max_length=300, blank=True)
    """Never shown to the public."""
    published = models.BooleanField(_("Publié"), default=False, db_index=True)

    shape = models.BinaryField()
    """WKB, WGS84 longitude/latitude."""
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    communes = models.ManyToManyField(Commune, related_name="worksites")
    """Those that the place touches; none: outside the territory."""

    feed = models.ForeignKey(Feed, null=True, on_delete=models.SET_NULL, related_name="worksites")
    """The table that the worksite follows; it is not changed by hand while it does."""
    source = models.CharField(_("Source"), max_length=200, blank=True)
    external_id = models.CharField(_("Identifiant dans la source"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(default=1)
    """Raised at each change: whoever changes names the one that they read."""
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = WorksiteQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["west", "east", "south", "north"], name="worksite_box")
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "source", "external_id"],
                condition=~models.Q(external_id=""),
                name="one_worksite_of_a_source",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def geometry(self) -> shapely.Geometry:
        """Give the place, in degrees."""
        return shapely.from_wkb(bytes(self.shape))

    @property
    def period(self) -> Period:
        """Give the first and last day."""
        return Period(self.starts_on, self.ends_on)

    @property
    def led_by(self) -> str:
        """Name who has the works done."""
        return self.principal or self.owner.name

    def works(self) -> Works:
        """Give what the rule on shared trenches looks at."""
        return Works(
            Kind(self.kind),
            State(self.state),
            self.period,
            self.depth_m,
            Occupation(self.occupation or Occupation.OTHER),
        )
