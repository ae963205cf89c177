"""What people fill in to write a page."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from terrier.apps.territories.models import Organisation
from terrier.apps.territories.queries import organisations_to_write_for
from terrier.connectors.photographs.rewriting import MOST_BYTES, Rewritten, rewrite
from terrier.domain.access.policy import Reader, Visibility
from terrier.domain.indicators import PLACEHOLDERS, check
from terrier.domain.kernel.errors import TerrierError
from terrier.domain.questions import address

from .actions.pages import DESCRIPTION
from .choices import FIGURES, Kind, Width
from .models import Block, Indicator, Page
from .queries.pages import editable
from .queries.proposing import Proposal


class PageForm(forms.ModelForm):
    """What is said of a page; saved by the actions, never by the form."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        """Fields that people fill."""

        model = Page
        fields: ClassVar[list[str]] = ["owner", *DESCRIPTION]
        widgets: ClassVar[dict[str, Any]] = {"summary": forms.Textarea({"rows": 3})}
        help_texts: ClassVar[dict[str, Any]] = {
            "title": _("Ce que la page raconte : « L’air que nous respirons »."),
            "asks_commune": _("Un choix en haut de la page, qui agit sur tous les blocs."),
            "asks_period": _("Deux dates en haut de la page, qui agissent sur tous les blocs."),
            "embeddable": _("Une fois publiée à tous, un code à copier la montre ailleurs."),
        }

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [
            ("", _("(aucun)")),
            *((value, label) for value, label in self.fields["theme"].choices if value),
        ]
        if self.instance.pk is None:
            owners = organisations_to_write_for(reader)
            self.fields["owner"].queryset = owners
            self.fields["owner"].initial = owners.highest()
            self.fields["owner"].empty_label = None
        else:
            del self.fields["owner"]
            self.fields["revision"].initial = self.instance.revision

    def values(self) -> dict[str, Any]:
        """Give what was written, without the owner."""
        return {name: self.cleaned_data[name] for name in DESCRIPTION}


class AudienceForm(forms.Form):
    """Who will see a page."""

    visibility = forms.ChoiceField(
        label=_("Qui verra la page ?"),
        widget=forms.RadioSelect,
        choices=[
            (Visibility.PUBLIC.value, _("Tout le monde, sans compte")),
            (Visibility.INTERNAL.value, _("Les membres du territoire")),
            (Visibility.RESTRICTED.value, _("Seulement les organismes choisis ci-dessous")),
        ],
    )
    shared_with = forms.ModelMultipleChoiceField(
        Organisation.objects.none(),
        label=_("Organismes choisis"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, page: Page, data: Any = None) -> None:
        initial = {
            "visibility": page.visibility,
            "shared_with": page.shared_with.all(),
            "revision": page.revision,
        }
        super().__init__(data, initial=initial)
        others = Organisation.objects.exclude(pk=page.owner_id).order_by("name__plain")
        self.fields["shared_with"].queryset = others

    @property
    def wanted(self) -> tuple[Visibility, frozenset[int]]:
        """Give the audience that was chosen."""
        said = self.cleaned_data
        return Visibility(said["visibility"]), frozenset(o.pk for o in said["shared_with"])


class BlockForm(forms.ModelForm):
    """What every block has; saved by the actions, never by the form."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        """Fields that people fill."""

        model = Block
        fields: ClassVar[list[str]] = ["title", "note", "width"]
        widgets: ClassVar[dict[str, Any]] = {"note": forms.Textarea({"rows": 2})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = self.instance.revision

    def values(self) -> dict[str, Any]:
        """Give what was written."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields}

    def picture(self) -> Rewritten | None:
        """Give a new image, where the form brings one."""
        return None


class TextForm(BlockForm):
    """A text."""

    class Meta(BlockForm.Meta):
        """Fields that people fill."""

        fields: ClassVar[list[str]] = ["title", "text", "width"]
        widgets: ClassVar[dict[str, Any]] = {"text": forms.Textarea({"rows": 12})}
        help_texts: ClassVar[dict[str, Any]] = {
            "text": _(
                "Une ligne vide sépare deux paragraphes. « ## » au début d’une ligne fait un "
                "intertitre, « - » une liste, **deux étoiles** du gras, *une étoile* de "
                "l’italique, [des mots](https://…) un lien."
            ),
        }


class ImageForm(BlockForm):
    """An image with what it shows."""

    file = forms.FileField(
        label=_("Image"),
        required=False,
        widget=forms.ClearableFileInput({"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_(
            "JPEG, PNG ou WebP. Le lieu et l’appareil notés dans une photographie en sont retirés."
        ),
    )

    class Meta(BlockForm.Meta):
        """Fields that people fill."""

        fields: ClassVar[list[str]] = ["title", "alternative", "note", "width"]
        help_texts: ClassVar[dict[str, Any]] = {
            "alternative": _(
                "Lu à voix haute à qui ne voit pas l’image : « La station de mesure, devant "
                "l’école. »"
            ),
            "note": _("Sous l’image : la source, l’auteur, la date."),
        }

    field_order = ("file", "title", "alternative", "note", "width")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alternative"].required = True
        self.fields["file"].required = not self.instance.image
        if self.instance.image:
            self.fields["file"].label = _("Une autre image")

    def clean_file(self) -> Rewritten | None:
        """Read the image and write it anew, without what the camera noted."""
        sent = self.cleaned_data["file"]
        if not sent:
            return None
        try:
            return rewrite(sent.read(MOST_BYTES + 1))
        except TerrierError as refused:
            raise forms.ValidationError(refused.user_message) from refused

    def picture(self) -> Rewritten | None:
        """Give a new image, where the form brings one."""
        return self.cleaned_data["file"]


class ScopeForm(forms.Form):
    """The filters at the top of a page: they act on all its blocks."""

    commune = forms.ChoiceField(label=_("Commune"), required=False)
    du = forms.DateField(label=_("Du"), required=False, widget=forms.DateInput({"type": "date"}))
    au = forms.DateField(label=_("Au"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, page: Page, communes: list[tuple[str, str]], data: Any) -> None:
        super().__init__(data)
        self.fields["commune"].choices = [("", _("toutes")), *communes]
        if not page.asks_commune:
            del self.fields["commune"]
        if not page.asks_period:
            del self.fields["du"], self.fields["au"]

    def clean(self) -> dict[str, Any]:
        """Refuse a span that ends before it starts."""
        cleaned: dict[str, Any] = super().clean() or {}
        first, last = cleaned.get("du"), cleaned.get("au")
        if first and last and last < first:
            self.add_error("au", _now("Cette date vient avant l’autre."))
        return cleaned


class FigureForm(BlockForm):
    """A figure: which question is put to the table that was chosen."""

    question = forms.ChoiceField(label=_("Que montrer ?"), widget=forms.RadioSelect)

    field_order = ("question", "title", "note", "width")

    def __init__(self, *args: Any, offered: list[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.query, one.title) for one in offered]
        kept = self.instance.question
        if kept and kept not in {query for query, _title in choices}:
            choices.insert(0, (kept, _("La question d’aujourd’hui, sans changement")))
        self.fields["question"].choices = choices
        self.fields["question"].initial = kept or (choices[0][0] if choices else "")
        self.fields["title"].help_text = _("Vide : la question elle-même sert de titre.")

    def values(self) -> dict[str, Any]:
        """Give what was written."""
        return {**super().values(), "question": self.cleaned_data["question"]}


class BringForm(forms.Form):
    """A figure taken to a page."""

    kind = forms.ChoiceField(
        label=_("La montrer comme"), choices=[k for k in Kind.choices if k[0] in FIGURES]
    )
    page = forms.ModelChoiceField(
        Page.objects.none(), label=_("Page"), required=False, empty_label=_("une nouvelle page")
    )
    new = forms.CharField(label=_("Titre de la nouvelle page"), max_length=150, required=False)
    owner = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisme de la nouvelle page"), empty_label=None
    )
    title = forms.CharField(
        label=_("Titre du bloc"),
        max_length=150,
        required=False,
        help_text=_("Vide : la question elle-même sert de titre."),
    )
    width = forms.ChoiceField(label=_("Largeur"), choices=Width.choices)

    def __init__(
        self, data: Any = None, *, reader: Reader, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        mine = [page.pk for page in editable(reader)]
        self.fields["page"].queryset = Page.objects.filter(pk__in=mine).order_by("-updated_at")
        self.fields["owner"].queryset = organisations_to_write_for(reader)

    def clean(self) -> dict[str, Any]:
        """Ask for the title of a new page."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("page") and not cleaned.get("new", "").strip():
            self.add_error("new", _now("Choisissez une page, ou donnez un titre à la nouvelle."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Give what was written of the block."""
        return {name: self.cleaned_data[name] for name in ("title", "width")}


class IndicatorForm(forms.ModelForm):
    """A figure of the communes' sheets; saved by the actions, never by the form."""

    question = forms.ChoiceField(label=_("Quel chiffre ?"), widget=forms.RadioSelect)
    other = forms.CharField(
        label=_("Ou une question posée dans « Montre-moi »"),
        required=False,
        max_length=4000,
        help_text=_(
            "Posez-la commune par commune, puis collez ici l’adresse de sa page ; un second "
            "regroupement par année montre l’évolution."
        ),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    commune = forms.ChoiceField(
        label=_("Voir l’aperçu pour"),
        required=False,
        help_text=_("L’aperçu montre ce que la fiche dira, avant d’enregistrer."),
    )

    class Meta:
        """Fields that people fill."""

        model = Indicator
        fields: ClassVar[list[str]] = ["label", "sentence", "unit", "better_when"]
        widgets: ClassVar[dict[str, Any]] = {"sentence": forms.Textarea({"rows": 2})}
        help_texts: ClassVar[dict[str, Any]] = {
            "label": _("Deux ou trois mots : « Déchets collectés »."),
            "unit": _("Vide : celle de la colonne. « arrêt|arrêts » : au singulier, au pluriel."),
        }

    field_order = (
        "question", "other", "label", "sentence", "unit", "better_when", "commune",
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        offered: list[Proposal],
        communes: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kept = self.instance.question
        choices = [(one.query, one.title) for one in offered]
        if kept and kept not in {query for query, _title in choices}:
            choices.insert(0, (kept, _("La question d’aujourd’hui, sans changement")))
        self.fields["question"].choices = choices
        self.fields["question"].initial = kept or (choices[0][0] if choices else "")
        self.fields["question"].required = bool(choices)
        self.fields["revision"].initial = self.instance.revision
        self.fields["commune"].choices = communes
        if self.instance.pk is None:
            self.initial["sentence"] = _("{valeur} dans la commune.")
        words = " ; ".join(f"{{{name}}} : {what}" for name, what in PLACEHOLDERS.items())
        self.fields["sentence"].help_text = (
            _("Les mots entre accolades sont remplacés pour chaque commune. ") + words + "."
        )

    def clean_other(self) -> str:
        """Read the question of an address that was pasted, and write it as it will be kept."""
        path, _mark, query = self.cleaned_data["other"].strip().rpartition("?")
        told = self.instance
        if path and f"/{told.dataset}/t/{told.table}/" not in path:
            raise forms.ValidationError(_now("Cette question porte sur d’autres données."))
        try:
            return address.write(address.read(query)) if query else ""
        except TerrierError as refused:
            raise forms.ValidationError(refused.user_message) from refused

    def clean_sentence(self) -> str:
        """Refuse braces that name nothing."""
        try:
            check(self.cleaned_data["sentence"])
        except TerrierError as refused:
            raise forms.ValidationError(refused.user_message) from refused
        return str(self.cleaned_data["sentence"])

    def clean(self) -> dict[str, Any]:
        """Ask for a question, chosen or pasted."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not (cleaned.get("question") or cleaned.get("other") or self.errors):
            self.add_error("other", _now("Choisissez ce que dit le chiffre."))
        return cleaned

    def values(self) -> dict[str, Any]:
        """Give what was written."""
        said = self.cleaned_data
        kept = {name: said[name] for name in self.Meta.fields}
        told = self.instance
        asked = said["other"] or said["question"]
        return {**kept, "question": asked, "dataset": told.dataset, "table": told.table}
