"""The form that says which address a dataset follows."""

from __future__ import annotations

from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.catalog.models import Version

from .models import Source


class FollowForm(forms.Form):
    """Where the file is, how often to fetch it, and what to do with it."""

    url = forms.CharField(
        label=gettext_lazy("Adresse du fichier"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=gettext_lazy("Elle doit s’ouvrir dans un navigateur sans se connecter."),
    )
    every = forms.ChoiceField(
        label=gettext_lazy("Aller voir"), choices=Source.Every.choices, initial=Source.Every.DAY
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("Que faire de ce qui est en place ?"),
        widget=forms.RadioSelect,
        initial=Version.Mode.REPLACE,
        choices=[
            (Version.Mode.REPLACE.value, gettext_lazy("remplacer tout par le nouveau fichier")),
            (Version.Mode.APPEND.value, gettext_lazy("ajouter ses lignes à la suite")),
            (
                Version.Mode.UPSERT.value,
                gettext_lazy("mettre à jour par la clé, ajouter les nouvelles"),
            ),
        ],
    )

    def clean_url(self) -> str:
        """Refuse what is no address of the web, and secrets that everyone here could read."""
        url = self.cleaned_data["url"].strip()
        try:
            URLValidator(schemes=["http", "https"])(url)
        except forms.ValidationError as wrong:
            raise forms.ValidationError(
                _("Écrivez une adresse du web, qui commence par https:// ou http://.")
            ) from wrong
        parts = urlsplit(url)
        if parts.username or parts.password:
            raise forms.ValidationError(
                _("L’adresse contient un identifiant ou un mot de passe : retirez-les.")
            )
        return url
