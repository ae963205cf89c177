"""The register of processing, erasures, what is past its time, and who protects the data."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset, Tombstone
from terrier.apps.territories.models import Organisation
from terrier.domain.retention.periods import Unit


class LegalBasis(models.TextChoices):
    """GDPR article 6(1), in its order."""

    CONSENT = "consent", _("consentement des personnes (a)")
    CONTRACT = "contract", _("contrat avec les personnes (b)")
    OBLIGATION = "obligation", _("obligation légale (c)")
    VITAL = "vital", _("sauvegarde des intérêts vitaux (d)")
    PUBLIC_TASK = "public_task", _("mission d’intérêt public (e)")
    LEGITIMATE = "legitimate", _("intérêt légitime (f), exclu pour les missions publiques")


class SensitiveBasis(models.TextChoices):
    """GDPR article 9(2): the exceptions that a public body meets."""

    CONSENT = "consent", _("consentement explicite (a)")
    SOCIAL = "social", _("droit du travail et protection sociale (b)")
    VITAL = "vital", _("intérêts vitaux (c)")
    MADE_PUBLIC = "made_public", _("données rendues publiques par la personne (e)")
    JUSTICE = "justice", _("exercice d’un droit en justice (f)")
    PUBLIC_INTEREST = "public_interest", _("intérêt public important (g)")
    HEALTH = "health", _("santé publique ou soins (h, i)")
    ARCHIVES = "archives", _("archives, recherche, statistiques (j)")


class Sheet(models.Model):
    """What the register says of one dataset about persons (GDPR article 30)."""

    class Start(models.TextChoices):
        """From when the time of retention runs."""

        IMPORT = "import", _("la date d’import de la version")
        COLUMN = "column", _("une date portée par chaque ligne")

    class Assessment(models.TextChoices):
        """Whether an impact assessment is done (GDPR article 35)."""

        DONE = "done", _("faite")
        NEEDED = "needed", _("nécessaire, pas encore faite")
        NOT_NEEDED = "not_needed", _("pas nécessaire")

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="sheet")
    purpose = models.TextField(_("finalité"), blank=True)
    legal_basis = models.CharField(
        _("base légale (article 6)"), max_length=15, choices=LegalBasis.choices, blank=True
    )
    sensitive = models.BooleanField(_("données sensibles (article 9)"), default=False)
    sensitive_basis = models.CharField(
        _("exception de l’article 9"), max_length=16, choices=SensitiveBasis.choices, blank=True
    )
    data_categories = models.TextField(_("catégories de données"), blank=True)
    person_categories = models.TextField(_("catégories de personnes"), blank=True)
    recipients = models.TextField(_("destinataires"), blank=True)
    transfers = models.TextField(_("transferts hors de l’Union européenne"), blank=True)
    retention_length = models.PositiveSmallIntegerField(_("durée de conservation"), null=True)
    retention_unit = models.CharField(
        _("en"),
        max_length=6,
        choices=[
            (Unit.DAYS.value, _("jours")),
            (Unit.MONTHS.value, _("mois")),
            (Unit.YEARS.value, _("ans")),
        ],
        default=Unit.YEARS.value,
    )
    retention_start = models.CharField(
        _("à compter de"), max_length=6, choices=Start.choices, default=Start.IMPORT
    )
    retention_column = models.CharField(_("colonne de date"), max_length=12, blank=True)
    """Stable id."""
    automatic = models.BooleanField(_("effacer automatiquement"), default=False)
    security = models.TextField(_("mesures de sécurité"), blank=True)
    controller = models.CharField(_("responsable du traitement"), max_length=300, blank=True)
    officer = models.CharField(_("délégué à la protection des données"), max_length=300, blank=True)
    processor = models.CharField(_("sous-traitant"), max_length=300, blank=True)
    assessment = models.CharField(
        _("analyse d’impact (AIPD)"), max_length=10, choices=Assessment.choices, blank=True
    )
    assessment_why = models.TextField(_("pourquoi"), blank=True)
    updated_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["dataset__title"]

    def __str__(self) -> str:
        return str(self.dataset)


class Officer(models.Model):
    """A person who protects the data of an organisation and of those below it (DPO)."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="protects"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="officers"
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_officer")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation}"


class Erasure(models.Model):
    """One decision to erase: digests of rows or a limit of time, never whose rows they were."""

    class State(models.TextChoices):
        """Where the work is."""

        WAITING = "waiting", _("en cours")
        DONE = "done", _("terminé")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cause = models.CharField(max_length=10, choices=Tombstone.Cause.choices)
    reason = models.CharField(_("référence de la demande"), max_length=300)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    targets = models.JSONField(default=list)
    """As `privacy.targets` writes them."""
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    result = models.JSONField(default=list)
    """[{"dataset": title, "version": number, "rows": erased}]"""
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return self.reason


class Overdue(models.Model):
    """What a dataset still holds past its time, and whether its owner was told."""

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="overdue")
    versions = models.JSONField(default=list)
    """Numbers of the versions that are past their time as a whole."""
    rows = models.JSONField(default=dict)
    """{version number: rows past their time}"""
    limit = models.DateField()
    """First day that is still kept."""
    found_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.dataset)


class Keeping(models.Model):
    """How long the platform keeps what it writes of the people who use it; one row."""

    readings_months = models.PositiveSmallIntegerField(_("journal des consultations"), default=6)
    trail_years = models.PositiveSmallIntegerField(_("journal des actions"), null=True, blank=True)
    """Null: for ever."""
    jobs_days = models.PositiveSmallIntegerField(_("travaux terminés"), default=90)
    invitations_days = models.PositiveSmallIntegerField(_("invitations expirées"), default=30)
    answers_years = models.PositiveSmallIntegerField(
        _("réponses de « Que y a-t-il ici ? »"), default=10
    )
    """As long as builders answer for their works (Code civil, article 1792-4-1); no text on works
    near networks says how long (Code de l’environnement, articles R554-1 to R554-38)."""
    drafts_days = models.PositiveSmallIntegerField(_("fichiers jamais importés"), default=30)
