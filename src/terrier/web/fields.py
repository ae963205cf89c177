"""Form fields that several apps use."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _


class WebAddressField(forms.CharField):
    """An address of the web that holds no secret, since everyone who works here may read it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.URLInput(attrs={"placeholder": "https://"})
        super().__init__(max_length=2000, widget=widget, **kwargs)

    def validate(self, value: str) -> None:
        """Refuse what is no address of the web, and an account within the address."""
        super().validate(value)
        if not value:
            return
        try:
            URLValidator(schemes=["http", "https"])(value)
        except ValidationError as wrong:
            raise ValidationError(
                _("Écrivez une adresse du web, qui commence par https:// ou http://.")
            ) from wrong
        parts = urlsplit(value)
        if parts.username or parts.password:
            raise ValidationError(
                _("L’adresse contient un identifiant ou un mot de passe : retirez-les.")
            )
