"""The form that says which address a dataset follows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from terrier.apps.catalog.models import Version
from terrier.web.fields import WebAddressField

from .models import Source


class FollowForm(forms.Form):
    """Where the file is, how often to fetch it, and what to do with it."""

    url = WebAddressField(
        label=gettext_lazy("Adresse du fichier"),
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
