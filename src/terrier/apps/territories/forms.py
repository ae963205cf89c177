"""Forms about organisations and people."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.models import User
from terrier.apps.accounts.sentences import label
from terrier.domain.access.policy import Role

from .models import RIGHTS, Membership, Organisation

ROLES = Membership._meta.get_field("role").choices
ROLE_HELP = _(
    "Lecture : voir ce qui est interne. Contribution : apporter et corriger des données. "
    "Publication : décider qui les voit. Administration : gérer les membres."
)


class AccountForm(forms.Form):
    """How the person is called."""

    name = forms.CharField(label=_("Nom affiché"), max_length=150)


class OrganisationForm(forms.ModelForm):
    """What is said of an organisation."""

    class Meta:
        """Fields that people fill."""

        model = Organisation
        fields: ClassVar[list[str]] = ["name", "siren", "contact_email"]
        help_texts: ClassVar[dict[str, Any]] = {
            "siren": _("Neuf chiffres, sans espace. Facultatif."),
            "contact_email": _("Affichée à tous. Préférez l’adresse d’un service. Facultatif."),
        }


class NewOrganisationForm(OrganisationForm):
    """The same, and where it stands."""

    class Meta(OrganisationForm.Meta):
        """Fields that people fill."""

        fields: ClassVar[list[str]] = ["name", "kind", "parent", "siren", "contact_email"]
        labels: ClassVar[dict[str, Any]] = {"parent": _("rattaché à")}

    def __init__(self, *args: Any, parents: Any, may_be_root: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"].queryset = parents
        self.fields["parent"].required = not may_be_root


class InvitationForm(forms.Form):
    """Whom to invite, to do what."""

    email = forms.EmailField(label=_("Adresse électronique"))
    role = forms.ChoiceField(
        label=_("Rôle"), choices=ROLES, initial=Role.READER.value, help_text=ROLE_HELP
    )


class MemberForm(forms.Form):
    """Somebody of the territory who joins another organisation of it."""

    user = forms.ModelChoiceField(label=_("Personne"), queryset=User.objects.none())
    role = forms.ChoiceField(
        label=_("Rôle"), choices=ROLES, initial=Role.READER.value, help_text=ROLE_HELP
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people


class RoleForm(forms.Form):
    """A role alone."""

    role = forms.ChoiceField(label=_("Rôle"), choices=ROLES)


class RightsForm(forms.Form):
    """Technical rights, given beside the role."""

    rights = forms.MultipleChoiceField(
        label=_("Droits techniques"),
        choices=[(right.value, name) for right, name in RIGHTS.items()],
        required=False,
    )


class JoinForm(forms.Form):
    """The account that an invitation makes."""

    name = forms.CharField(
        label=_("Prénom et nom"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Mot de passe"),
        help_text=password_validators_help_text_html,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class TrailForm(forms.Form):
    """What to look for in the trail."""

    who = forms.CharField(label=_("Personne"), required=False)
    action = forms.ChoiceField(label=_("Action"), required=False)
    what = forms.CharField(label=_("Objet"), required=False)
    since = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, actions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("toutes")), *((a, label(a)) for a in actions)]
