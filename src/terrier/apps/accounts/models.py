"""People and the trail of what they did."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrier.domain.access.policy import Bounds
from terrier.domain.access.scopes import Scope


class UserManager(BaseUserManager["User"]):
    """Creates people known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create a person; without a password they must follow an invitation or a reset link."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Create an administrator of the whole instance."""
        return self.create_user(email, password, instance_administrator=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account."""

    email = models.EmailField(_("adresse électronique"), unique=True)
    name = models.CharField(_("nom"), max_length=150)
    is_active = models.BooleanField(_("actif"), default=True)
    instance_administrator = models.BooleanField(_("administre l’instance"), default=False)
    demonstration = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or self.email

    @property
    def is_staff(self) -> bool:
        """Say whether the person administers the instance (the name is Django's)."""
        return self.instance_administrator


def reading() -> list[str]:
    """Give the scopes of a token that was made without choosing."""
    return [Scope.READ.value]


class AccessToken(models.Model):
    """Gives a program some of the rights of a person; only the digest of the secret is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("à quoi il sert"), max_length=100)
    scopes = models.JSONField(default=reading)
    """Values of `terrier.domain.access.scopes.Scope`."""
    organisation_id = models.BigIntegerField(null=True)
    """The organisation that the token is limited to."""
    dataset_id = models.BigIntegerField(null=True)
    """The dataset that the token is limited to."""
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.name

    @property
    def bounds(self) -> Bounds | None:
        """Give what the token is limited to in the words of the domain; None: nothing."""
        if self.organisation_id is None and self.dataset_id is None:
            return None
        return Bounds(self.organisation_id, self.dataset_id)


class AuditEntry(models.Model):
    """One write, restricted download or change of rights; never changed, never deleted by hand."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    actor_label = models.CharField(max_length=200)
    action = models.CharField(max_length=60, db_index=True)
    object_type = models.CharField(max_length=40)
    object_id = models.CharField(max_length=60)
    object_label = models.CharField(max_length=300)
    organisation_id = models.BigIntegerField(null=True, db_index=True)
    """The organisation whose administrators may read the entry."""
    detail = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]


class SignOnIdentity(models.Model):
    """Who the person is at an identity provider; from then on the provider vouches for them."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="identity")
    provider = models.CharField(max_length=60)
    """The `id` under which the operator declared it."""
    issuer = models.CharField(max_length=300)
    subject = models.CharField(max_length=255)
    claims = models.JSONField(default=dict)
    """What the provider said last."""
    second_factor = models.BooleanField(default=False)
    """The provider said that the person proved themselves twice."""
    linked_at = models.DateTimeField(default=timezone.now)
    proven_at = models.DateTimeField(null=True)
    """When the provider last vouched for the person; None: it no longer does."""
    asked_at = models.DateTimeField(null=True)
    """When somebody last began to ask it; in the future: it was silent, and is left alone."""
    sealed_refresh_token = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="one_identity")
        ]

    def __str__(self) -> str:
        return str(self.claims.get("email") or self.subject)


class OpenSession(models.Model):
    """A browser that is signed in; without its row a session is closed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session_key = models.CharField(max_length=40, db_index=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessions")
    identity = models.ForeignKey(
        SignOnIdentity, null=True, on_delete=models.CASCADE, related_name="sessions"
    )
    """Who opened it through a provider; None: a password did."""
    provider_session = models.CharField(max_length=255, blank=True)
    """`sid` of the provider, which names this session when it ends there."""
    started_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=300, blank=True)
    """What the browser says of itself."""

    class Meta:
        ordering: ClassVar[list[str]] = ["-seen_at"]

    def __str__(self) -> str:
        return self.device


class SeenLogout(models.Model):
    """A sign-out message that a provider has sent: it serves once."""

    issuer = models.CharField(max_length=300)
    message = models.CharField(max_length=255)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["issuer", "message"], name="one_logout_message")
        ]
