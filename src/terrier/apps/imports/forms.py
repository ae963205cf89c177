"""Forms of the door."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Version
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.querysets import OrganisationQuerySet


class BringForm(forms.Form):
    """Where the file comes from and for whom it is; the files themselves are not fields."""

    url = forms.CharField(
        label=_("Ou l’adresse d’un fichier"),
        required=False,
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text=_("Terrier va chercher le fichier lui-même."),
    )
    owner = forms.ModelChoiceField(
        label=_("Organisme propriétaire"), queryset=Organisation.objects.none(), required=False
    )
    mode = forms.ChoiceField(
        label=_("Que faire de ce qui est en place ?"),
        required=False,
        widget=forms.RadioSelect,
        initial=Version.Mode.REPLACE,
        choices=[
            (Version.Mode.REPLACE.value, _("remplacer tout par ce fichier")),
            (Version.Mode.APPEND.value, _("ajouter ces lignes à la suite")),
            (Version.Mode.UPSERT.value, _("mettre à jour par la clé, ajouter les nouvelles")),
        ],
    )

    def __init__(
        self, *args: Any, owners: OrganisationQuerySet, updating: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].initial = owners.highest()
        self.fields["owner"].required = not updating
        self.fields["owner"].empty_label = None
        del self.fields["owner" if updating else "mode"]

    def clean(self) -> dict[str, Any]:
        """Fill what this form does not ask."""
        cleaned = super().clean() or {}
        cleaned.setdefault("mode", Version.Mode.REPLACE.value)
        cleaned.setdefault("owner", None)
        return cleaned
