"""What people type for the law."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from terrier.apps.territories.models import Organisation

from .models import (
    AccessibilityAudit,
    ArchiveTerms,
    ContactMessage,
    CriterionAssessment,
    DutyAnswer,
)
from .pages import Field, Page, Sort, filled

SEAL = "obligations.contact"
QUICKEST = timedelta(seconds=3)
"""Nobody reads and fills the form faster."""
LONGEST = timedelta(hours=24)


def _emails(text: str) -> str:
    for address in text.split():
        validate_email(address)
    return "\n".join(text.split())


class EmailsField(forms.CharField):
    """Addresses, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def clean(self, value: Any) -> str:
        """Check each address."""
        return _emails(super().clean(value))


class PageForm(forms.Form):
    """The fields of a page, none required: a page is filled in little by little."""

    def __init__(self, *args: Any, page: Page, root: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        standing_in = filled(page, {}, root)
        for asked in page.fields:
            field = self.fields[asked.key] = _input(asked)
            if standing_in[asked.key]:
                field.help_text = _("Si vous ne mettez rien : %(value)s.") % {
                    "value": standing_in[asked.key]
                }

    def values(self) -> dict[str, str]:
        """Give what was typed, as it is kept."""
        return {
            key: value.isoformat() if hasattr(value, "isoformat") else str(value or "")
            for key, value in self.cleaned_data.items()
        }


def _input(asked: Field) -> forms.Field:
    shared = {"label": asked.label, "help_text": asked.help, "required": False}
    match asked.sort:
        case Sort.PROSE:
            area = forms.Textarea(attrs={"rows": 8})
            return forms.CharField(**shared, widget=area, max_length=20_000)
        case Sort.LINES:
            area = forms.Textarea(attrs={"rows": 3})
            return forms.CharField(**shared, widget=area, max_length=2000)
        case Sort.EMAIL:
            return forms.EmailField(**shared)
        case Sort.EMAILS:
            return EmailsField(**shared)
        case Sort.URL:
            return forms.URLField(**shared, assume_scheme="https")
        case Sort.DAY:
            calendar = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
            return forms.DateField(**shared, widget=calendar)
        case Sort.YEAR:
            return forms.IntegerField(**shared, min_value=2019, max_value=2100, localize=False)
        case _:
            return forms.CharField(**shared, max_length=300)


class ContactForm(forms.ModelForm):
    """A message, with two traps for programs that no person falls into."""

    website = forms.CharField(
        label=_("Laissez ce champ vide"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )
    opened = forms.CharField(widget=forms.HiddenInput, required=False)

    class Meta:
        """Fields that people fill."""

        model = ContactMessage
        fields: ClassVar[list[str]] = ["subject", "text", "page", "name", "email"]
        help_texts: ClassVar[dict[str, Any]] = {
            "page": _("L’adresse de la page, si votre message en concerne une."),
            "email": _("Sans elle, nous ne pourrons pas vous répondre."),
        }
        widgets: ClassVar[dict[str, Any]] = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email"}),
            "text": forms.Textarea(attrs={"rows": 8}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opened"].initial = signing.dumps("", salt=SEAL)
        self.fields["subject"].choices = [
            ("", _("Choisissez…")),
            *ContactMessage.Subject.choices,
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse what a program sent, in words that help a person who was taken for one."""
        asked = super().clean()
        if asked.pop("website", ""):
            raise ValidationError(_("Le champ à laisser vide a été rempli : videz-le."))
        if not _opened_by_a_person(asked.pop("opened", "")):
            self.data = self.data.copy()
            self.data["opened"] = signing.dumps("", salt=SEAL)
            raise ValidationError(
                _("Le formulaire a été envoyé trop vite, ou trop longtemps après son ouverture. ")
                + _("Votre texte est conservé ci-dessous : renvoyez-le dans quelques secondes.")
            )
        return asked


def _opened_by_a_person(seal: str) -> bool:
    try:
        signing.loads(seal, salt=SEAL, max_age=LONGEST)
    except signing.BadSignature:
        return False
    try:
        signing.loads(seal, salt=SEAL, max_age=QUICKEST)
    except signing.SignatureExpired:
        return True
    return False


class AnswerForm(forms.Form):
    """What was answered to a message."""

    words = forms.CharField(
        label=_("Ce qui a été répondu, ou pourquoi il n’y a pas de réponse"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
    )


class AuditForm(forms.ModelForm):
    """What is said of an audit as a whole."""

    class Meta:
        """Fields that people fill."""

        model = AccessibilityAudit
        fields: ClassVar[list[str]] = [
            "auditor", "sample", "tools", "environments", "technologies", "alternatives", "exempt",
        ]  # fmt: skip
        help_texts: ClassVar[dict[str, Any]] = {
            "auditor": _("Nom de la personne ou de l’organisme."),
            "sample": _(
                "Une adresse par ligne : accueil, contact, mentions légales, accessibilité, plan "
                "du site, aide, connexion, une page de chaque sorte, une sur dix au hasard."
            ),
            "tools": _(
                "Par exemple : axe-core, l’inspecteur de Firefox, Colour Contrast Analyser."
            ),
            "environments": _("Par exemple : Firefox et NVDA, Safari et VoiceOver."),
            "technologies": _("HTML, CSS, JavaScript, SVG."),
            "exempt": _(
                "Les cartes interactives sont exemptées si l’essentiel est donné autrement : ici, "
                "chaque carte a sa liste."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": rows})
            for name, rows in (
                ("sample", 8), ("tools", 3), ("environments", 3), ("technologies", 2),
                ("alternatives", 3), ("exempt", 3),
            )
        }  # fmt: skip


class AssessmentForm(forms.ModelForm):
    """What a person found of one criterion."""

    class Meta:
        """Fields that people fill."""

        model = CriterionAssessment
        fields: ClassVar[list[str]] = ["state", "comment", "pages", "derogation"]
        widgets: ClassVar[dict[str, Any]] = {
            "comment": forms.Textarea(attrs={"rows": 2}),
            "derogation": forms.Textarea(attrs={"rows": 2}),
        }

    @staticmethod
    def initial_of(kept: CriterionAssessment | None) -> dict[str, Any]:
        """Give what was found before."""
        names = AssessmentForm.Meta.fields
        return {name: getattr(kept, name) for name in names} if kept else {}


class ReportForm(forms.Form):
    """Results of automatic tests."""

    file = forms.FileField(
        label=_("Rapport d’axe (JSON)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
    )


class ProfileForm(forms.Form):
    """Figures that decide what must be published."""

    agents = forms.DecimalField(
        label=_("Agents, en équivalents temps plein"),
        help_text=_("Au 31 décembre dernier. Le seuil est de 50."),
        min_value=0,
        max_value=999_999,
        decimal_places=1,
        localize=True,
        required=False,
    )
    population = forms.IntegerField(
        label=_("Habitants"),
        help_text=_("À remplir seulement si le chiffre des communes n’est pas le bon."),
        min_value=0,
        max_value=99_999_999,
        required=False,
    )


class DutyForm(forms.Form):
    """How a duty is met."""

    kind = forms.ChoiceField(choices=[("", ""), *DutyAnswer.Kind.choices], required=False)
    dataset = forms.SlugField(max_length=100, required=False)
    address = forms.URLField(max_length=500, required=False, assume_scheme="https")
    comment = forms.CharField(max_length=500, required=False)


class TermsForm(forms.ModelForm):
    """How long a dataset serves, and what becomes of it then."""

    class Meta:
        """Fields that people fill."""

        model = ArchiveTerms
        fields: ClassVar[list[str]] = ["years", "starts", "fate", "basis", "note"]
        help_texts: ClassVar[dict[str, Any]] = {
            "years": _("En années. Pendant ce temps, le service peut en avoir besoin."),
            "starts": _("Par exemple : la clôture du dossier, la fin du marché."),
            "fate": _(
                "Ce que deviennent les données au bout de ce temps ; la destruction demande le "
                "visa des archives départementales."
            ),
            "basis": _("Par exemple : circulaire, tableau de gestion de la collectivité."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"].required = False
        self.fields["fate"].choices = [
            ("", _("pas encore décidé")),
            *ArchiveTerms.Fate.choices,
        ]
