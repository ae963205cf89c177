"""The form of a new access token."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.models import AccessToken
from terrier.apps.accounts.tokens import LIFETIMES_DAYS, SCOPE_NAMES
from terrier.apps.opening.tokens.limits import ORGANISATION, choices
from terrier.domain.access.policy import Bounds, Reader
from terrier.domain.access.scopes import Scope


class TokenForm(forms.ModelForm):
    """What a new token is for, what it permits, where, and until when."""

    scopes = forms.TypedMultipleChoiceField(
        label=_("Ce qu’il permet"),
        coerce=Scope,
        choices=[(scope.value, name) for scope, name in SCOPE_NAMES.items()],
        initial=[Scope.READ.value],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Jamais plus que ce que vous pouvez faire vous-même."),
    )
    within = forms.ChoiceField(
        label=_("Limité à"),
        required=False,
        help_text=_("Ailleurs, le jeton ne lit que ce qui est ouvert à tous."),
    )
    days = forms.TypedChoiceField(
        label=_("Durée"),
        coerce=int,
        choices=[(days, _("%(days)d jours") % {"days": days}) for days in LIFETIMES_DAYS],
        initial=LIFETIMES_DAYS[1],
    )

    class Meta:
        """Fields that people fill."""

        model = AccessToken
        fields = ("name",)
        help_texts = {"name": _("Par exemple « QGIS du bureau ».")}

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["within"].choices = choices(reader)

    def bounds(self) -> Bounds | None:
        """Give the limit that was chosen."""
        kind, _colon, pk = self.cleaned_data["within"].partition(":")
        if not kind:
            return None
        return Bounds(organisation=int(pk)) if kind == ORGANISATION else Bounds(dataset=int(pk))
