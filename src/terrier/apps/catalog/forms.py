"""What people fill in to describe, open and correct a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Policy, Visibility
from terrier.domain.tabular.concepts import CONCEPTS

from .actions.columns import COMMUNE_CODE
from .actions.metadata import DESCRIPTION
from .actions.policy import Wanted
from .models import Column, Dataset
from .queries.publishing import Suspected

MASK, PUBLISH = "masquer", "publier"


class DayInput(forms.DateInput):
    """The browser's own calendar."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DescriptionForm(forms.ModelForm):
    """The description of a dataset; saved by `actions.metadata`, never by the form."""

    keywords = forms.CharField(
        label=_("Mots-clés"),
        required=False,
        max_length=500,
        help_text=_("Séparés par des virgules : collecte, verre, déchèterie."),
    )

    class Meta:
        """Every field of the description, in the order of the page."""

        model = Dataset
        fields = DESCRIPTION
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            "covers_from": DayInput(),
            "covers_to": DayInput(),
        }
        help_texts = {
            "description": _("La première ligne sert de résumé dans le catalogue."),
            "frequency": _("Un retard sur cette promesse sera dit sur la page."),
            "spatial_coverage": _("Par exemple : les 24 communes de l’intercommunalité."),
            "source_note": _("Le logiciel, le service ou le prestataire dont vient le fichier."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["keywords"] = ", ".join(self.instance.keywords or [])
        for name in ("theme", "licence", "frequency"):
            known = [c for c in self.fields[name].choices if c[0]]
            self.fields[name].choices = [("", _("(à choisir)")), *known]

    def clean_keywords(self) -> list[str]:
        """Read the list of words, each once."""
        words = (word.strip() for word in self.cleaned_data["keywords"].split(","))
        return list(dict.fromkeys(word for word in words if word))


class ColumnForm(forms.Form):
    """The description of one column; its prefix is the stable id."""

    label = forms.CharField(label=_("Libellé"), max_length=200)
    unit = forms.CharField(label=_("Unité"), max_length=30, required=False)
    concept = forms.ChoiceField(
        label=_("Ce que c’est"),
        required=False,
        choices=[("", _("(rien de particulier)")), *((c.id, c.label) for c in CONCEPTS)],
    )
    description = forms.CharField(
        label=_("Description"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, column: Column, data: Any = None) -> None:
        fields = ("label", "unit", "concept", "description")
        initial = {name: getattr(column, name) for name in fields}
        super().__init__(data, initial=initial, prefix=column.stable_id)
        self.column = column
        known = {value for value, _label in self.fields["concept"].choices}
        if column.concept not in known:
            self.fields["concept"].choices.append((column.concept, column.concept))


class PolicyForm(forms.Form):
    """Who may see what of a dataset."""

    visibility = forms.ChoiceField(choices=[(v.value, v.value) for v in Visibility])
    shared_with = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Organismes qui peuvent le voir"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Seulement pour un jeu de données restreint."),
    )
    masked = forms.MultipleChoiceField(
        label=_("Colonnes masquées"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Pour tous ceux qui ne contribuent pas à l’organisme, une colonne masquée "
            "n’existe pas : ni dans la table, ni sur la carte, ni dans les téléchargements."
        ),
    )
    territory_column = forms.ChoiceField(
        label=_("Chacun ne voit que les lignes de ses communes, d’après la colonne"),
        required=False,
        help_text=_("Seules les colonnes de codes de commune peuvent servir."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, dataset: Dataset, policy: Policy, data: Any = None) -> None:
        initial = {
            "visibility": policy.visibility.value,
            "shared_with": policy.shared_with,
            "masked": policy.masked,
            "territory_column": policy.territory_column or "",
            "revision": dataset.policy_revision,
        }
        super().__init__(data, initial=initial)
        columns = list(Column.objects.filter(table__dataset=dataset).select_related("table"))
        others = Organisation.objects.exclude(pk=dataset.owner_id)
        self.fields["shared_with"].queryset = others
        self.fields["masked"].choices = [(c.stable_id, _named(c, columns)) for c in columns]
        codes = [c for c in columns if _may_limit(c, policy)]
        none = ("", _("Non : chacun voit toutes les lignes"))
        limits = [none, *((c.stable_id, _named(c, columns)) for c in codes)]
        self.fields["territory_column"].choices = limits

    def wanted(self) -> Wanted:
        """Give the policy that was asked for."""
        return Wanted(
            visibility=Visibility(self.cleaned_data["visibility"]),
            shared_with=frozenset(o.pk for o in self.cleaned_data["shared_with"]),
            masked=frozenset(self.cleaned_data["masked"]),
            territory_column=self.cleaned_data["territory_column"] or None,
        )


class PublicationForm(forms.Form):
    """The last look before a dataset is opened: for whom, and column by column."""

    visibility = forms.ChoiceField(choices=[(v.value, v.value) for v in Visibility])
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, dataset: Dataset, policy: Policy, suspected: Iterable[Suspected], data: Any = None
    ) -> None:
        initial = {"visibility": policy.visibility.value, "revision": dataset.policy_revision}
        super().__init__(data, initial=initial)
        self.policy = policy
        self.suspected = list(suspected)
        for one in self.suspected:
            self.fields[one.column.stable_id] = forms.ChoiceField(
                required=False,
                choices=[(MASK, MASK), (PUBLISH, PUBLISH)],
                initial=MASK if one.column.stable_id in policy.masked else None,
            )

    def wanted(self) -> Wanted:
        """Give the policy that was asked for: today's, with the choices made here."""
        masked = (self.policy.masked - self.judged(PUBLISH)) | self.judged(MASK)
        return Wanted(
            visibility=Visibility(self.cleaned_data["visibility"]),
            shared_with=self.policy.shared_with,
            masked=masked,
            territory_column=self.policy.territory_column,
        )

    def judged(self, choice: str) -> frozenset[str]:
        """Give the stable ids of the columns for which this was chosen."""
        ids = (one.column.stable_id for one in self.suspected)
        return frozenset(i for i in ids if self.cleaned_data.get(i) == choice)


class CorrectionForm(forms.Form):
    """One value to mend."""

    value = forms.CharField(
        label=_("Nouvelle valeur"),
        required=False,
        help_text=_("Laissez vide pour effacer la valeur."),
    )
    reason = forms.CharField(
        label=_("Motif"),
        max_length=300,
        help_text=_("Par exemple : faute de frappe, vérifié sur place le 12 mars."),
    )
    expected = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    was_empty = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def found(self) -> str | None:
        """Give the value that the person had before their eyes; None: empty."""
        return None if self.cleaned_data["was_empty"] else self.cleaned_data["expected"]


class WithdrawalForm(forms.Form):
    """Why a dataset is taken away."""

    reason = forms.CharField(
        label=_("Raison, affichée à son adresse"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _may_limit(column: Column, policy: Policy) -> bool:
    if column.stable_id == policy.territory_column:
        return True
    return column.concept == COMMUNE_CODE and not column.removed


def _named(column: Column, columns: list[Column]) -> str:
    several = len({c.table_id for c in columns}) > 1
    name = f"{column.table.title} · {column.label}" if several else column.label
    return _("%(name)s (anciennes versions)") % {"name": name} if column.removed else name
