"""What crossings are shown as: the other tables, columns with examples, a report in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Column, Dataset, VersionTable
from terrier.apps.catalog.queries import Opened
from terrier.apps.catalog.templatetags.catalog_values import cell
from terrier.domain.access.policy import Reader
from terrier.domain.matching.columns import KEYS_BY_CONCEPT
from terrier.domain.matching.definition import Definition, Kind, Side
from terrier.domain.matching.report import MatchReport
from terrier.domain.matching.sentences import ZONINGS
from terrier.lake import rows
from terrier.lake.relation import Relation, RelationColumn

from .queries.proposals import sees_whole
from .zonings import population_label

EXAMPLES = 3
LONGEST_EXAMPLE = 24


@dataclass(frozen=True)
class Other:
    """A table, or a zoning, that a table can be crossed with."""

    side: Side
    title: str
    owner: str = ""


def others_of(reader: Reader, opened: Opened) -> dict[str, Other]:
    """Give all that a table can be crossed with by a reader, by what an address calls it."""
    found: dict[str, Other] = {
        zoning.value: Other(Side(zoning=zoning), title, _("toujours disponible"))
        for zoning, title in ZONINGS.items()
    }
    datasets = {
        d.current_id: d
        for d in Dataset.objects.visible_to(reader)
        .filter(current__isnull=False)
        .select_related("owner")
    }
    sights = authority.sights_of(reader, datasets.values())
    tables = VersionTable.objects.filter(version__in=datasets).select_related("table")
    several: dict[int, list[VersionTable]] = {}
    for stored in tables.order_by("version__dataset__title__plain", "version", "table__position"):
        several.setdefault(stored.version_id, []).append(stored)
    for version, known in several.items():
        dataset = datasets[version]
        for stored in known:
            if sees_whole(sights[dataset.pk], stored):
                title = f"{dataset.title} · {stored.table.title}"
                key = f"{dataset.slug}/{stored.table.name}"
                side = Side(dataset.pk, stored.table.name)
                found[key] = Other(
                    side, title if len(known) > 1 else dataset.title, dataset.owner.name
                )
    return found


@dataclass(frozen=True)
class Table:
    """One of the two tables, as the reader sees it."""

    side: Side
    title: str
    relation: Relation
    geometry: str
    """`Point`, `LineString`, `Polygon`, `Mixed`, or empty: no geometry."""

    @cached_property
    def rows(self) -> int:
        """Count its rows."""
        return rows.count(self.relation)


@dataclass(frozen=True)
class Choice:
    """A column that can be chosen, with values that it holds."""

    column: RelationColumn
    examples: tuple[str, ...]

    @property
    def title(self) -> str:
        """Name the column with examples: « Code INSEE (71270, 71105) »."""
        name = self.column.label or self.column.name
        return f"{name} ({', '.join(self.examples)})" if self.examples else name


def choices(relation: Relation) -> list[Choice]:
    """Give the columns of a table with values of its first rows."""
    page = rows.page(relation, size=50)
    found = []
    for rank, column in enumerate(relation.columns, start=1):
        seen = dict.fromkeys(
            _short(cell(row[rank], column)) for row in page.rows if row[rank] is not None
        )
        found.append(Choice(column, tuple(seen)[:EXAMPLES]))
    return found


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_EXAMPLE else f"{text[: LONGEST_EXAMPLE - 1]}…"


def table_title(opened: Opened) -> str:
    """Name a table as crossings do: with its dataset where that has several."""
    alone = len(opened.tables) == 1
    return opened.table_title if alone else f"{opened.dataset.title} · {opened.table_title}"


@dataclass(frozen=True)
class Part:
    """A part of the rows of one side."""

    count: int
    words: str
    share: float
    kind: str
    """`matched`, `unmatched`, `without`, `outside`: how it is drawn."""


@dataclass(frozen=True)
class Bar:
    """A part as an SVG draws it."""

    kind: str
    start: str
    width: str


@dataclass(frozen=True)
class SideReport:
    """What became of the rows of one side."""

    title: str
    rows: int
    parts: tuple[Part, ...]
    several: str
    """French sentence on the rows that met several; empty: none did."""
    examples: tuple[str, ...]

    @property
    def remaining(self) -> bool:
        """Say whether rows could have met something and did not."""
        return any(part.count for part in self.parts if part.kind == "unmatched")

    @property
    def bars(self) -> Iterator[Bar]:
        """Give the parts as lengths of a bar of 100."""
        start = 0.0
        for part in self.parts:
            yield Bar(part.kind, f"{start:.2f}", f"{part.share * 100:.2f}")
            start += part.share * 100


def side_reports(report: MatchReport, left: str, right: str) -> tuple[SideReport, SideReport]:
    """Tell what became of the rows of both sides."""
    return _side(report, "left", left, right), _side(report, "right", right, left)


def _side(report: MatchReport, side: str, title: str, other: str) -> SideReport:
    tally = report.left if side == "left" else report.right
    counts = (
        (tally.matched, _("rapprochées"), "matched"),
        (tally.unmatched, _("sans correspondance"), "unmatched"),
        (tally.without, _("sans rien à comparer (vide, ou sans position)"), "without"),
        (tally.outside, _("hors du périmètre"), "outside"),
    )
    parts = tuple(
        Part(count, words, count / tally.rows if tally.rows else 0.0, kind)
        for count, words, kind in counts
        if count or kind in {"matched", "unmatched"}
    )
    several = (
        ngettext(
            "%(n)s ligne en rencontre plusieurs de « %(other)s ».",
            "%(n)s lignes en rencontrent plusieurs de « %(other)s ».",
            tally.several,
        )
        % {"n": tally.several, "other": other}
        if tally.several
        else ""
    )
    return SideReport(title, tally.rows, parts, several, report.examples.get(side, ()))


@dataclass(frozen=True)
class Nothing:
    """Why nothing met, in words, and what to try."""

    compared: str
    tries: tuple[str, ...]


def nothing_met(definition: Definition, report: MatchReport, words: dict[str, str]) -> Nothing:
    """Say what was compared where nothing met, and what may help."""
    link = definition.link
    if link.kind in {Kind.KEYS, Kind.COMMUNE_NAMES}:
        both = ", ".join(
            f"« {words.get(p.left, p.left)} » et « {words.get(p.right, p.right)} »"
            for p in link.pairs
        )
        tries = [
            _("Cochez ce qui ne doit pas compter : espaces, majuscules et accents, zéros devant."),
            _("Choisissez une autre colonne : les exemples montrent ce que chacune contient."),
            _("Si les deux tables sont sur la carte, croisez-les par leur position."),
        ]
        if report.left.without == report.left.rows:
            tries.insert(0, _("La colonne de gauche est vide partout : choisissez-en une autre."))
        return Nothing(
            _("Les valeurs de %(both)s ont été comparées.") % {"both": both}, tuple(tries)
        )
    return Nothing(
        _("Les positions ont été comparées."),
        (
            _("Augmentez la distance, ou demandez « au plus proche »."),
            _("Regardez les deux cartes : les tables parlent peut-être de lieux différents."),
            _("Vérifiez le système de coordonnées choisi à l’import de chacune."),
        ),
    )


def nothing_proposed(relation: Relation) -> str:
    """Say why no crossing is proposed for a table, and what can be done."""
    codes = [c for c in relation.columns if c.concept in KEYS_BY_CONCEPT]
    if codes:
        return _(
            "Ses codes (%(codes)s) ne se trouvent dans aucun autre jeu que vous voyez en entier. "
            "Demandez l’accès au jeu qui les connaît, ou importez-le."
        ) % {"codes": ", ".join(f"« {c.label or c.name} »" for c in codes[:3])}
    if relation.has_geometry:
        return _(
            "Aucun autre jeu que vous voyez en entier n’est au même endroit. Vérifiez le système "
            "de coordonnées choisi à l’import, ou importez l’autre jeu."
        )
    return _(
        "Ce jeu n’a ni position, ni code que d’autres jeux connaissent (Insee, SIRET, parcelle, "
        "IRIS…). Ajoutez une de ces colonnes au fichier, ou dites à l’import ce qu’est la sienne."
    )


def inhabitants_told(left: Side, column: str) -> str:
    """Say on which inhabitants figures for 1 000 of them are computed."""
    kept = Column.objects.filter(stable_id=column).first() if left.zoning is None else None
    label = population_label() if left.zoning else (kept.label or kept.name if kept else "")
    return _(
        "Les colonnes « pour 1 000 habitants » sont calculées sur « %(label)s » ; elles restent "
        "vides où ce nombre manque ou vaut zéro."
    ) % {"label": label}
