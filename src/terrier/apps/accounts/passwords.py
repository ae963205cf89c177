"""Password rules, and how a forgotten password is replaced."""

from __future__ import annotations

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.urls import reverse

from terrier.domain.kernel.errors import Invalid

from .models import User


def mail_is_set() -> bool:
    """Say whether the platform can send e-mails."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def check_password(password: str, user: User) -> None:
    """Refuse a password that does not obey the rules, saying which."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from error


def reset_address(user: User) -> str:
    """Make the path where this person, and whoever holds the link, chooses a new password.

    It serves once and for PASSWORD_RESET_TIMEOUT.
    """
    key = default_token_generator.make_token(user)
    return reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )
