"""Forms about sign-in: rules of mapping, claims to try, who owes a second factor."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from .models import MappingRule, SignInDuty


def _declared() -> list[tuple[str, str]]:
    return [(provider.id, provider.label) for provider in settings.SIGN_ON]


class RuleForm(forms.ModelForm):
    """A rule of mapping."""

    provider = forms.ChoiceField(label=_("Fournisseur d’identité"), choices=_declared)

    class Meta:
        """Fields that people fill."""

        model = MappingRule
        fields: ClassVar[list[str]] = ["provider", "claim", "pattern", "organisation", "role"]
        help_texts: ClassVar[dict[str, Any]] = {
            "claim": _("Son nom, par exemple « groups », « siret » ou « realm_access.roles »."),
            "pattern": _("Écrite en entier ; * remplace n’importe quoi, par exemple « /sig/* »."),
        }

    def validate_unique(self) -> None:
        """Leave what stands already to the action."""


class PreviewForm(forms.Form):
    """Claims to try on the rules."""

    provider = forms.ChoiceField(label=_("Fournisseur d’identité"), choices=_declared)
    claims = forms.JSONField(
        label=_("Revendications"),
        help_text=_("Ce que le fournisseur dit de la personne, entre accolades."),
        initial={"groups": ["/sig/eau"]},
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        error_messages={"invalid": _("Ce n’est pas du JSON : vérifiez guillemets et accolades.")},
    )

    def clean_claims(self) -> dict[str, Any]:
        """Accept an object alone."""
        given = self.cleaned_data["claims"]
        if not isinstance(given, dict):
            raise forms.ValidationError(_("Écrivez les revendications entre accolades."))
        return given


class DutyForm(forms.ModelForm):
    """Who owes a second factor."""

    class Meta:
        """Fields that people fill."""

        model = SignInDuty
        fields: ClassVar[list[str]] = ["second_factor"]
