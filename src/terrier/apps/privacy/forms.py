"""Forms about persons in the data."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Column, Dataset
from terrier.apps.territories.models import Organisation

from .models import Keeping, Sheet

YES, NO = "oui", "non"


class SheetForm(forms.ModelForm):
    """The sheet of one dataset; every field may be left for later."""

    about_persons = forms.ChoiceField(
        label=_("Ces données parlent-elles de personnes ?"),
        choices=[
            (YES, _("Oui : une ligne désigne une personne, directement ou par recoupement")),
            (NO, _("Non : aucune personne physique ne peut être reconnue")),
        ],
        widget=forms.RadioSelect,
    )

    class Meta:
        """Fields that people fill, in the order of the register."""

        model = Sheet
        exclude: ClassVar[list[str]] = ["dataset", "updated_at"]
        help_texts: ClassVar[dict[str, Any]] = {
            "purpose": _("À quoi servent ces données, en une phrase."),
            "data_categories": _("Par exemple : identité, coordonnées, consommation d’eau."),
            "person_categories": _("Par exemple : abonnés, agents, propriétaires."),
            "recipients": _("Les services et organismes qui les lisent."),
            "transfers": _("Écrivez « aucun » s’il n’y en a pas."),
            "retention_column": _("Seulement si la durée court d’une date portée par les lignes."),
            "automatic": _(
                "Sinon Terrier signale ce qui dépasse la durée, et attend votre décision."
            ),
            "officer": _("Nom ou service, et comment le joindre."),
            "processor": _("Laissez vide s’il n’y en a pas."),
            "sensitive": _(
                "Santé, opinions, religion, origine, biométrie… ou infractions (article 10)."
            ),
        }
        widgets: ClassVar[dict[str, Any]] = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in (
                "purpose",
                "data_categories",
                "person_categories",
                "recipients",
                "transfers",
                "security",
                "assessment_why",
            )
        }

    def __init__(self, dataset: Dataset, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = {True: YES, False: NO}.get(dataset.about_persons)  # type: ignore[arg-type]
        self.fields["about_persons"].initial = said
        dates = Column.objects.filter(table__dataset=dataset, removed=False).filter(
            type__in=("DATE", "TIMESTAMP", "TIMESTAMPTZ")
        )
        choices = [("", _("aucune")), *dates.values_list("stable_id", "label")]
        self.fields["retention_column"] = forms.ChoiceField(
            label=self.fields["retention_column"].label,
            help_text=self.fields["retention_column"].help_text,
            choices=choices,
            required=False,
        )
        # A sheet is written in several times: what is missing is listed above the form.
        self.fields["retention_length"].required = False
        self.order_fields(["about_persons"])

    def clean_retention_length(self) -> int | None:
        """Refuse a period of nothing."""
        length = self.cleaned_data["retention_length"]
        if length == 0:
            raise forms.ValidationError(_("Une durée compte au moins 1."))
        return length

    @property
    def speaks_of_persons(self) -> bool:
        """Say what was answered."""
        return self.cleaned_data["about_persons"] == YES


class SearchForm(forms.Form):
    """What is known of the person: up to three columns, or the key."""

    key = forms.CharField(label=_("Clé de la ligne"), max_length=500, required=False)

    def __init__(self, labels: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("choisir une colonne")), *((label, label) for label in labels)]
        for n in (1, 2, 3):
            self.fields[f"column_{n}"] = forms.ChoiceField(
                label=_("Colonne %(n)d") % {"n": n}, choices=choices, required=False
            )
            self.fields[f"value_{n}"] = forms.CharField(
                label=_("Valeur %(n)d") % {"n": n}, max_length=300, required=False
            )
        self.order_fields([f"{part}_{n}" for n in (1, 2, 3) for part in ("column", "value")])

    def values(self) -> dict[str, str]:
        """Give the values asked for, by label."""
        said = self.cleaned_data
        pairs = [(said[f"column_{n}"], said[f"value_{n}"]) for n in (1, 2, 3)]
        return {label: text for label, text in pairs if label and text}


class ReadingsForm(forms.Form):
    """Which reads to show."""

    dataset = forms.ModelChoiceField(
        label=_("Jeu de données"), queryset=Dataset.objects.none(), required=False
    )
    start = forms.DateField(
        label=_("Du"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    end = forms.DateField(
        label=_("Au"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, datasets: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["dataset"].queryset = datasets


class OfficerForm(forms.Form):
    """Who protects the data of which organisation."""

    user = forms.ModelChoiceField(label=_("Personne"), queryset=User.objects.none())
    organisation = forms.ModelChoiceField(
        label=_("Organisme"), queryset=Organisation.objects.none()
    )

    def __init__(self, people: Any, organisations: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].queryset = people
        self.fields["organisation"].queryset = organisations


class KeepingForm(forms.ModelForm):
    """How long the platform keeps its own traces."""

    class Meta:
        """Fields that people fill."""

        model = Keeping
        fields: ClassVar[list[str]] = [
            "readings_months",
            "trail_years",
            "jobs_days",
            "invitations_days",
            "drafts_days",
            "answers_years",
        ]
        labels: ClassVar[dict[str, Any]] = {
            "readings_months": _("Journal des consultations (mois)"),
            "trail_years": _("Journal des actions (ans)"),
            "jobs_days": _("Travaux terminés (jours)"),
            "invitations_days": _("Invitations expirées (jours)"),
            "drafts_days": _("Fichiers apportés et jamais importés (jours)"),
            "answers_years": _("Réponses de « Que y a-t-il ici ? » (ans)"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "readings_months": _("La CNIL recommande de 6 à 12 mois (délibération 2021-122)."),
            "trail_years": _("Vide : gardé sans limite."),
            "answers_years": _(
                "Dix ans : aussi longtemps que les constructeurs répondent de leurs travaux "
                "(code civil, art. 1792-4-1). Au moins un an."
            ),
        }

    def clean_answers_years(self) -> int:
        """Keep at least one year: an answer is the proof of what was known before digging."""
        return max(self.cleaned_data["answers_years"], 1)

    def clean_readings_months(self) -> int:
        """Keep at least one month: a log that nobody can read is no log."""
        months = self.cleaned_data["readings_months"]
        if months < 1:
            raise forms.ValidationError(_("Au moins 1 mois."))
        return months
