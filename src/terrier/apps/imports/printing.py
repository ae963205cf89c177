"""Decisions and receipt as text, for the command line."""

from __future__ import annotations

from typing import Any

from terrier.domain.tabular.grammars import GRAMMARS
from terrier.domain.tabular.plan import ImportPlan

from .models import Import


def decisions(importing: Import) -> str:
    """Say what will be done, column by column."""
    plan = ImportPlan.from_json(importing.plan)
    lines = [f"{importing} : {plan.format}"]
    lines += [f"  {e['what']} : {e['value']} ({e['proof']})" for e in importing.probe["evidence"]]
    views = {v["source"]: v for v in importing.probe["parts"]}
    for table in plan.tables:
        kept = "" if table.keep else " (laissée)"
        lines.append(f"Table « {table.title} »{kept}, {views[table.source]['records']} lignes")
        evidence = views[table.source]["evidence"]
        lines += [f"  {e['what']} : {e['value']} ({e['proof']})" for e in evidence]
        for column in table.columns:
            concept = f", {column.concept}" if column.concept else ""
            reading = GRAMMARS[column.grammar].label
            lines.append(f"  - {column.name} : {reading}{concept} – {column.reason}")
            if column.question:
                lines.append(f"    à vérifier : {column.question}")
        if table.key:
            lines.append(f"  clé : {', '.join(table.key)}")
        if table.geometry:
            geometry = table.geometry
            lines.append(f"  position : {geometry.kind}, {geometry.crs} – {geometry.crs_reason}")
    return "\n".join(lines)


def outcome(importing: Import) -> str:
    """Say what the import made."""
    if importing.version is None:
        return "Identique à la version en place : aucune version créée."
    version = importing.version
    lines = [f"Version {version.number} de « {version.dataset.title} » ({version.dataset.slug})"]
    for table in version.receipt["tables"]:
        lines += _table(table)
    return "\n".join(lines)


def _table(table: dict[str, Any]) -> list[str]:
    e = table["equation"]
    lines = [
        f"Table « {table['title']} »",
        f"  {e['lines']} lignes = {e['preamble']} d’en-tête + {e['blank']} vides "
        f"+ {e['total']} de total + {e['records']} enregistrements ({e['reader']})",
        f"  {e['records']} enregistrements = {e['inserted']} ajoutés + {e['updated']} modifiés "
        f"+ {e['unchanged']} inchangés + {e['rejected']} rejetés"
        + (f" + {e['erased']} écartés car effacés" if e.get("erased") else ""),
    ]
    for r in table["rejected_examples"]:
        lines.append(f"  rejetée, ligne {r['line']}, {r['column']} : « {r['value']} » {r['rule']}")
    return lines
