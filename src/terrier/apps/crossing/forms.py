"""Forms about crossings: keeping one, taking one away."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.imports.queries import organisations_to_contribute
from terrier.domain.access.policy import Reader

from .actions.releasing import SMALLEST_THRESHOLD
from .queries.alike import Alike


class KeepForm(forms.Form):
    """What a crossing is called, and whose it is."""

    title = forms.CharField(label=_("Titre du croisement"), max_length=200)
    owner = forms.ModelChoiceField(
        label=_("Organisme"), queryset=None, to_field_name="slug", empty_label=None
    )

    def __init__(self, reader: Reader, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = organisations_to_contribute(reader).order_by("name__plain")


class WithdrawForm(forms.Form):
    """Why a crossing is taken away."""

    reason = forms.CharField(
        label=_("Pourquoi ?"),
        max_length=300,
        help_text=_("Affiché à qui ouvre son adresse ; ses sources ne changent pas."),
    )


class ReleaseForm(forms.Form):
    """Why a summary is opened wider than its sources, and what stays hidden."""

    reason = forms.CharField(label=_("Pourquoi l’ouvrir ?"), max_length=300)
    threshold = forms.IntegerField(
        label=_("Masquer les effectifs de moins de"),
        initial=5,
        min_value=SMALLEST_THRESHOLD,
        max_value=1000,
        help_text=_("En lignes. Un effectif qui ferait retrouver un autre est masqué avec lui."),
    )


class EverywhereForm(forms.Form):
    """One value to mend on all the rows that have it."""

    column = forms.ChoiceField(label=_("Colonne à corriger"))
    value = forms.CharField(label=_("Nouvelle valeur"), max_length=500)
    reason = forms.CharField(
        label=_("Motif"),
        max_length=300,
        help_text=_("Par exemple : ancien code, vérifié à la source."),
    )
    shown = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, found: Alike, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        column = self.fields["column"]
        column.choices = [(key.stable_id, key.label or key.name) for key in found.keys]
        column.initial = found.keys[0].stable_id
        self.fields["shown"].initial = len(found.rows)
        if len(found.keys) == 1:
            column.widget = forms.HiddenInput()
