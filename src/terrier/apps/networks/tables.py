"""What is shown of a dataset's tables to whoever says how they are read as a network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from terrier.apps.catalog.models import Version
from terrier.domain.topology.elements import FIELDS, Role
from terrier.domain.topology.mapping import NetworkMapping, TableMapping
from terrier.domain.topology.models import recognise
from terrier.domain.topology.models.guessing import guess
from terrier.domain.topology.models.stardt import MODEL, Evidence, carried
from terrier.lake.networks.values import few_values
from terrier.lake.relation import Relation

from .forms import TableFacts
from .models import Network


def facts(version: Version, relations: Mapping[str, Relation]) -> dict[str, TableFacts]:
    """Describe each table: its columns, and the values of those that have few."""
    stored = {t.table.name: t for t in version.tables.select_related("table")}
    return {
        name: TableFacts(
            stored[name].table.title,
            stored[name].geometry_type,
            tuple((c.name, c.label or c.name) for c in relation.columns),
            few_values(relation),
        )
        for name, relation in relations.items()
    }


def proposed(
    network: Network | None, tables: Mapping[str, TableFacts]
) -> tuple[NetworkMapping, Evidence | None]:
    """Give the mapping that is kept, else what the tables look like.

    Beside it, what the file itself says that its networks carry, if it does.
    """
    if network is not None:
        return network.read_mapping(), None
    names = {name: [column for column, _label in t.columns] for name, t in tables.items()}
    found = recognise(names)
    if found is None:
        guessed = {name: _guess(name, facts) for name, facts in tables.items()}
        return NetworkMapping("guided", tables=guessed), None
    evidence = carried({name: t.values for name, t in tables.items()})
    if evidence is None or found.model != MODEL:
        return found, None
    return replace(found, commodity=evidence.commodity), evidence


def _guess(name: str, facts: TableFacts) -> TableMapping:
    columns = [column for column, _label in facts.columns]
    found = guess(name, columns, facts.values)
    drawn = {"Point": Role.NODES, "": Role.OTHER}
    if found.role is not Role.PIPES or facts.geometry not in drawn:
        return found
    role = drawn[facts.geometry]
    return TableMapping(role, {f: s for f, s in found.fields.items() if f in FIELDS[role]})
