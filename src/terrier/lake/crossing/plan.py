"""A definition held against the two tables: every column found, every question answered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from terrier.domain.kernel.errors import Invalid
from terrier.domain.matching.bringing import PER_INHABITANTS
from terrier.domain.matching.definition import Brought, Definition, KeyPair, Kind, Several, Summary
from terrier.domain.tabular.plan import RESERVED_COLUMNS
from terrier.lake.filters.values import NUMERIC, family
from terrier.lake.relation import Relation, RelationColumn

from .ground import Ground, Hand
from .keys import Comparison, comparison, nature, told

SPATIAL = frozenset({Kind.INSIDE, Kind.HOLDS, Kind.OVERLAP, Kind.WITHIN_DISTANCE, Kind.NEAREST})
BY_DISTANCE = frozenset({Kind.WITHIN_DISTANCE, Kind.NEAREST})
COMMUNE_CONCEPT = "commune_code"
FARTHEST_M = 1_000_000.0
_OF_A_COLUMN = frozenset(
    {
        Summary.VALUE,
        Summary.FILLED,
        Summary.SUM,
        Summary.MEAN,
        Summary.MIN,
        Summary.MAX,
        Summary.LIST,
    }
)
_OF_NUMBERS = frozenset({Summary.SUM, Summary.MEAN, Summary.SHARE})


@dataclass(frozen=True)
class Taken:
    """A brought column, with the column that it is made of."""

    brought: Brought
    column: RelationColumn | None
    per: RelationColumn | None = None
    """The left column of the inhabitants that it is told for."""

    @property
    def name(self) -> str:
        """Give its name in the result."""
        return self.brought.name

    @property
    def summary(self) -> Summary:
        """Give what it says of the rows that were met."""
        return self.brought.summary


@dataclass(frozen=True)
class Plan:
    """A crossing that can be computed."""

    left: Relation
    right: Relation
    definition: Definition
    ground: Ground
    hands: tuple[Hand, ...]
    pairs: tuple[Comparison, ...]
    """In the order of the definition: `keys`, and `spans` among them."""
    taken: tuple[Taken, ...]
    kept: tuple[RelationColumn, ...]

    @property
    def keys(self) -> tuple[Comparison, ...]:
        """Give the pairs whose values must be equal."""
        return tuple(c for c in self.pairs if c.until is None)

    @property
    def spans(self) -> tuple[Comparison, ...]:
        """Give the pairs of a moment and an interval."""
        return tuple(c for c in self.pairs if c.until is not None)

    @property
    def kind(self) -> Kind:
        """Give how rows meet."""
        return self.definition.link.kind

    @property
    def spatial(self) -> bool:
        """Say whether places decide."""
        return self.kind in SPATIAL

    @property
    def by_key_alone(self) -> bool:
        """Say whether rows meet where one key is equal, and nothing else is asked."""
        return not self.spatial and not self.spans

    @property
    def read_once(self) -> bool:
        """Say whether the rows of each side are looked at once, as their keys tell all of them."""
        changed = self.hands or self.definition.perimeter
        return self.kind is Kind.KEYS and self.by_key_alone and not changed

    @property
    def by_group(self) -> bool:
        """Say whether the right rows of a group are looked up once more, for the result."""
        listed = any(taken.summary is Summary.LIST for taken in self.taken)
        return listed or self.several is Several.EACH

    @property
    def several(self) -> Several:
        """Give what is done with several matches."""
        return self.definition.several

    @property
    def as_it_lies(self) -> bool:
        """Say whether the left file stands in the result as it is, unless a perimeter cuts it."""
        multiplied = self.several is Several.EACH
        left_out = self.definition.only_matched or self.left.limited
        return bool(self.taken) and self.kept == self.left.columns and not (multiplied or left_out)

    @property
    def itself(self) -> bool:
        """Say whether a table is crossed with itself."""
        return self.left.path == self.right.path


def plan(
    left: Relation,
    right: Relation,
    definition: Definition,
    ground: Ground,
    hands: Sequence[Hand],
) -> Plan:
    """Hold a definition against its tables.

    Raises
    ------
    Invalid
        A column is gone or does not suit, a table has no place, an answer is missing.
    """
    link = definition.link
    _check_link(left, right, definition)
    if definition.perimeter:
        _check_perimeter(left, ground)
    kept = _kept(left, definition.kept)
    return Plan(
        left=left,
        right=right,
        definition=definition,
        ground=ground,
        hands=tuple({hand.left: hand for hand in hands}.values()),
        pairs=tuple(_compared(p, n, left, right, link.kind) for n, p in enumerate(link.pairs)),
        taken=_taken(left, right, definition, {c.name.lower() for c in kept}),
        kept=kept,
    )


def commune_column(relation: Relation) -> RelationColumn | None:
    """Find the column that says in which commune a row is."""
    return next((c for c in relation.columns if c.concept == COMMUNE_CONCEPT), None)


def _check_link(left: Relation, right: Relation, definition: Definition) -> None:
    link = definition.link
    if link.kind not in SPATIAL and not link.pairs:
        raise Invalid("Choisissez dans chaque table la colonne dont les valeurs se rejoignent.")
    if link.kind in SPATIAL:
        for which, relation in (("première", left), ("seconde", right)):
            if not relation.has_geometry:
                raise Invalid(
                    f"La {which} table n’a pas de position : croisez-la par une colonne commune "
                    "(code, nom, date), ou donnez-lui une position à l’import."
                )
    metres = link.metres
    if metres is not None and not 0 <= metres <= FARTHEST_M:
        raise Invalid("La distance va de 0 à 1 000 000 de mètres.")
    if link.kind is Kind.NEAREST and any(pair.until for pair in link.pairs):
        raise Invalid(
            "Le plus proche ne se cherche pas dans un intervalle de temps : demandez la même "
            "période (jour, mois, année), ou une distance."
        )
    if link.kind is Kind.WITHIN_DISTANCE and metres is None:
        raise Invalid("Dites à combien de mètres au plus les objets se rencontrent.")


def _check_perimeter(left: Relation, ground: Ground) -> None:
    placed = left.has_geometry and ground.perimeter is not None
    if not placed and commune_column(left) is None:
        raise Invalid(
            "La première table n’a ni position ni code de commune : on ne peut pas la limiter à un "
            "périmètre. Retirez le périmètre, ou dites à l’import quelle colonne est le code."
        )


def _compared(pair: KeyPair, rank: int, left: Relation, right: Relation, kind: Kind) -> Comparison:
    until = _found(right, pair.until, "seconde") if pair.until else None
    ours, theirs = _found(left, pair.left, "première"), _found(right, pair.right, "seconde")
    named = kind is Kind.COMMUNE_NAMES and rank == 0
    return comparison(pair, ours, theirs, until, names=named)


def _found(relation: Relation, stable_id: str, which: str) -> RelationColumn:
    found = next((c for c in relation.columns if c.id == stable_id), None)
    if found is None:
        raise Invalid(
            f"Une colonne dont ce croisement a besoin n’est plus dans la {which} table (elle a été "
            "retirée ou masquée) : ouvrez le croisement et choisissez-en une autre."
        )
    return found


def _kept(left: Relation, kept: tuple[str, ...] | None) -> tuple[RelationColumn, ...]:
    if kept is None:
        return left.columns
    asked = {_found(left, stable_id, "première").id for stable_id in kept}
    return tuple(c for c in left.columns if c.id in asked)


def _taken(
    left: Relation, right: Relation, definition: Definition, names: set[str]
) -> tuple[Taken, ...]:
    used = names | {name.lower() for name in RESERVED_COLUMNS}
    made = []
    for brought in definition.brought:
        if not brought.name or brought.name.lower() in used or len(brought.name) > 63:
            raise Invalid(
                f"« {brought.name[:63]} » est déjà le nom d’une colonne du résultat, ou n’en est "
                f"pas un : donnez un autre nom à « {brought.label} »."
            )
        used.add(brought.name.lower())
        column = _found(right, brought.column, "seconde") if brought.column else None
        per = _found(left, brought.per, "première") if brought.per else None
        taken = Taken(replace(brought, column=column.id if column else ""), column, per)
        _check_taken(taken, definition)
        made.append(taken)
    return tuple(made)


def _check_taken(taken: Taken, definition: Definition) -> None:
    summary, column, kind = taken.summary, taken.column, definition.link.kind
    label = taken.brought.label or taken.name
    if summary in _OF_A_COLUMN and column is None:
        raise Invalid(f"« {label} » : dites de quelle colonne de la seconde table il s’agit.")
    if summary is Summary.VALUE and definition.several is Several.SUMMARISED:
        raise Invalid(
            f"« {label} » : une ligne peut en rencontrer plusieurs. Dites ce qu’il faut en faire : "
            "un résumé (nombre, somme, moyenne, liste), une ligne par rencontre, ou la meilleure."
        )
    added = column if summary in _OF_NUMBERS else None
    if added is not None and family(added.type) not in NUMERIC | {"boolean"}:
        raise Invalid(
            f"« {told(added)} » ({nature(added)}) ne s’additionne pas : choisissez une colonne de "
            "nombres, ou un autre résumé."
        )
    per = taken.per
    if per is not None and (summary not in PER_INHABITANTS or family(per.type) not in NUMERIC):
        raise Invalid(
            f"« {label} » : seuls un nombre et un total se rapportent à des habitants, que compte "
            "une colonne de nombres."
        )
    if summary is Summary.EXTENT and kind is not Kind.OVERLAP:
        raise Invalid(f"« {label} » : seules des emprises qui se recouvrent partagent une étendue.")
    if summary is Summary.DISTANCE and kind not in BY_DISTANCE:
        raise Invalid(f"« {label} » : demandez un croisement par distance ou au plus proche.")
    if taken.brought.spread and (kind is not Kind.OVERLAP or summary is not Summary.SUM):
        raise Invalid(
            f"« {label} » : seule une somme se répartit, et entre des emprises qui se recouvrent."
        )
