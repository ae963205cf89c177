"""Forms about one's own account."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import AccessToken
from .tokens import LIFETIMES_DAYS


class TokenForm(forms.ModelForm):
    """What a new token is for, and until when."""

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
