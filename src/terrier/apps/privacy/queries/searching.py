"""Looking for a person in every dataset about persons, with the rights of whoever looks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terrier.apps.catalog import authority, erased
from terrier.apps.catalog.models import Correction, Dataset, Table, Version, VersionTable
from terrier.apps.catalog.store import store
from terrier.domain.access.policy import Reader, Sight
from terrier.domain.kernel.errors import Invalid
from terrier.domain.tabular.concepts import CONCEPTS
from terrier.domain.tabular.names import plain_label
from terrier.lake.erasure import count_marked
from terrier.lake.persons import Digests, Wanted, find_rows
from terrier.lake.relation import Relation

from ..permissions import require_protector
from ..targets import Target

SHOWN = 6
"""Columns shown to tell people apart."""
BETWEEN = "|"
PERSONAL = [concept.id for concept in CONCEPTS if concept.personal]
SightOf = Callable[[Dataset], Sight]


@dataclass
class Candidate:
    """One row, or rows that say the same, in all the versions where they were found."""

    dataset: Dataset
    table: Table
    key: str
    cells: tuple[tuple[str, str], ...]
    """Label and value."""
    token: str
    """What the form sends back: digests, never the person's data."""
    versions: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Answer:
    """What a search found, and what it could not look into."""

    candidates: tuple[Candidate, ...]
    unsearched: tuple[str, ...]


@dataclass(frozen=True)
class Consequence:
    """What an erasure would take from one version."""

    dataset: Dataset
    version: Version
    rows: int
    originals: tuple[str, ...]
    rejects: bool
    corrections: int


def about_persons() -> QuerySet[Dataset]:
    """Give the datasets about persons: said so, or not yet said while a column looks so."""
    looks = Q(about_persons=None, tables__columns__concept__in=PERSONAL)
    return Dataset.objects.filter(Q(about_persons=True) | looks, gone_reason="").distinct()


def not_said() -> QuerySet[Dataset]:
    """Give the datasets of which nobody has said, and no column tells, that they are."""
    unsaid = Dataset.objects.filter(about_persons=None, gone_reason="")
    return unsaid.exclude(pk__in=about_persons()).order_by("slug")


def datasets_about_persons(reader: Reader) -> list[Dataset]:
    """List the datasets about persons that the reader answers for and may see."""
    mine = require_protector(reader)
    found = about_persons().filter(owner__in=mine)
    return [d for d in found.select_related("owner") if authority.sight_of(reader, d).visible]


def known_labels(datasets: Iterable[Dataset]) -> list[str]:
    """List the labels of the columns in which a person can be looked for."""
    tables = Table.objects.filter(dataset__in=list(datasets))
    found = {c.label for t in tables for c in t.columns.all()}
    return sorted(found, key=plain_label)


def search(
    datasets: Sequence[Dataset], sight_of: SightOf, values: Mapping[str, str], key: str
) -> Answer:
    """Look for a person by the values of columns (by their labels) and by key."""
    values = {label: text for label, text in values.items() if text.strip()}
    if not values and not key.strip():
        raise Invalid(_("Écrivez au moins une valeur, ou la clé de la ligne."))
    found: dict[str, Candidate] = {}
    unsearched: list[str] = []
    for dataset in datasets:
        for version in dataset.versions.filter(gone_reason="").order_by("-number"):
            for stored in version.tables.select_related("table", "version"):
                relation = authority.relation(sight_of(dataset), dataset, stored)
                look = _look(relation, stored, values, key)
                if isinstance(look, str):
                    unsearched.append(look)
                else:
                    _gather(found, unsearched, dataset, stored, relation, look)
    return Answer(tuple(found.values()), tuple(dict.fromkeys(unsearched)))


def _look(
    relation: Relation, stored: VersionTable, values: Mapping[str, str], key: str
) -> Wanted | str:
    """Say what to look for in one file, or in a sentence why it cannot be."""
    by_label = {plain_label(c.label): c.name for c in relation.columns}
    absent = [label for label in values if plain_label(label) not in by_label]
    where = _("« %(title)s », version %(n)d") % {
        "title": stored.version.dataset.title,
        "n": stored.version.number,
    }
    if absent:
        return _("%(where)s n’a pas la colonne « %(label)s ».") % {
            "where": where,
            "label": absent[0],
        }
    if key.strip() and not relation.has_key:
        return _("%(where)s n’a pas de clé.") % {"where": where}
    return Wanted(tuple((by_label[plain_label(n)], v) for n, v in values.items()), key.strip())


def _gather(
    found: dict[str, Candidate],
    unsearched: list[str],
    dataset: Dataset,
    stored: VersionTable,
    relation: Relation,
    wanted: Wanted,
) -> None:
    ids = {e["name"]: e["id"] for e in stored.columns}
    names = [name for name, _text in wanted.values]
    names = names or sorted(authority.key_columns(stored) & {c.name for c in relation.columns})
    columns = tuple(ids[name] for name in names)
    digests = Digests(
        erased.secret(),
        erased.scope(stored.table, ()),
        erased.scope(stored.table, columns),
        tuple(names),
    )
    others = [c.name for c in relation.columns if c.name not in names]
    shown = [*names, *others][:SHOWN]
    labels = [relation.require(name).label or name for name in shown]
    rows, more = find_rows(relation, wanted, digests, shown)
    if more:
        unsearched.append(
            _("« %(title)s » a trop de lignes qui répondent : précisez la recherche.")
            % {"title": dataset.title}
        )
    for row in rows:
        parts = [dataset.slug, stored.table.name, row.key_digest, row.digest, ",".join(columns)]
        token = BETWEEN.join(parts)
        cells = tuple(zip(labels, row.cells, strict=True))
        candidate = found.setdefault(token, Candidate(dataset, stored.table, row.key, cells, token))
        if stored.version.number not in candidate.versions:
            candidate.versions.append(stored.version.number)


def targets_of(tokens: Iterable[str], datasets: Sequence[Dataset]) -> list[Target]:
    """Read back what was chosen, of these datasets only."""
    allowed = {d.slug for d in datasets}
    chosen: dict[tuple[str, str, str], tuple[list[str], list[str]]] = {}
    for token in tokens:
        parts = token.split(BETWEEN)
        if len(parts) != 5 or parts[0] not in allowed or not all(map(_hexadecimal, parts[2:4])):
            raise Invalid(_("La sélection n’est plus valable : refaites la recherche."))
        slug, table, key, value, columns = parts
        keys, values = chosen.setdefault((slug, table, columns), ([], []))
        keys += [key] if key else []
        values += [value] if value else []
    return [
        Target(
            slug,
            table,
            keys=tuple(dict.fromkeys(keys)),
            columns=tuple(columns.split(",")) if columns and values else (),
            values=tuple(dict.fromkeys(values)) if columns else (),
        )
        for (slug, table, columns), (keys, values) in chosen.items()
    ]


def consequences(targets: Sequence[Target]) -> list[Consequence]:
    """Count, in every version, what an erasure would take."""
    found = []
    for target in targets:
        stored = VersionTable.objects.filter(
            version__dataset__slug=target.dataset,
            table__name=target.table,
            version__gone_reason="",
        ).select_related("version__dataset", "table")
        for one in stored.order_by("-version__number"):
            rows = count_marked(store().path(one.path), target.marks(one), erased.secret())
            originals = one.version.originals.filter(gone_reason="")
            found.append(
                Consequence(
                    one.version.dataset,
                    one.version,
                    rows,
                    tuple(originals.values_list("name", flat=True)),
                    bool(one.rejects),
                    Correction.objects.filter(table=one.table).count(),
                )
            )
    return found


def _hexadecimal(text: str) -> bool:
    return not text or (len(text) == 64 and all(c in "0123456789abcdef" for c in text))
