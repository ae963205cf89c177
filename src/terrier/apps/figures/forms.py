"""Opening one result wider than its rows."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.domain.disclosure import SMALLEST_THRESHOLD, THRESHOLD

from .models import FigureRelease


class ReleaseForm(forms.Form):
    """To whom, masking what, and why."""

    audience = forms.ChoiceField(label=_("Pour"), choices=FigureRelease.Audience.choices)
    threshold = forms.IntegerField(
        label=_("Masquer les groupes de moins de (lignes)"),
        min_value=SMALLEST_THRESHOLD,
        max_value=1000,
        initial=THRESHOLD,
    )
    reason = forms.CharField(
        label=_("Pourquoi ce résultat est ouvert"),
        max_length=300,
        help_text=_("Gardé dans le journal, avec votre nom."),
    )
