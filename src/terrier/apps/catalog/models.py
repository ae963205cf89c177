"""What is known of every dataset: description, policy, tables, columns, versions, corrections."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Visibility

from .choices import Frequency, Licence, Theme
from .querysets import DatasetQuerySet


def stable_id() -> str:
    """Make an id that a column keeps for ever."""
    return secrets.token_hex(6)


class Original(models.Model):
    """A file as it was received; its content is kept under its sha256."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.BigIntegerField()
    path = models.CharField(max_length=300)
    """Relative to the store."""
    url = models.URLField(max_length=2000, blank=True)
    received_at = models.DateTimeField(default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    redacted_at = models.DateTimeField(null=True)
    """When lines were taken out of the kept copy; its sha256 and size are then the copy's."""
    gone_reason = models.CharField(max_length=300, blank=True)
    """Why the file was withdrawn; empty while it can be fetched."""

    def __str__(self) -> str:
        return self.name


class Dataset(models.Model):
    """One or more tables that people find, read and update together."""

    slug = models.SlugField(unique=True, max_length=100)
    title = models.CharField(_("titre"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    owner = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="datasets", verbose_name=_("organisme")
    )
    theme = models.CharField(_("thème"), max_length=30, choices=Theme.choices, blank=True)
    contact_name = models.CharField(_("contact"), max_length=150, blank=True)
    contact_email = models.EmailField(_("adresse du contact"), blank=True)
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    frequency = models.CharField(
        _("fréquence de mise à jour"), max_length=15, choices=Frequency.choices, blank=True
    )
    keywords = models.JSONField(_("mots-clés"), default=list, blank=True)
    spatial_coverage = models.CharField(_("territoire couvert"), max_length=200, blank=True)
    covers_from = models.DateField(_("période : du"), null=True, blank=True)
    covers_to = models.DateField(_("au"), null=True, blank=True)
    source_note = models.CharField(_("origine des données"), max_length=300, blank=True)

    visibility = models.CharField(
        _("visibilité"),
        max_length=10,
        choices=[
            (Visibility.PUBLIC.value, _("public")),
            (Visibility.INTERNAL.value, _("interne")),
            (Visibility.RESTRICTED.value, _("restreint")),
        ],
        default=Visibility.INTERNAL.value,
    )
    shared_with = models.ManyToManyField(
        Organisation, blank=True, related_name="shared_datasets", verbose_name=_("partagé avec")
    )
    territory_column = models.CharField(max_length=12, blank=True)
    """Stable id of the column of commune codes that limits the rows a reader sees."""
    keeps_rows = models.BooleanField(default=False)
    """Whether a table has rows that only the owner's territory sees: `Table.open_rows`."""
    policy_revision = models.PositiveIntegerField(default=1)
    """Raised at every change of what somebody may see."""
    published_at = models.DateTimeField(null=True)
    """Null: a draft that only contributors of the owner see."""
    gone_reason = models.CharField(max_length=300, blank=True)
    """Why the dataset was withdrawn; empty while it can be read."""
    derived = models.BooleanField(default=False)
    """Whether it is computed from others: `Derivation`."""
    about_persons = models.BooleanField(null=True)
    """Whether rows speak of persons, as somebody said; null while nobody did."""

    current = models.OneToOneField(
        "Version", null=True, on_delete=models.PROTECT, related_name="current_of"
    )
    lease_token = models.CharField(max_length=36, blank=True)
    lease_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    updated_at = models.DateTimeField(default=timezone.now)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]

    def __str__(self) -> str:
        return self.title

    def policy(self) -> Policy:
        """Give the declared policy in the words of the domain."""
        from .derivations import policies_of

        return policies_of([self])[self.pk]


class Table(models.Model):
    """A table of a dataset, the same through its versions."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="tables")
    name = models.SlugField(max_length=63)
    title = models.CharField(_("titre"), max_length=200)
    position = models.PositiveSmallIntegerField(default=0)
    open_rows = models.JSONField(default=dict)
    """{"column": stable id, "values": [...]}: the rows that others than the owner's territory may
    see, by the value of a column as text; {}: all of them. Nothing listed: none."""

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "name"], name="one_table_name")
        ]

    def __str__(self) -> str:
        return self.title


class Column(models.Model):
    """A column, the same through renames: labels, units and masks hang on it."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="columns")
    stable_id = models.CharField(max_length=12, unique=True, default=stable_id)
    name = models.CharField(max_length=63)
    """Name in the current version."""
    type = models.CharField(max_length=30)
    label = models.CharField(_("libellé"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    unit = models.CharField(_("unité"), max_length=30, blank=True)
    concept = models.CharField(max_length=30, blank=True)
    masked = models.BooleanField(_("masquée"), default=False)
    position = models.PositiveSmallIntegerField(default=0)
    removed = models.BooleanField(default=False)
    """True when the current version no longer has it."""

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.label


class Version(models.Model):
    """The content of a dataset at one moment; its files never change."""

    class Mode(models.TextChoices):
        """How the version came from the one before."""

        REPLACE = "replace", _("remplacement")
        APPEND = "append", _("ajout")
        UPSERT = "upsert", _("mise à jour par clé")
        RESTORE = "restore", _("restauration")
        CORRECTION = "correction", _("correction")
        CROSSING = "crossing", _("croisement")

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    mode = models.CharField(max_length=10, choices=Mode.choices)
    base = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    originals = models.ManyToManyField(Original, related_name="versions")
    plan = models.JSONField(default=dict)
    receipt = models.JSONField(default=dict)
    note = models.CharField(max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    gone_reason = models.CharField(max_length=300, blank=True)
    """Why the content was withdrawn; empty while it can be read."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "number"], name="one_version_number")
        ]

    def __str__(self) -> str:
        return f"{self.dataset} · version {self.number}"


class VersionTable(models.Model):
    """The file of one table in one version, with figures for readers of the whole."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tables")
    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="versions")
    path = models.CharField(max_length=300)
    """Parquet file, relative to the store."""
    archive = models.CharField(max_length=300, blank=True)
    """PMTiles file, relative to the store; empty until it is ready."""
    rejects = models.CharField(max_length=300, blank=True)
    records = models.BigIntegerField()
    columns = models.JSONField()
    """[{"id": stable id, "name": name in the file, "type": DuckDB type}], in order."""
    has_key = models.BooleanField(default=False)
    geometry_type = models.CharField(max_length=30, blank=True)
    """`Point`, `LineString`, `Polygon`, `Mixed`, or empty: no geometry."""
    bbox = models.JSONField(null=True)
    statistics = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["table__position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["version", "table"], name="one_file_per_table")
        ]


class Correction(models.Model):
    """A value mended by a person, applied again at every version."""

    class State(models.TextChoices):
        """Whether the correction holds."""

        ACTIVE = "active", _("appliquée")
        CONFLICT = "conflict", _("à trancher")
        WITHDRAWN = "withdrawn", _("retirée")

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="corrections")
    row_key = models.CharField(max_length=500)
    column = models.ForeignKey(Column, on_delete=models.CASCADE, related_name="corrections")
    expected = models.TextField(null=True)
    value = models.TextField(null=True)
    found = models.TextField(null=True)
    """The unexpected value, while in conflict."""
    reason = models.CharField(_("motif"), max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]


class Derivation(models.Model):
    """What a derived dataset takes from another: who may see it follows, when it is read."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="derivations")
    source = models.ForeignKey(Dataset, on_delete=models.PROTECT, related_name="derived_datasets")
    made = models.JSONField(default=dict)
    """{stable id in the source: [stable ids of the derived columns it has a part in]}."""
    carried = models.JSONField(default=dict)
    """{stable id in the source: stable id of the derived column that repeats its values}."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["dataset", "source"], name="one_derivation")
        ]


class Release(models.Model):
    """An aggregate opened wider than what it is computed from, by who may publish each source.

    While it holds, the sources no longer narrow who sees the derived dataset; its definition is
    frozen and its small cells are suppressed. A change of who may see a source suspends it.
    """

    dataset = models.OneToOneField(Dataset, on_delete=models.CASCADE, related_name="release")
    threshold = models.PositiveSmallIntegerField(default=5)
    """Groups of fewer rows than this are suppressed."""
    reason = models.CharField(_("motif"), max_length=300)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    released_at = models.DateTimeField(default=timezone.now)
    holds_since = models.DateTimeField(null=True)
    """When the first version without small cells came; null: it does not hold yet."""
    suspended_at = models.DateTimeField(null=True)
    """Since when who may see a source has changed: looked at again before it holds again."""
    review_since = models.DateTimeField(null=True)
    """Since when a source has had a version that nobody looked at; the release holds."""

    def __str__(self) -> str:
        return str(self.dataset)


class Tombstone(models.Model):
    """What was erased from a version: how many rows, never whose."""

    class Cause(models.TextChoices):
        """Why rows were erased."""

        PERSON = "person", _("à la demande d’une personne")
        RETENTION = "retention", _("au terme de leur durée de conservation")

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="tombstones")
    cause = models.CharField(max_length=10, choices=Cause.choices)
    rows = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar[list[str]] = ["at", "pk"]


class ErasedMark(models.Model):
    """The keyed digest of an erased row: a file that still has the row is read without it."""

    table = models.ForeignKey(Table, on_delete=models.CASCADE, related_name="erased_marks")
    columns = models.JSONField(default=list)
    """Stable ids of the columns whose values make the digest; empty: the key of the row."""
    digest = models.CharField(max_length=64)
    secret = models.CharField(max_length=8)
    """Fingerprint of the secret that the digest was made with."""
    erased_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["table", "digest"], name="one_erased_mark")
        ]


class Reading(models.Model):
    """Who read rows that are restricted or speak of persons: the access log."""

    class Door(models.TextChoices):
        """By which way the rows went out."""

        PAGE = "page", _("page")
        ROW = "row", _("fiche d’une ligne")
        MAP = "map", _("carte")
        CHART = "chart", _("graphique")
        DOWNLOAD = "download", _("téléchargement")
        FILE = "file", _("fichier d’origine")
        API = "api", _("API")
        SEARCH = "search", _("recherche d’une personne")
        COMMAND = "command", _("ligne de commande")

    at = models.DateTimeField(default=timezone.now, db_index=True)
    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="readings"
    )
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="readings")
    version = models.PositiveIntegerField(null=True)
    door = models.CharField(max_length=10, choices=Door.choices)
    filtered = models.JSONField(default=list)
    """Names of the columns filtered on, never the values asked for."""
    rows = models.BigIntegerField(null=True)
    """Null where the door does not count them."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]


class Leftover(models.Model):
    """A file that nothing names any more, written in the transaction that stopped naming it.

    Whoever removes the file removes the row: a kill in between leaves the row, hence the file
    to the next sweep.
    """

    path = models.CharField(max_length=300)
    since = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.path
