"""The form of a new address to tell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Dataset
from terrier.domain.access.policy import Reader
from terrier.web.fields import WebAddressField


class WebhookForm(forms.Form):
    """Which address is told of which new versions."""

    url = WebAddressField(
        label=_("Adresse à prévenir"),
        help_text=_("Celle d’un programme qui reçoit des messages (« webhook »)."),
    )
    dataset = forms.ModelChoiceField(
        label=_("De quoi"),
        queryset=Dataset.objects.none(),
        required=False,
        empty_label=_("tout ce que je peux voir"),
    )

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].queryset = Dataset.objects.visible_to(reader)
