"""Forms about services, and the one that says how tables are read as a network."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog.models import Table
from terrier.apps.territories.models import Commune
from terrier.domain.topology.commodities import LOOKS, Commodity
from terrier.domain.topology.elements import FIELDS, FieldType, Role
from terrier.domain.topology.mapping import FieldSource, NetworkMapping, TableMapping
from terrier.domain.topology.models.guessing import follows_flow

from .models import Service
from .queries import Located
from .words import CODED, FIELD_NAMES, ROLES

NOTHING = ("", _("non renseigné dans cette table"))


class ServiceForm(forms.ModelForm):
    """What is known of a service."""

    class Meta:
        """Fields that people fill."""

        model = Service
        fields: ClassVar[list[str]] = [
            "name", "competence", "holder", "authority", "operator", "management",
            "operator_phone", "operator_email", "communes", "since", "until",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "communes": forms.CheckboxSelectMultiple,
            "since": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "until": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, holders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].queryset = holders
        self.fields["communes"].queryset = Commune.objects.order_by("name__plain")


class SensitiveForm(forms.Form):
    """A table of establishments, and which of its columns says what each is."""

    where = forms.ChoiceField(
        label=_("Table, et colonne qui dit la nature"),
        help_text=_("Parmi les tables qui ont des lieux, ouvertes à votre compte."),
    )

    kinds = forms.CharField(
        label=_("Natures sensibles, une par ligne"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Comme la table les écrit. Vide : toutes."),
    )

    def __init__(self, *args: Any, located: list[Located], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known = {one.table.pk: one.table for one in located}
        groups = [
            (
                one.label,
                [
                    (f"{one.table.pk}:", _("sans nature")),
                    *((f"{one.table.pk}:{column}", label) for column, label in one.columns),
                ],
            )
            for one in located
        ]
        self.fields["where"].choices = [("", _("Choisissez")), *groups]

    def chosen(self) -> tuple[Table, str, list[str]]:
        """Give the table, the stable id of the column and the kinds; call once valid."""
        number, _colon, column = self.cleaned_data["where"].partition(":")
        lines = self.cleaned_data["kinds"].splitlines()
        kinds = [line.strip() for line in lines if line.strip()] if column else []
        return self._known[int(number)], column, kinds


@dataclass(frozen=True)
class TableFacts:
    """What the form shows of a table."""

    title: str
    geometry: str
    """`Point`, `LineString`, `Polygon`, `Mixed`, or empty: no geometry."""
    columns: tuple[tuple[str, str], ...]
    """Name and label of each column."""
    values: Mapping[str, tuple[str, ...]]
    """Column → its values, where there are few."""


class DeclarationForm(forms.Form):
    """Which service, what is carried, and how each table is read.

    Names of the fields: `role-<table>`, `from-<table>-<field>` and `code-<table>-<field>-<n>`.
    """

    service = forms.ModelChoiceField(
        label=_("Service"), queryset=Service.objects.none(), empty_label=None
    )
    commodity = forms.ChoiceField(
        label=_("Ce que le réseau transporte"),
        choices=[(c.value, look.label) for c, look in LOOKS.items()],
        help_text=_("Là où une ligne ne le dit pas elle-même."),
    )

    def __init__(
        self,
        *args: Any,
        services: Any,
        tables: Mapping[str, TableFacts],
        proposed: NetworkMapping,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.tables, self.proposed = tables, proposed
        self.fields["service"].queryset = services
        self.fields["commodity"].initial = proposed.commodity.value
        for name, facts in tables.items():
            self._add_table(name, facts)

    def _add_table(self, table: str, facts: TableFacts) -> None:
        mapping = self.proposed.tables.get(table, TableMapping(Role.OTHER))
        self.fields[f"role-{table}"] = forms.ChoiceField(
            label=_("Cette table contient"), choices=list(ROLES.items()), initial=mapping.role
        )
        role = self._role(table, mapping)
        for field in FIELDS[role]:
            source = mapping.fields.get(field, FieldSource())
            self.fields[f"from-{table}-{field}"] = forms.ChoiceField(
                label=FIELD_NAMES[field],
                choices=[NOTHING, *facts.columns],
                initial=source.column,
                required=False,
            )
            if FIELDS[role][field] is FieldType.CODE:
                self._add_codes(table, field, source, facts)

    def _role(self, table: str, mapping: TableMapping) -> Role:
        sent = self.data.get(f"role-{table}") if self.is_bound else None
        return Role(sent) if sent in set(Role) else mapping.role

    def _add_codes(self, table: str, field: str, source: FieldSource, facts: TableFacts) -> None:
        chosen = self.data.get(f"from-{table}-{field}") if self.is_bound else source.column
        meanings = [("", _("je ne sais pas")), *CODED[field].items()]
        for rank, value in enumerate(facts.values.get(chosen or "", ())):
            self.fields[f"code-{table}-{field}-{rank}"] = forms.ChoiceField(
                label=value,
                choices=meanings,
                initial=_meaning(source, value),
                required=False,
            )

    def mapping(self) -> NetworkMapping:
        """Give the mapping that was chosen; call once valid."""
        tables = {name: self._table(name, facts) for name, facts in self.tables.items()}
        return replace(
            self.proposed, commodity=Commodity(self.cleaned_data["commodity"]), tables=tables
        )

    def _table(self, table: str, facts: TableFacts) -> TableMapping:
        before = self.proposed.tables.get(table, TableMapping(Role.OTHER))
        role = Role(self.cleaned_data[f"role-{table}"])
        fields = {}
        for field, type in FIELDS[role].items():
            kept = before.fields.get(field, FieldSource())
            column = self.cleaned_data.get(f"from-{table}-{field}", "")
            if column:
                same = kept if kept.column == column else FieldSource(column=column)
                codes = self._codes(table, field, same, facts.values.get(column, ()))
                fields[field] = (
                    replace(same, codes={**same.codes, **codes}) if type is FieldType.CODE else same
                )
            elif kept.constant is not None and role is before.role:
                fields[field] = kept
        return TableMapping(role, fields, follows_flow(fields))

    def _codes(
        self, table: str, field: str, source: FieldSource, values: tuple[str, ...]
    ) -> dict[str, str]:
        chosen = {
            _code(source, value): self.cleaned_data.get(f"code-{table}-{field}-{rank}", "")
            for rank, value in enumerate(values)
        }
        return {value: meaning for value, meaning in chosen.items() if meaning}

    def sections(self) -> list[dict[str, Any]]:
        """Give what the page shows of each table: its role, its columns, its values."""
        return [
            {
                "name": name,
                "title": facts.title,
                "role": self[f"role-{name}"],
                "fields": [self[f] for f in self.fields if f.startswith(f"from-{name}-")],
                "codes": self._code_groups(name),
            }
            for name, facts in self.tables.items()
        ]

    def _code_groups(self, table: str) -> list[dict[str, Any]]:
        groups: dict[str, list[Any]] = {}
        prefix = f"code-{table}-"
        for name in self.fields:
            if name.startswith(prefix):
                field = name.removeprefix(prefix).rpartition("-")[0]
                groups.setdefault(field, []).append(self[name])
        return [{"label": FIELD_NAMES[field], "fields": found} for field, found in groups.items()]


def _meaning(source: FieldSource, value: str) -> str:
    """Give what a value means already, as the lake reads it."""
    known = {key.casefold(): meaning for key, meaning in source.codes.items()}
    return known.get(_code(source, value), "")


def _code(source: FieldSource, value: str) -> str:
    found = re.search(source.extract, value) if source.extract else None
    return (found.group(1) if found else value).casefold()
