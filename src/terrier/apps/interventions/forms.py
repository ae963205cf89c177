"""Forms of the log."""

from __future__ import annotations

import re
import uuid
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.connectors.documents import recognising
from terrier.connectors.photographs.rewriting import MOST_BYTES, Rewritten, rewrite
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.upkeep.events import LONGEST_NOTE, Entry, Kind, Outcome
from terrier.domain.upkeep.repairs import FAILURES

from .actions.documents import Attached
from .actions.noting import Sent, StateLeft
from .models import Document, Intervention

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.lake.relation import RelationColumn

    from .queries.states import Proposed

_FIELD = Intervention._meta.get_field
_PLACE = re.compile(r"^\s*(-?\d{1,3}[.,]?\d*)\s*[,;\s]\s*(-?\d{1,3}[.,]?\d*)\s*$")
"""Latitude then longitude, as maps and telephones write them."""
SEPARATOR = ":"
"""Between a column and the value that it takes; stable ids hold none."""


class DayInput(forms.DateInput):
    """A day, chosen in the calendar of the telephone."""

    input_type = "date"

    def __init__(self, **attrs: Any) -> None:
        super().__init__(format="%Y-%m-%d", attrs=attrs)


class EntryForm(forms.Form):
    """What is said of an intervention: three fields and a photograph, the rest on demand."""

    FIRST = ("kind", "done_on", "note", "photograph")

    kind = forms.ChoiceField(label=_FIELD("kind").verbose_name, choices=())
    done_on = forms.DateField(label=_FIELD("done_on").verbose_name, widget=DayInput())
    note = forms.CharField(
        label=_FIELD("note").verbose_name,
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    photograph = forms.FileField(
        label=gettext_lazy("Photographie"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*", "capture": "environment"}),
    )
    outcome = forms.ChoiceField(
        label=_FIELD("outcome").verbose_name,
        choices=_FIELD("outcome").choices,
        initial=Outcome.DONE.value,
        widget=forms.RadioSelect,
    )
    duration_min = forms.IntegerField(
        label=gettext_lazy("Durée (minutes)"),
        required=False,
        min_value=0,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    cost_eur = forms.DecimalField(
        label=gettext_lazy("Coût (€)"),
        required=False,
        min_value=0,
        max_digits=10,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    place = forms.CharField(
        label=gettext_lazy("Position"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("Latitude puis longitude, par exemple 46.5102, 4.8311."),
    )
    place_of_photograph = forms.BooleanField(
        label=gettext_lazy("Prendre la position écrite dans la photographie"), required=False
    )
    failure = forms.ChoiceField(
        label=_FIELD("failure").verbose_name,
        required=False,
        choices=[("", gettext_lazy("non précisé")), *FAILURES.items()],
        help_text=gettext_lazy("D’une fuite ou d’une casse."),
    )
    repaired_on = forms.DateField(
        label=_FIELD("repaired_on").verbose_name,
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("D’une fuite ou d’une casse."),
    )

    def __init__(self, *args: Any, located: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choisissez")), *_FIELD("kind").choices]
        today = timezone.localdate()
        for name in ("done_on", "repaired_on"):
            self.fields[name].widget.attrs["max"] = today.isoformat()
        self.fields["done_on"].initial = today
        if not located:
            del self.fields["place"], self.fields["place_of_photograph"]

    def first_fields(self) -> list[forms.BoundField]:
        """Give the fields that everybody fills."""
        return [self[name] for name in self.FIRST]

    def more_fields(self) -> list[forms.BoundField]:
        """Give the fields that are folded."""
        return [f for f in self.visible_fields() if f.name not in self.FIRST]

    def unfolded(self) -> bool:
        """Say whether a folded field must be seen: what was sent is wrong there, or is there."""
        sent = self.more_fields() if self.is_bound else []
        return any(f.errors or f.name in self.changed_data for f in sent)

    def clean_photograph(self) -> Rewritten | None:
        """Read the photograph and write it anew."""
        sent: UploadedFile | None = self.cleaned_data["photograph"]
        if sent is None:
            return None
        try:
            return rewrite(sent.read(MOST_BYTES + 1))
        except TerrierError as refused:
            raise forms.ValidationError(refused.user_message) from refused

    def clean_place(self) -> tuple[float, float] | None:
        """Read a position as longitude and latitude."""
        written = self.cleaned_data["place"]
        if not written.strip():
            return None
        found = _PLACE.match(written)
        if found is None:
            raise forms.ValidationError(
                _("Écrivez la latitude, une virgule, la longitude : 46.5102, 4.8311.")
            )
        latitude, longitude = (float(part.replace(",", ".")) for part in found.groups())
        return longitude, latitude

    def clean(self) -> dict[str, Any]:
        """Take the position of the photograph where it is wanted."""
        cleaned = super().clean() or {}
        if cleaned.get("place_of_photograph") and not cleaned.get("place"):
            picture: Rewritten | None = cleaned.get("photograph")
            if picture is None or picture.place is None:
                self.add_error(
                    "place_of_photograph",
                    _("La photographie ne dit pas où elle a été prise : écrivez la position."),
                )
            else:
                cleaned["place"] = picture.place
        return cleaned

    def entry(self) -> Entry:
        """Give what was said."""
        said = self.cleaned_data
        return Entry(
            kind=Kind(said["kind"]),
            done_on=said["done_on"],
            note=said["note"].strip(),
            outcome=Outcome(said["outcome"]),
            duration_min=said["duration_min"],
            cost_eur=said["cost_eur"],
            failure=said["failure"],
            repaired_on=said["repaired_on"],
        )

    def where(self) -> tuple[float, float] | None:
        """Give the place, longitude first."""
        return self.cleaned_data.get("place") or None

    def photographs(self) -> list[Rewritten]:
        """Give the photograph, if there is one."""
        picture = self.cleaned_data["photograph"]
        return [picture] if picture else []


class NoteForm(EntryForm):
    """A new intervention, with the state in which it leaves the row."""

    field_order = (*EntryForm.FIRST, "outcome", "state", "column", "value")

    state = forms.ChoiceField(label=gettext_lazy("État laissé"), required=False)
    column = forms.ChoiceField(label=gettext_lazy("Ou une autre colonne"), required=False)
    value = forms.CharField(
        label=gettext_lazy("Sa nouvelle valeur"), required=False, max_length=10_000
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    version = forms.IntegerField(widget=forms.HiddenInput)
    """The version that the person has before their eyes."""

    def __init__(
        self,
        *args: Any,
        proposed: Iterable[Proposed] = (),
        columns: Iterable[RelationColumn] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        groups = [
            (
                p.column.label or p.column.name,
                [(f"{p.column.id}{SEPARATOR}{v}", v) for v in p.values],
            )
            for p in proposed
        ]
        self.fields["state"].choices = [("", _("inchangé")), *groups]
        named = [(c.id, c.label or c.name) for c in columns]
        self.fields["column"].choices = [("", _("aucune")), *named]
        if not groups:
            del self.fields["state"]

    def clean(self) -> dict[str, Any]:
        """Take one state, said in one way."""
        cleaned = super().clean()
        if {"token", "version"} & self.errors.keys():
            self.add_error(None, _("Cette page est incomplète : rechargez-la, puis recommencez."))
        if cleaned.get("state") and cleaned.get("column"):
            self.add_error("column", _("Choisissez un état, ou une autre colonne : pas les deux."))
        if cleaned.get("value") and not cleaned.get("column"):
            self.add_error("column", _("Dites quelle colonne prend cette valeur."))
        return cleaned

    def state_left(self) -> tuple[str, str] | None:
        """Give the stable id of the column that changed, and its value."""
        said = self.cleaned_data
        if said.get("state"):
            column, _sep, value = said["state"].partition(SEPARATOR)
            return column, value
        return (said["column"], said["value"]) if said.get("column") else None

    def sent(self, state: StateLeft | None) -> Sent:
        """Give everything that the form says."""
        return Sent(
            entry=self.entry(),
            place=self.where(),
            state=state,
            photographs=self.photographs(),
            token=self.cleaned_data["token"],
        )


class WithdrawForm(forms.Form):
    """Why an entry leaves the log."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi la retirer ?"),
        max_length=300,
        help_text=gettext_lazy("Par exemple : notée sur la mauvaise vanne."),
    )


class DocumentForm(forms.ModelForm):
    """A document for a row."""

    # Without « capture », a telephone offers both its camera and its files.
    file = forms.FileField(
        label=gettext_lazy("Fichier ou photographie"),
        help_text=gettext_lazy(
            "PDF, image, Word, Excel, PowerPoint, OpenDocument, plan DWG ou DXF, texte. "
            "%(most)d Mo au plus."
        )
        % {"most": recognising.MOST_BYTES // 1_000_000},
    )
    token = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    class Meta:
        model = Document
        fields = ("file", "title", "note", "dated")
        widgets: ClassVar[dict[str, forms.Widget]] = {"dated": DayInput()}
        help_texts: ClassVar[dict[str, Any]] = {
            "title": gettext_lazy("Par exemple : plan de récolement, notice de la pompe."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Without it, the title is the name of the file.
        self.fields["title"].required = False

    def clean_file(self) -> recognising.Recognised:
        """Say what the file is, by its content."""
        sent: UploadedFile = self.cleaned_data["file"]
        try:
            return recognising.recognise(sent.read(recognising.MOST_BYTES + 1), sent.name or "")
        except TerrierError as refused:
            raise forms.ValidationError(refused.user_message) from refused

    def clean(self) -> dict[str, Any]:
        """Take the name of the file where no title is given."""
        cleaned = super().clean()
        if not cleaned.get("title") and "file" in cleaned:
            cleaned["title"] = PurePath(self.files["file"].name).stem[:200]
        return cleaned

    def attached(self) -> Attached:
        """Give everything that the form says."""
        said = self.cleaned_data
        told = {name: said[name] for name in ("title", "note", "dated", "token")}
        return Attached(said["file"], **told)


class FilterForm(forms.Form):
    """Which entries of a log are listed."""

    table = forms.ChoiceField(label=gettext_lazy("Table"), required=False)
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), required=False)
    outcome = forms.ChoiceField(label=_FIELD("outcome").verbose_name, required=False)
    author = forms.ChoiceField(label=gettext_lazy("Notée par"), required=False)
    start = forms.DateField(label=gettext_lazy("Du"), required=False, widget=DayInput())
    end = forms.DateField(label=gettext_lazy("Au"), required=False, widget=DayInput())
    withdrawn = forms.BooleanField(label=gettext_lazy("Les retirées"), required=False)
    key = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        tables: list[tuple[str, str]],
        authors: list[tuple[str, str]],
        contributes: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        anything = [("", _("toutes"))]
        self.fields["table"].choices = [*anything, *tables]
        self.fields["kind"].choices = [*anything, *_FIELD("kind").choices]
        self.fields["outcome"].choices = [("", _("tous")), *_FIELD("outcome").choices]
        self.fields["author"].choices = [("", _("tout le monde")), *authors]
        if len(tables) < 2:
            del self.fields["table"]
        if not contributes:
            del self.fields["withdrawn"]

    def wish(self) -> dict[str, Any]:
        """Give what narrows the list; nothing where the form is not understood."""
        if not self.is_valid():
            return {}
        return {name: value for name, value in self.cleaned_data.items() if value}


class RepairsForm(forms.Form):
    """Which column of a table of repairs says what."""

    pipe = forms.ChoiceField(label=gettext_lazy("Identifiant de la ligne réparée"))
    date = forms.ChoiceField(label=gettext_lazy("Date de la réparation"))
    id = forms.ChoiceField(label=gettext_lazy("Identifiant de la réparation"), required=False)
    failure = forms.ChoiceField(
        label=gettext_lazy("Type de défaillance"),
        required=False,
        help_text=gettext_lazy(
            "Codes ou mots de la liste RAEPA ; le reste devient « Indéterminé »."
        ),
    )

    def __init__(
        self, *args: Any, columns: Iterable[RelationColumn], has_key: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        named = [(c.name, c.label or c.name) for c in columns]
        for name in ("pipe", "date"):
            self.fields[name].choices = [("", _("Choisissez")), *named]
        self.fields["id"].required = not has_key
        key = _("la clé de la table") if has_key else _("Choisissez")
        self.fields["id"].choices = [("", key), *named]
        self.fields["failure"].choices = [("", _("aucune colonne")), *named]
