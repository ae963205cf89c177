"""The pages that the law asks for, as lists of things to fill in.

What is asked comes from: LCEN art. 1-1 (legal notice), GDPR art. 13 (privacy notice), decree
2019-768 (accessibility), RFC 9116 (security.txt).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from terrier.apps.territories.models import Organisation

from .models import SitePage
from .prose import to_html


class Sort(StrEnum):
    """How a field is typed and shown."""

    LINE = "line"
    LINES = "lines"
    PROSE = "prose"
    EMAIL = "email"
    EMAILS = "emails"
    URL = "url"
    DAY = "day"
    YEAR = "year"


Words = str | Promise


@dataclass(frozen=True)
class Field:
    """One thing to fill in."""

    key: str
    label: Words
    help: Words = ""
    sort: Sort = Sort.LINE
    required: bool = False
    """Asked by the law: what is missing is listed to the administrator."""
    shown: bool = True
    """False: serves the platform, and is told to nobody."""
    stands_in: str = ""
    """Attribute of the territory's record that serves while the field is empty."""


@dataclass(frozen=True)
class Section:
    """Fields under one heading."""

    title: Words
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Page:
    """One page."""

    kind: str
    title: Words
    address: str
    """Name of the public address."""
    help: Words
    sections: tuple[Section, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """Give the fields of all sections."""
        return tuple(f for section in self.sections for f in section.fields)


MARKDOWN = _(
    "Un peu de mise en forme est possible : **gras**, *italique*, - liste, [mot](https://…)."
)

PAGES: dict[str, Page] = {
    page.kind: page
    for page in (
        Page(
            "legal", _("Mentions légales"), "legal",
            _("Qui publie ce site, qui en répond, où il est hébergé."),
            (
                Section(_("Éditeur"), (
                    Field("publisher", _("Nom de la collectivité"), required=True,
                          stands_in="name"),
                    Field("address", _("Adresse postale"), sort=Sort.LINES, required=True),
                    Field("phone", _("Téléphone"), required=True),
                    Field("email", _("Adresse électronique"), sort=Sort.EMAIL,
                          stands_in="contact_email"),
                    Field("siren", _("SIREN"), stands_in="siren"),
                )),
                Section(_("Directeur ou directrice de la publication"), (
                    Field("director", _("Nom et fonction"),
                          _("Le représentant légal : la présidente, le maire."), required=True),
                )),
                Section(_("Hébergeur"), (
                    Field("host", _("Nom ou raison sociale"),
                          _("La collectivité elle-même, si le serveur est chez elle."),
                          required=True),
                    Field("host_address", _("Adresse de l’hébergeur"), sort=Sort.LINES,
                          required=True),
                    Field("host_phone", _("Téléphone de l’hébergeur"), required=True),
                )),
                Section(_("Crédits et droits"), (
                    Field("credits", _("Crédits, marques, photographies"), MARKDOWN,
                          sort=Sort.PROSE),
                )),
            ),
        ),
        Page(
            "privacy", _("Données personnelles"), "personal-data",
            _("Qui répond de vos données, à qui s’adresser. La plateforme dit elle-même ce "
              "qu’elle garde."),
            (
                Section(_("Qui en répond"), (
                    Field("controller", _("Responsable de traitement"), required=True,
                          stands_in="name"),
                    Field("dpo", _("Délégué ou déléguée à la protection des données"),
                          _("Obligatoire pour toute collectivité (RGPD, art. 37)."),
                          required=True),
                    Field("dpo_email", _("Pour lui écrire"), sort=Sort.EMAIL, required=True),
                    Field("dpo_address", _("Par courrier"), sort=Sort.LINES),
                )),
                Section(_("Ce qui est propre à cette collectivité"), (
                    Field("basis", _("Base légale"),
                          _("Le plus souvent : mission d’intérêt public (RGPD, art. 6.1.e)."),
                          required=True),
                    Field("recipients", _("Qui reçoit ces données"),
                          _("Services, prestataires, hébergeur. Dites s’ils sont hors de l’Union "
                            "européenne."), sort=Sort.LINES, required=True),
                    Field("more", _("Autres traitements"), MARKDOWN, sort=Sort.PROSE),
                )),
            ),
        ),
        Page(
            "contact", _("Contact"), "contact",
            _("Comment vous joindre. Le formulaire y est toujours ; le reste s’affiche au-dessus."),
            (
                Section(_("Nous joindre"), (
                    Field("address", _("Adresse postale"), sort=Sort.LINES, required=True),
                    Field("phone", _("Téléphone"), required=True),
                    Field("hours", _("Horaires"), sort=Sort.LINES),
                )),
                Section(_("À qui va le formulaire"), (
                    Field("recipients", _("Adresses qui reçoivent les messages"),
                          _("Une par ligne ; jamais affichées. Sans elles, ce sont les personnes "
                            "qui administrent l’instance."), sort=Sort.EMAILS, shown=False),
                )),
                Section(_("Signaler une faille de sécurité"), (
                    Field("security", _("Adresse électronique"),
                          _("Publiée dans /.well-known/security.txt."), sort=Sort.EMAIL),
                )),
            ),
        ),
        Page(
            "api", _("Conditions d’usage de l’API"), "terms-of-api",
            _("Ce que vous promettez aux programmes qui lisent vos données, et ce que vous en "
              "attendez."),
            (
                Section(_("Ce qui est promis"), (
                    Field("availability", _("Disponibilité"),
                          _("Par exemple : sans engagement, maintenance le lundi matin."),
                          sort=Sort.LINES, required=True),
                    Field("changes", _("Annonce des changements"), sort=Sort.LINES),
                )),
                Section(_("Ce qui est attendu"), (
                    Field("limits", _("Usage raisonnable"),
                          _("Par exemple : dix questions par seconde, un cache quand on peut."),
                          sort=Sort.LINES, required=True),
                    Field("suspension", _("Suspension d’un accès"), sort=Sort.LINES),
                    Field("more", _("Autres conditions"), MARKDOWN, sort=Sort.PROSE),
                )),
            ),
        ),
        Page(
            "accessibility", _("Accessibilité"), "accessibility",
            _("La déclaration se compose d’après la grille ; ici se dit ce que la grille ne dit "
              "pas."),
            (
                Section(_("Schéma pluriannuel de mise en accessibilité"), (
                    Field("scheme_from", _("Première année du schéma"), sort=Sort.YEAR,
                          required=True),
                    Field("scheme_until", _("Dernière année du schéma"),
                          _("Trois ans au plus."), sort=Sort.YEAR, required=True),
                    Field("scheme", _("Ce que le schéma prévoit"), MARKDOWN,
                          sort=Sort.PROSE, required=True),
                )),
                Section(_("Plan d’action de l’année"), (
                    Field("plan_year", _("Année du plan"), sort=Sort.YEAR, required=True),
                    Field("plan", _("Ce que le plan prévoit"), MARKDOWN, sort=Sort.PROSE,
                          required=True),
                )),
                Section(_("Pour signaler un défaut d’accessibilité"), (
                    Field("contact", _("Autre moyen de contact que le formulaire"),
                          _("Téléphone, adresse, personne référente."), sort=Sort.LINES),
                )),
                Section(_("Démarches"), (
                    Field("filed_on", _("Déclaration déposée par le téléservice de l’État le"),
                          sort=Sort.DAY, shown=False),
                )),
            ),
        ),
    )
}  # fmt: skip


@dataclass(frozen=True)
class Item:
    """A field as the public reads it."""

    asked: Field
    text: str
    """Empty where it is not filled in."""
    html: str
    """The same, where it may hold links and lists."""


@dataclass(frozen=True)
class ShownSection:
    """A section as the public reads it."""

    title: Words
    items: tuple[Item, ...]


def site_root() -> Organisation | None:
    """Give the territory that publishes the site: the first of the instance."""
    return Organisation.objects.filter(parent=None).order_by("pk").first()


def values_of(kind: str) -> dict[str, str]:
    """Give what was written in a page."""
    kept = SitePage.objects.filter(kind=kind).values_list("values", flat=True).first()
    return kept or {}


def filled(page: Page, values: dict[str, str], place: Organisation | None) -> dict[str, str]:
    """Give every field its words: those written, or what the territory's record says."""
    return {
        f.key: values.get(f.key) or (getattr(place, f.stands_in, "") if f.stands_in else "")
        for f in page.fields
    }


def missing(page: Page, values: dict[str, str], place: Organisation | None) -> list[Field]:
    """List what the law asks for and nobody wrote."""
    words = filled(page, values, place)
    return [f for f in page.fields if f.required and not words[f.key]]


def sections(
    page: Page, values: dict[str, str], place: Organisation | None
) -> tuple[ShownSection, ...]:
    """Give the page as the public reads it: what is optional and empty is left out."""
    words = filled(page, values, place)
    shown = (
        ShownSection(
            section.title,
            tuple(
                _item(f, words[f.key])
                for f in section.fields
                if f.shown and (words[f.key] or f.required)
            ),
        )
        for section in page.sections
    )
    return tuple(section for section in shown if section.items)


def _item(field: Field, text: str) -> Item:
    return Item(field, text, to_html(text) if field.sort is Sort.PROSE else "")
