"""What is kept for the law: pages, messages, accessibility audits, duties to publish, archives."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.jobs.models import Job
from terrier.apps.territories.models import Organisation
from terrier.domain.rgaa import State, Tally

PERSON = {"null": True, "on_delete": models.SET_NULL, "related_name": "+"}


class SitePage(models.Model):
    """What the administrator wrote in one of the pages that the law asks for."""

    kind = models.CharField(max_length=20, unique=True)
    """Key of `pages.PAGES`, which names the fields."""
    values = models.JSONField(default=dict)
    updated_at = models.DateTimeField(default=timezone.now)
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)

    def __str__(self) -> str:
        from .pages import PAGES

        return str(PAGES[self.kind].title)


class ContactMessage(models.Model):
    """Something that somebody wrote to the platform."""

    class Subject(models.TextChoices):
        """What it is about."""

        QUESTION = "question", _("Une question, une demande")
        DATA = "donnees", _("Une erreur dans une donnée")
        ACCESSIBILITY = "accessibilite", _("Une difficulté d’accessibilité")
        RIGHTS = "droits", _("Mes données personnelles")
        SECURITY = "securite", _("Une faille de sécurité")

    subject = models.CharField(_("Motif"), max_length=15, choices=Subject.choices)
    name = models.CharField(_("Votre nom"), max_length=150, blank=True)
    email = models.EmailField(_("Votre adresse électronique"), blank=True)
    page = models.CharField(_("Page concernée"), max_length=300, blank=True)
    text = models.TextField(_("Votre message"), max_length=5000)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)
    mailed_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    answer = models.TextField(blank=True)
    """What was answered, or why nothing could be."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return _("message n° %(number)d") % {"number": self.pk}


class AccessibilityAudit(models.Model):
    """One audit of the site against the RGAA; the latest one holds."""

    started_on = models.DateField(default=timezone.localdate)
    closed_on = models.DateField(null=True)
    """Day on which a person declared it complete."""
    auditor = models.CharField(_("Qui a mené l’audit"), max_length=200, blank=True)
    sample = models.TextField(_("Pages vérifiées"), blank=True)
    tools = models.TextField(_("Outils"), blank=True)
    environments = models.TextField(_("Navigateurs et technologies d’assistance"), blank=True)
    technologies = models.TextField(_("Technologies du site"), blank=True)
    alternatives = models.TextField(_("Alternatives proposées"), blank=True)
    exempt = models.TextField(_("Contenus non soumis à l’obligation"), blank=True)
    conform = models.PositiveSmallIntegerField(default=0)
    non_conform = models.PositiveSmallIntegerField(default=0)
    not_applicable = models.PositiveSmallIntegerField(default=0)
    not_tested = models.PositiveSmallIntegerField(default=106)

    class Meta:
        ordering: ClassVar[list[str]] = ["-pk"]

    def __str__(self) -> str:
        return _("audit commencé le %(day)s") % {"day": f"{self.started_on:%d/%m/%Y}"}

    @property
    def counted(self) -> Tally:
        """Give the kept count of its criteria."""
        return Tally(self.conform, self.non_conform, self.not_applicable, self.not_tested)


class CriterionAssessment(models.Model):
    """What an audit says of one criterion, by hand and by machine."""

    audit = models.ForeignKey(
        AccessibilityAudit, on_delete=models.CASCADE, related_name="assessments"
    )
    number = models.CharField(max_length=5)
    state = models.CharField(
        _("État"),
        max_length=15,
        choices=[(s.value, s.value.capitalize()) for s in State],
        default=State.NOT_TESTED.value,
    )
    comment = models.TextField(_("Constat"), max_length=2000, blank=True)
    derogation = models.TextField(_("Dérogation, et pourquoi"), max_length=2000, blank=True)
    pages = models.CharField(_("Pages concernées"), max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    at = models.DateTimeField(null=True)
    machine_failed = models.BooleanField(null=True)
    """None: no automatic result."""
    machine_rules = models.JSONField(default=list)
    machine_pages = models.JSONField(default=list)
    machine_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["audit", "number"], name="one_assessment_per_criterion")
        ]

    def __str__(self) -> str:
        return f"{self.audit} · {self.number}"


class PublicationProfile(models.Model):
    """What decides whether an organisation must publish, beyond what the territory says."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="publication_profile"
    )
    agents = models.DecimalField(
        _("Agents, en équivalents temps plein"), max_digits=8, decimal_places=1, null=True
    )
    population = models.PositiveIntegerField(_("Habitants"), null=True)
    """Only where it differs from that of the communes."""

    def __str__(self) -> str:
        return str(self.organisation)


class DutyAnswer(models.Model):
    """What an organisation says of one duty to publish."""

    class Kind(models.TextChoices):
        """How the duty is met, or why it cannot be."""

        DATASET = "jeu", _("publié ici")
        ELSEWHERE = "ailleurs", _("publié ailleurs")
        NONE = "aucun", _("nous n’en avons pas")

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="duty_answers"
    )
    duty = models.CharField(max_length=30)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.SET_NULL, related_name="+")
    address = models.URLField(max_length=500, blank=True)
    comment = models.CharField(max_length=500, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["organisation", "duty"], name="one_answer_per_duty")
        ]

    def __str__(self) -> str:
        return f"{self.organisation} · {self.duty}"


class ArchiveTerms(models.Model):
    """How long a dataset serves, and what becomes of it then (code du patrimoine, L212-2)."""

    class Fate(models.TextChoices):
        """The « sort final »."""

        KEEP = "conservation", _("conservation définitive")
        DESTROY = "destruction", _("destruction")
        SORT = "tri", _("tri")

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="archive_terms")
    years = models.PositiveSmallIntegerField(_("Durée d’utilité administrative"), null=True)
    starts = models.CharField(_("Point de départ"), max_length=200, blank=True)
    fate = models.CharField(_("Sort final"), max_length=15, choices=Fate.choices, blank=True)
    basis = models.CharField(_("Texte ou tableau de gestion"), max_length=300, blank=True)
    note = models.CharField(_("Précisions"), max_length=500, blank=True)

    def __str__(self) -> str:
        return str(self.dataset)


class Archive(models.Model):
    """A bag of plain files that somebody asked for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    dataset = models.ForeignKey(Dataset, null=True, on_delete=models.CASCADE, related_name="+")
    """None: everything that the person publishes."""
    datasets = models.JSONField(default=list)
    """Ids of the datasets that are in it: whoever fetches it must still publish each."""
    every_version = models.BooleanField(_("toutes les versions"), default=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, **PERSON)
    asked_at = models.DateTimeField(default=timezone.now)
    job = models.ForeignKey(Job, null=True, on_delete=models.SET_NULL, related_name="+")
    key = models.CharField(max_length=200, blank=True)
    """Zip in the store; empty until it is ready, and again once it was cleared."""
    size = models.BigIntegerField(default=0)
    files = models.PositiveIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    made_at = models.DateTimeField(null=True)
    cleared_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.dataset or _("tous les jeux de données"))
