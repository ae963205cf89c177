"""Services of the territory and the networks that they run."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, Table, Version
from terrier.apps.territories.models import Commune, Organisation
from terrier.domain.topology.commodities import LOOKS, Commodity
from terrier.domain.topology.mapping import NetworkMapping

GRAVITY = frozenset({Commodity.WASTEWATER, Commodity.STORMWATER, Commodity.COMBINED_SEWER})
"""What flows by itself: there is no valve to close."""


class Service(models.Model):
    """A competence, who has it, who runs it, how, where and since when."""

    class Competence(models.TextChoices):
        """What the law lets a public body answer for."""

        DRINKING_WATER = "drinking_water", _("eau potable")
        SEWER = "sewer", _("assainissement collectif")
        ON_SITE_SANITATION = "on_site", _("assainissement non collectif")
        STORMWATER = "stormwater", _("eaux pluviales urbaines")
        LIGHTING = "lighting", _("éclairage public")
        HEAT = "heat", _("chaleur et froid")
        ELECTRICITY = "electricity", _("distribution d’électricité")
        GAS = "gas", _("distribution de gaz")
        TELECOM = "telecom", _("communications électroniques")
        FIRE = "fire", _("défense extérieure contre l’incendie")
        OTHER = "other", _("autre")

    class Management(models.TextChoices):
        """How the service is run."""

        DIRECT = "regie", _("régie")
        DELEGATED = "delegation", _("délégation de service public")
        CONTRACT = "marche", _("marché de prestation")
        OWN = "propre", _("réseau propre de l’exploitant")
        UNKNOWN = "inconnu", _("non connu")

    name = models.CharField(_("nom du service"), max_length=200)
    competence = models.CharField(_("compétence"), max_length=20, choices=Competence.choices)
    holder = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="services",
        verbose_name=_("organisme qui tient cette fiche"),
    )
    authority = models.CharField(
        _("autorité organisatrice"),
        max_length=200,
        blank=True,
        help_text=_("Qui a la compétence : commune, syndicat, intercommunalité…"),
    )
    operator = models.CharField(_("exploitant"), max_length=200, blank=True)
    operator_phone = models.CharField(_("téléphone d’urgence"), max_length=30, blank=True)
    operator_email = models.EmailField(_("adresse de l’exploitant"), blank=True)
    management = models.CharField(
        _("mode de gestion"),
        max_length=12,
        choices=Management.choices,
        default=Management.UNKNOWN,
    )
    communes = models.ManyToManyField(
        Commune, related_name="services", verbose_name=_("communes desservies")
    )
    since = models.DateField(_("depuis le"), null=True, blank=True)
    until = models.DateField(_("jusqu’au"), null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["competence", "name"]

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """A dataset that is read as a network of a service."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="network")
    service = models.ForeignKey(
        Service, on_delete=models.PROTECT, related_name="networks", verbose_name=_("service")
    )
    commodity = models.CharField(
        _("ce que le réseau transporte"),
        max_length=20,
        choices=[(c.value, look.label) for c, look in LOOKS.items()],
    )
    mapping = models.JSONField(default=dict)
    """`NetworkMapping.to_json()`."""
    declared_at = models.DateTimeField(default=timezone.now)
    revision = models.PositiveIntegerField(default=1)
    """Raised whenever the mapping changes: what was computed from the old one is forgotten."""

    class Meta:
        ordering: ClassVar[list[str]] = ["dataset__title"]

    def __str__(self) -> str:
        return self.dataset.title

    def read_mapping(self) -> NetworkMapping:
        """Give how the tables are read."""
        return NetworkMapping.from_json(self.mapping)

    def carried(self) -> Commodity:
        """Give what the network carries."""
        return Commodity(self.commodity)

    @property
    def pressured(self) -> bool:
        """Say whether valves hold back what it carries; what is not known may be closed too."""
        return self.carried() not in GRAVITY


class SensitiveTable(models.Model):
    """A table that says where schools, care homes and the like stand, as a person declared."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="sensitive_tables")
    table = models.ForeignKey(
        Table, on_delete=models.CASCADE, related_name="+", verbose_name=_("table")
    )
    kind_column = models.CharField(max_length=40, blank=True)
    """Stable id of the column that says what each is; empty: none says it."""
    kinds = models.JSONField(default=list)
    """The values of that column that are sensitive; empty: all of them."""

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["network", "table"], name="one_sensitive_table")
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.table}"


class CheckRun(models.Model):
    """The last time that a version of a network was held against the checks."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="checks")
    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="+")
    revision = models.PositiveIntegerField()
    """Of the network: how its tables were read."""
    at = models.DateTimeField(default=timezone.now)
    path = models.CharField(max_length=300)
    """Key of the store: the file of findings."""
    counts = models.JSONField(default=dict)
    """Code of a check → how many findings."""
    sources = models.JSONField(default=list)
    """Keys of the files that were read: where rows are erased, they are others."""
    compared_to = models.ForeignKey(Version, null=True, on_delete=models.SET_NULL, related_name="+")
    """Version of the check before; None: there was none, or its rows cannot be told again."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["network", "version", "revision"], name="one_check_of_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.network}, {self.version}"
