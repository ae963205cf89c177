"""The form that composes a crossing: what can be chosen, and what is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from terrier.domain.matching.columns import counts_inhabitants
from terrier.domain.matching.definition import Kind, Period, Rewrite, Several, Summary
from terrier.domain.matching.sentences import PERIODS
from terrier.lake.filters.values import NUMERIC, TEMPORAL, family

from .composing import PAIRS, Asked
from .presenting import Choice, Table, choices

if TYPE_CHECKING:
    from terrier.lake.relation import RelationColumn


FEW_COLUMNS = 8
"""Columns up to which all of them stand open."""


@dataclass(frozen=True)
class Option:
    """One thing to tick."""

    value: str
    label: str
    help: str = ""
    checked: bool = False
    only: str = ""
    """Class of what it is for: `for-distance`, `for-overlap` …; the style hides it elsewhere."""


@dataclass(frozen=True)
class PairForm:
    """Two columns whose values meet."""

    number: int
    left: str
    right: str
    until: str
    rewrites: tuple[Option, ...]
    periods: tuple[Option, ...]

    @property
    def rewritten(self) -> str:
        """Say what does not count between the two."""
        return ", ".join(o.label for o in self.rewrites if o.checked)

    @property
    def dated(self) -> bool:
        """Say whether a period was chosen."""
        return bool(self.until) or any(o.value and o.checked for o in self.periods)


@dataclass(frozen=True)
class BroughtForm:
    """One column of the right table, and what of it can be brought over."""

    label: str
    options: tuple[Option, ...]

    @property
    def asked(self) -> bool:
        """Say whether anything of it is brought over."""
        return any(option.checked for option in self.options)


@dataclass(frozen=True)
class ComposeForm:
    """All that the page asks, in three groups; what each holds is told while it is folded."""

    kinds: tuple[Option, ...]
    left: list[Choice]
    right: list[Choice]
    pairs: tuple[PairForm, ...]
    metres: str
    counts: tuple[Option, ...]
    columns: tuple[BroughtForm, ...]
    inhabitants: tuple[Option, ...]
    several: tuple[Option, ...]
    only_matched: bool
    perimeter: bool

    @property
    def shown(self) -> list[BroughtForm]:
        """Give the columns that stand open: those that are brought, or all of few."""
        return [c for c in self.columns if c.asked or len(self.columns) <= FEW_COLUMNS]

    @property
    def folded(self) -> list[BroughtForm]:
        """Give the other columns."""
        return [c for c in self.columns if c not in self.shown]

    @property
    def meeting_told(self) -> str:
        """Say how rows meet, while that is folded."""
        return next((o.label for o in self.kinds if o.checked), _("à choisir"))

    @property
    def kept_told(self) -> str:
        """Say what is brought over, while that is folded."""
        told = [o.label for o in self.counts if o.checked]
        told += [c.label for c in self.columns if c.asked]
        return ", ".join(map(str, dict.fromkeys(told))) or _("le nombre de correspondances")

    @property
    def several_told(self) -> str:
        """Say what becomes of several matches, while that is folded."""
        return next((o.label for o in self.several if o.checked), _("à choisir"))


def form_of(asked: Asked, left: Table, right: Table) -> ComposeForm:
    """Give the form, with what the address asks for ticked."""
    wanted = {f"{summary}:{column}" for summary, column in asked.wanted}
    several = asked.several or (None if asked.must_be_asked else Several.SUMMARISED)
    return ComposeForm(
        kinds=_kinds(asked, left, right),
        left=choices(left.relation) if not left.side.zoning else _bare(left),
        right=choices(right.relation) if not right.side.zoning else _bare(right),
        pairs=tuple(_pair(asked, n) for n in range(1, PAIRS + 1)),
        metres=asked.parameters.get("metres", ""),
        counts=_counts(wanted),
        columns=tuple(_column(c, wanted) for c in right.relation.columns),
        inhabitants=_inhabitants(asked, left),
        several=tuple(
            Option(s, str(label), str(help), s is several) for s, (label, help) in SEVERAL.items()
        ),
        only_matched=bool(asked.parameters.get("seulement")),
        perimeter=bool(asked.parameters.get("perimetre")),
    )


REWRITES = {
    Rewrite.SPACES: (_("les espaces, points et tirets"), "552 081 317 = 552081317"),
    Rewrite.LETTERS: (_("les majuscules, accents et ponctuation"), "MACON = Mâcon"),
    Rewrite.ZEROS: (_("les zéros devant"), "1004 = 01004"),
    Rewrite.COMMUNES: (_("les fusions de communes"), _("l’ancien code vaut le nouveau")),
}
KINDS = {
    Kind.KEYS: (
        _("Par une valeur commune"),
        _("Le même code, le même nom, la même date des deux côtés."),
    ),
    Kind.COMMUNE_NAMES: (
        _("Par le nom de la commune"),
        _("« St-Martin » et « Saint Martin » se retrouvent ; les cas douteux vous sont demandés."),
    ),
    Kind.INSIDE: (_("Dans"), _("Chaque objet est dans une des zones de l’autre table.")),
    Kind.HOLDS: (_("Contenant"), _("Chaque zone contient des objets de l’autre table.")),
    Kind.OVERLAP: (
        _("Se superposant"),
        _("Les deux partagent une longueur ou une surface, qui est mesurée."),
    ),
    Kind.WITHIN_DISTANCE: (
        _("À moins d’une distance"),
        _("En mètres, dans la projection du territoire."),
    ),
    Kind.NEAREST: (_("Au plus proche"), _("L’objet le plus proche de l’autre table.")),
}
SUMMARIES = {
    Summary.VALUE: _("telle quelle"),
    Summary.SUM: _("total"),
    Summary.MEAN: _("moyenne"),
    Summary.MIN: _("minimum"),
    Summary.MAX: _("maximum"),
    Summary.LIST: _("liste"),
    Summary.SHARE: _("part du total"),
}
SEVERAL = {
    Several.SUMMARISED: (
        _("Un résumé sur une seule ligne"),
        _("combien il y en a, leur total, leur moyenne, leur liste…"),
    ),
    Several.EACH: (_("Une ligne pour chacune"), _("le résultat a plus de lignes que la table.")),
    Several.BEST: (
        _("Une seule, la meilleure"),
        _("la plus proche, celle qui recouvre le plus ; sinon la première du fichier."),
    ),
}
_OF_NUMBERS = (Summary.VALUE, Summary.SUM, Summary.MEAN, Summary.MIN, Summary.MAX, Summary.SHARE)
_OF_MOMENTS = (Summary.VALUE, Summary.MIN, Summary.MAX)
_OF_TEXTS = (Summary.VALUE, Summary.LIST)
_PLACES = frozenset({Kind.INSIDE, Kind.HOLDS, Kind.OVERLAP, Kind.WITHIN_DISTANCE, Kind.NEAREST})


def _bare(table: Table) -> list[Choice]:
    """Give the columns of a zoning, whose rows are known."""
    return [Choice(c, ()) for c in table.relation.columns]


def _kinds(asked: Asked, left: Table, right: Table) -> tuple[Option, ...]:
    both = left.relation.has_geometry and right.relation.has_geometry
    impossible = set() if both else set(_PLACES)
    if right.geometry not in {"Polygon", "Mixed"}:
        impossible.add(Kind.INSIDE)
    if left.geometry not in {"Polygon", "Mixed"}:
        impossible.add(Kind.HOLDS)
    if {left.geometry, right.geometry} & {"Point"}:
        impossible.add(Kind.OVERLAP)
    return tuple(
        Option(kind, str(label), str(help), kind is asked.kind)
        for kind, (label, help) in KINDS.items()
        if kind not in impossible
    )


def _pair(asked: Asked, n: int) -> PairForm:
    ticked = asked.parameters.getlist(f"r{n}")
    period = asked.parameters.get(f"q{n}", "")
    return PairForm(
        n,
        asked.parameters.get(f"g{n}", ""),
        asked.parameters.get(f"d{n}", ""),
        asked.parameters.get(f"fin{n}", ""),
        tuple(Option(r, str(w), str(e), r in ticked) for r, (w, e) in REWRITES.items()),
        (
            Option("", _("exactement la même valeur"), checked=not period),
            *(Option(p, PERIODS[p], checked=p == period) for p in Period),
        ),
    )


def _counts(wanted: set[str]) -> tuple[Option, ...]:
    told = (
        (Summary.COUNT, _("Combien il y en a"), ""),
        (Summary.EXTENT, _("La longueur ou la surface partagée"), "for-overlap"),
        (
            Summary.SHARE,
            _("La part de sa longueur ou de sa surface qui est recouverte"),
            "for-overlap",
        ),
        (Summary.DISTANCE, _("La distance en mètres"), "for-distance"),
    )
    return tuple(
        Option(f"{s}:", label, checked=f"{s}:" in wanted, only=only) for s, label, only in told
    )


def _inhabitants(asked: Asked, left: Table) -> tuple[Option, ...]:
    """Give the columns of inhabitants that counts and sums may be told for."""
    return tuple(
        Option(c.id, c.label or c.name, checked=asked.inhabitants == c.id)
        for c in left.relation.columns
        if family(c.type) in NUMERIC and counts_inhabitants(c.label or c.name)
    )


def _column(column: RelationColumn, wanted: set[str]) -> BroughtForm:
    kind = family(column.type)
    offered = _OF_TEXTS
    if kind in NUMERIC and column.concept is None:
        offered = _OF_NUMBERS
    elif kind in TEMPORAL:
        offered = _OF_MOMENTS
    options = tuple(
        Option(f"{s}:{column.id}", str(SUMMARIES[s]), checked=f"{s}:{column.id}" in wanted)
        for s in offered
    )
    return BroughtForm(column.label or column.name, options)
