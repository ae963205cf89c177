"""People and the trail of what they did."""

from __future__ import annotations

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
