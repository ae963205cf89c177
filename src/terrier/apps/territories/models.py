"""The territory: its communes, its organisations and who belongs to them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.domain.access.policy import Grant, Right, Role
from terrier.domain.sign_on.mapping import Rule
from terrier.domain.sign_on.second_factor import Duty

from .querysets import OrganisationQuerySet


class Commune(models.Model):
    """A commune of the territory, with its outline."""

    class Register(models.TextChoices):
        """Who gives the code."""

        INSEE = "insee", _("code officiel géographique")
        DEMONSTRATION = "demonstration", _("registre de démonstration")

    code = models.CharField(max_length=5, unique=True)
    name = models.CharField(max_length=120)
    register = models.CharField(max_length=15, choices=Register.choices, default=Register.INSEE)
    former_codes = models.JSONField(default=list)
    """Codes of the communes that merged into it: an old file speaks of the same land."""
    population = models.PositiveIntegerField(null=True)
    population_year = models.PositiveSmallIntegerField(null=True)
    """Year in which the figure is in force; null: not known."""
    outline = models.BinaryField(null=True)
    """WKB (Multi)Polygon, WGS84 longitude/latitude."""
    bbox = models.JSONField(null=True)
    """[west, south, east, north] in degrees."""

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def codes(self) -> tuple[str, ...]:
        """Give its code and those that it had, or that its parts had, before."""
        return (self.code, *self.former_codes)


class Organisation(models.Model):
    """A public body or a partner; organisations form trees."""

    class Kind(models.TextChoices):
        """What the organisation is."""

        EPCI = "epci", _("intercommunalité")
        COMMUNE = "commune", _("commune")
        SYNDICATE = "syndicat", _("syndicat")
        PARTNER = "partenaire", _("partenaire")

    name = models.CharField(_("nom"), max_length=200)
    slug = models.SlugField(unique=True, max_length=80)
    kind = models.CharField(_("nature"), max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    commune = models.ForeignKey(
        Commune, null=True, blank=True, on_delete=models.PROTECT, related_name="organisations"
    )
    siren = models.CharField("SIREN", max_length=9, blank=True)
    contact_email = models.EmailField(_("adresse de contact"), blank=True)
    projected_crs = models.CharField(max_length=20, default="EPSG:2154")
    """Legal projection of the territory, on roots."""
    fictional = models.BooleanField(default=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def lineage(self) -> tuple[int, ...]:
        """Give the ids of the organisation and of its ancestors, the root last."""
        ids, node = [self.pk], self.parent
        while node is not None:
            ids.append(node.pk)
            node = node.parent
        return tuple(ids)

    def root(self) -> Organisation:
        """Give the head of the territory that the organisation belongs to."""
        return self if self.parent is None else self.parent.root()


RIGHTS = {
    Right.OPERATE_NETWORK: _("exploiter le réseau"),
    Right.SEE_CUSTOMERS: _("connaître les abonnés"),
}


class Membership(models.Model):
    """What a person may do in an organisation and in those below it."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(
        _("rôle"),
        max_length=15,
        choices=[
            (Role.READER.value, _("lecture")),
            (Role.CONTRIBUTOR.value, _("contribution")),
            (Role.PUBLISHER.value, _("publication")),
            (Role.ADMINISTRATOR.value, _("administration")),
        ],
    )
    rights = models.JSONField(_("droits techniques"), default=list)
    """Values of `Right`, given beside the role."""

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_membership")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"

    def named_rights(self) -> list[str]:
        """Name the technical rights that it gives."""
        return [str(name) for right, name in RIGHTS.items() if right in self.rights]

    def grant(self) -> Grant:
        """Give the membership in the words of the domain."""
        return Grant(
            self.organisation_id, Role(self.role), frozenset(Right(right) for right in self.rights)
        )


class Invitation(models.Model):
    """An offer of membership sent to an e-mail address; its token is kept only as a digest."""

    email = models.EmailField(_("adresse électronique"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="invitations"
    )
    role = models.CharField(
        _("rôle"), max_length=15, choices=Membership._meta.get_field("role").choices
    )
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.email} → {self.organisation}"


class MappedMembership(models.Model):
    """Marks a membership that the claims of a provider gave; one without the mark is by hand."""

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="mapped")

    def __str__(self) -> str:
        return str(self.membership)


class MappingRule(models.Model):
    """Whoever comes from a provider with a claim of this value gets this role there."""

    provider = models.CharField(_("fournisseur d’identité"), max_length=60)
    claim = models.CharField(_("revendication"), max_length=200)
    pattern = models.CharField(_("valeur"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="mapping_rules",
        verbose_name=_("organisme"),
    )
    role = models.CharField(
        _("rôle"), max_length=15, choices=Membership._meta.get_field("role").choices
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["provider", "claim", "pattern", "pk"]

    def __str__(self) -> str:
        return f"{self.claim} = {self.pattern}"

    def rule(self) -> Rule:
        """Give the rule in the words of the domain."""
        return Rule(self.claim, self.pattern, self.organisation_id, Role(self.role))


class SignInDuty(models.Model):
    """What the instance's administrator asks of everybody's sign-in: one row, or none."""

    second_factor = models.CharField(
        _("La demander"),
        max_length=15,
        choices=[
            (Duty.NOBODY.value, _("à personne")),
            (Duty.ADMINISTRATORS.value, _("à qui administre")),
            (Duty.PUBLISHERS.value, _("à qui publie ou administre")),
            (Duty.EVERYBODY.value, _("à tous les comptes")),
        ],
        default=Duty.NOBODY.value,
    )

    def __str__(self) -> str:
        return str(self.get_second_factor_display())
