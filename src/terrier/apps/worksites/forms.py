"""Forms about worksites: one worksite, the list's filters, the mapping of a table."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from terrier.apps.catalog import addresses
from terrier.apps.catalog.forms import DayInput
from terrier.apps.catalog.models import Column, Table
from terrier.apps.territories.models import Commune
from terrier.apps.territories.queries import organisations_to_write_for
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid
from terrier.domain.worksites import place
from terrier.domain.worksites.reading import Part, proposed

from . import grounds
from .choices import KINDS, PARTS, STATES
from .models import Feed, Worksite
from .queries import EVERY_STATE, Wish

GROUPS = (
    (_("Le chantier"), ("owner", "title", "kind", "state", "starts_on", "ends_on", "description")),
    (_("Le lieu"), ("address", "radius", "drawn")),
    (_("La rue et la tranchée"), ("occupation", "depth_m", "trench_width_m")),
    (_("Qui"), ("principal", "contractor", "contact")),
)
"""Headings of the form, each with its fields."""
NAMED = 5
"""Addresses that are named where several answer."""


class WorksiteForm(forms.ModelForm):
    """A worksite; its place is an address with a radius, or pasted."""

    radius = forms.IntegerField(
        label=_("Rayon autour de l’adresse (m)"),
        required=False,
        min_value=0,
        max_value=2000,
        help_text=_("0 : un point à l’adresse. Sans effet si un tracé est donné."),
    )
    drawn = forms.CharField(
        label=_("Tracé ou coordonnées"),
        required=False,
        max_length=place.LONGEST,
        widget=forms.Textarea({"rows": 4, "spellcheck": "false"}),
        help_text=_(
            "Latitude puis longitude, un point par ligne (« 46,5631 ; 4,9084 ») : un point, une "
            "ligne, ou une surface si le dernier point répète le premier. Ou du GeoJSON."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        """Fields that people fill."""

        model = Worksite
        fields: ClassVar[list[str]] = [
            "owner", "title", "kind", "state", "starts_on", "ends_on", "address", "radius",
            "drawn", "occupation", "depth_m", "trench_width_m", "principal", "contractor",
            "description", "contact",
        ]  # fmt: skip
        widgets: ClassVar[dict[str, Any]] = {
            "starts_on": DayInput(),
            "ends_on": DayInput(),
            "description": forms.Textarea({"rows": 4}),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "address": _("Cherchée dans les adresses du territoire si aucun tracé n’est donné."),
            "depth_m": _("La plus grande. Jamais publiée."),
            "principal": _("Vide : l’organisme qui tient la fiche."),
            "description": _("Publiée avec le chantier : n’y nommez personne."),
            "contact": _("Un service plutôt qu’une personne. Jamais publié."),
        }

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader = reader
        self.shape: Any = None
        """The new place; None: it stays where it is."""
        made = self.instance.pk is not None
        if made:
            del self.fields["owner"]
            self.fields["drawn"].initial = place.outline_text(self.instance.geometry)
            self.fields["revision"].initial = self.instance.revision
        else:
            self.fields["owner"].queryset = organisations_to_write_for(reader)
            self.fields["owner"].empty_label = None

    def clean(self) -> dict[str, Any]:
        """Find the place."""
        cleaned: dict[str, Any] = super().clean() or {}
        drawn = cleaned.get("drawn", "").strip()
        try:
            if drawn and drawn != (self.fields["drawn"].initial or "").strip():
                self.shape = place.read(drawn)
            elif not drawn:
                self.shape = self._at_address(cleaned)
        except Invalid as wrong:
            self.add_error("drawn" if drawn else "address", wrong.user_message)
        return cleaned

    def _at_address(self, cleaned: dict[str, Any]) -> Any:
        asked = cleaned.get("address", "").strip()
        if not asked:
            raise Invalid(_now("Donnez une adresse, ou un tracé ci-dessous."))
        found = addresses.find(self.reader, asked)
        if found is None or not found.matched:
            raise Invalid(
                _now("Aucune adresse connue ne répond : précisez-la, ou donnez un tracé.")
            )
        same = [a for a in found.addresses if a.label.casefold() == asked.casefold()]
        known = same if len(same) == 1 else found.addresses
        if len(known) > 1:
            named = " · ".join(a.label for a in known[:NAMED])
            raise Invalid(
                _now("%(count)d adresses répondent ; écrivez celle qu’il faut : %(named)s…")
                % {"count": found.matched, "named": named}
            )
        radius = cleaned.get("radius") or 0
        if radius:
            return grounds.circle(known[0].lon, known[0].lat, radius)
        return place.checked(grounds.point(known[0].lon, known[0].lat))

    @property
    def groups(self) -> list[dict[str, Any]]:
        """Give the fields under their headings; one group has the map to draw on."""
        return [
            {
                "title": title,
                "fields": [self[name] for name in names if name in self.fields],
                "drawn": self["drawn"].id_for_label if "drawn" in names else "",
            }
            for title, names in GROUPS
        ]

    def values(self) -> dict[str, Any]:
        """Give what was written, without the place and the owner."""
        return {k: v for k, v in self.cleaned_data.items() if k in self.Meta.fields}


class WishForm(forms.Form):
    """When, where and how far."""

    du = forms.DateField(label=_("Du"), required=False, widget=DayInput())
    au = forms.DateField(label=_("Au"), required=False, widget=DayInput())
    commune = forms.ChoiceField(label=_("Commune"), required=False)
    nature = forms.ChoiceField(
        label=_("Nature"), required=False, choices=[("", _("toutes")), *KINDS]
    )
    etat = forms.ChoiceField(
        label=_("État"),
        required=False,
        choices=[("", _("à venir et en cours")), (EVERY_STATE, _("tous")), *STATES],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = Commune.objects.order_by("name__plain").values_list("code", "name")
        self.fields["commune"].choices = [("", _("toutes")), *communes]

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and last < first:
            self.add_error("au", _now("Cette date vient avant l’autre."))
        return cleaned

    def exact_wish(self) -> Wish:
        """Say it in the words of the queries; a filter that is mistyped never answers everything.

        Raises
        ------
        Invalid
            A filter is not understood.
        """
        if not self.is_valid():
            told = [f"{self[name].label} : {' '.join(why)}" for name, why in self.errors.items()]
            raise Invalid(" ".join(told))
        return self.wish()

    def wish(self) -> Wish:
        """Say it in the words of the queries, without what the page shows to be mistyped."""
        self.is_valid()
        said = self.cleaned_data
        return Wish(
            first=said.get("du"),
            last=said.get("au"),
            commune=said.get("commune", ""),
            state=said.get("etat", ""),
            kind=said.get("nature", ""),
        )


class FeedForm(forms.Form):
    """Which column of a table says what."""

    publish = forms.BooleanField(
        label=_("Publier ces chantiers"),
        required=False,
        help_text=_("Les habitants les verront, sans contact ni profondeur."),
    )

    def __init__(self, *args: Any, table: Table, feed: Feed | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = list(table.columns.filter(removed=False))
        self.known = {c.name: c.stable_id for c in columns}
        chosen = feed.columns if feed else self._proposed(columns)
        self.several = {Part(p): ids for p, ids in chosen.items() if len(ids) > 1}
        """Parts that several columns say together: an address in four, a contact."""
        offered = [("", _("—")), *((c.stable_id, c.label or c.name) for c in columns)]
        for part, label in PARTS.items():
            choices = list(offered)
            if part in self.several:
                labels = [c.label or c.name for c in columns if c.stable_id in self.several[part]]
                choices.insert(1, (",".join(self.several[part]), " + ".join(labels)))
            self.fields[part.value] = forms.ChoiceField(
                label=label,
                choices=choices,
                required=part is Part.TITLE,
                initial=",".join(chosen.get(part.value, ())),
            )
        self.fields["publish"].initial = feed.publish if feed else False
        self.order_fields([*(p.value for p in PARTS), "publish"])

    def _proposed(self, columns: list[Column]) -> dict[str, list[str]]:
        found = proposed([c.name for c in columns])
        return {part.value: [self.known[n] for n in names] for part, names in found.items()}

    def columns(self) -> dict[Part, list[str]]:
        """Give the stable ids that say each part."""
        said = {part: self.cleaned_data.get(part.value, "") for part in PARTS}
        return {part: value.split(",") for part, value in said.items() if value}
