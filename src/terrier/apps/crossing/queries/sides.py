"""The two tables of a crossing, opened for a person who must see them whole, or for the system."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import shapely
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority
from terrier.apps.catalog.models import Dataset, VersionTable
from terrier.apps.catalog.row_names import naming_column
from terrier.apps.territories.models import Commune, Organisation
from terrier.connectors.geo_codes import register
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.kernel.errors import Invalid, NotFound, Refused
from terrier.domain.matching.definition import Definition, Side, Zoning
from terrier.lake.crossing import Ground
from terrier.lake.filters.values import family
from terrier.lake.relation import Relation

from .. import zonings

WHOLE = Sight(visible=True)
"""What the system sees: it computes over every row and column, and the result is then narrowed."""


@dataclass(frozen=True)
class OpenSide:
    """One side of a crossing, with what to read."""

    side: Side
    title: str
    relation: Relation
    dataset: Dataset | None = None
    stored: VersionTable | None = None


MOST_NAMES = 8
"""Columns among which the one that rows are called by is looked for."""


def calling(relation: Relation) -> list[str]:
    """Name the columns that rows may be called by, the best first."""
    best = naming_column(relation)
    texts = [c for c in relation.columns if family(c.type) == "text"]
    plain = [c for c in texts if c.concept in {None, "", "commune_name"} and c != best]
    # A code is called by what it names, where that is told beside it.
    found = [*plain, best] if best is not None and best.concept else [best, *plain]
    return [c.name for c in found if c is not None][:MOST_NAMES]


@dataclass(frozen=True)
class Sides:
    """Both sides, and the ground that they lie on."""

    left: OpenSide
    right: OpenSide
    ground: Ground


def for_system(definition: Definition, root: Organisation, folder: Path) -> Sides:
    """Open both sides whole, in their versions in place.

    Raises
    ------
    Invalid
        A dataset was withdrawn, has no data, or lost the table; said with the remedy.
    """
    return _sides(definition, root, folder, _whole_of)


def for_person(reader: Reader, definition: Definition, root: Organisation, folder: Path) -> Sides:
    """Open both sides for somebody who defines a crossing, or looks at what met nothing.

    Raises
    ------
    NotFound
        The person does not see one of the datasets.
    Refused
        The person sees only a part of one.
    """

    def seen_whole(side: Side) -> OpenSide:
        dataset = Dataset.objects.filter(pk=side.dataset).select_related("owner").first()
        seen = authority.sight_of(reader, dataset) if dataset else None
        if dataset is None or seen is None or not seen.visible:
            raise NotFound(_("Ce jeu de données n’existe pas, ou n’est pas ouvert à votre compte."))
        opened = _table(side, dataset, seen)
        if not opened.relation.whole:
            raise Refused(
                _(
                    "Vous ne voyez qu’une partie de « %(title)s » : un croisement se fait sur des "
                    "données entières. Demandez-le à %(owner)s, ou choisissez un autre jeu."
                )
                % {"title": opened.title, "owner": dataset.owner}
            )
        return opened

    return _sides(definition, root, folder, seen_whole)


def _whole_of(side: Side) -> OpenSide:
    dataset = Dataset.objects.filter(pk=side.dataset).first()
    if dataset is None:
        raise Invalid(
            _(
                "Un des jeux de données croisés n’existe plus : choisissez-en un autre, ou "
                "retirez ce croisement."
            )
        )
    return _table(side, dataset, WHOLE)


def _table(side: Side, dataset: Dataset, seen: Sight) -> OpenSide:
    if dataset.gone_reason:
        raise Invalid(
            _(
                "« %(title)s » a été retiré (%(why)s) : choisissez un autre jeu, ou retirez ce "
                "croisement."
            )
            % {"title": dataset.title, "why": dataset.gone_reason}
        )
    current = dataset.current
    if current is None or current.gone_reason:
        raise Invalid(
            _(
                "« %(title)s » ne contient pas encore de données : le croisement attend son "
                "premier import."
            )
            % {"title": dataset.title}
        )
    tables = list(current.tables.select_related("table", "version"))
    stored = next((t for t in tables if t.table.name == side.table), None)
    if stored is None:
        raise Invalid(
            _("« %(title)s » n’a plus de table « %(table)s » : choisissez une de ses tables.")
            % {"title": dataset.title, "table": side.table}
        )
    title = dataset.title if len(tables) == 1 else f"{dataset.title} · {stored.table.title}"
    return OpenSide(side, title, authority.relation(seen, dataset, stored), dataset, stored)


def _sides(
    definition: Definition, root: Organisation, folder: Path, open_: Callable[[Side], OpenSide]
) -> Sides:
    ground = ground_of(root, definition.perimeter)
    asked = (definition.left, definition.right)
    if all(side.zoning for side in asked):
        raise Invalid(_("Choisissez au moins un jeu de données : les deux côtés sont des zonages."))
    opened = {side: open_(side) for side in asked if side.zoning is None}
    for side in asked:
        if side.zoning is Zoning.COMMUNES:
            relation = zonings.communes(ground.crs)
            opened[side] = OpenSide(side, zonings.NAMES[side.zoning], relation)
        elif side.zoning is Zoning.GRID_200M:
            other = next(opened[s].relation for s in asked if s.zoning is None)
            opened[side] = OpenSide(side, zonings.NAMES[side.zoning], zonings.grid(other, folder))
    return Sides(opened[definition.left], opened[definition.right], ground)


def ground_of(root: Organisation, perimeter: tuple[str, ...] = ()) -> Ground:
    """Give the legal projection, the history of commune codes, and a perimeter of communes.

    Raises
    ------
    Invalid
        The perimeter names communes without an outline.
    """
    return Ground(
        crs=root.projected_crs,
        former_communes=former_communes(),
        perimeter=_outline(perimeter) if perimeter else None,
    )


def former_communes() -> dict[str, str]:
    """Give {code of a commune that merged: code of today}, of France and of the territory."""
    merged_here = {
        former: commune.code
        for commune in Commune.objects.only("code", "former_codes")
        for former in commune.former_codes
    }
    return {**register.successors(), **merged_here}


def _outline(codes: tuple[str, ...]) -> bytes:
    found = Commune.objects.filter(code__in=codes, outline__isnull=False)
    return _union(tuple(bytes(c.outline) for c in found.order_by("code")))


@lru_cache(maxsize=16)
def _union(outlines: tuple[bytes, ...]) -> bytes:
    if not outlines:
        raise Invalid(
            _("Le périmètre choisi n’a pas de contour connu : choisissez d’autres communes.")
        )
    whole = shapely.union_all([shapely.make_valid(shapely.from_wkb(o)) for o in outlines])
    return shapely.to_wkb(whole)
