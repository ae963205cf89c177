"""A proposed plan as the verification screen shows it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.uses import uses_of
from terrier.domain.access.policy import Reader
from terrier.domain.tabular.concepts import CONCEPTS
from terrier.domain.tabular.grammars import GRAMMARS, grammar
from terrier.domain.tabular.grammars.contract import NUMBER_TYPE
from terrier.domain.tabular.headers import title_in_words
from terrier.domain.tabular.plan import ColumnPlan, ImportPlan, TablePlan

from . import column_changes
from .models import Import

SHOWN_ROWS = 8
LONGEST_TITLE = 200
CONCEPT_LABELS = {c.id: c.label for c in CONCEPTS}
ENCODINGS = ("utf-8", "cp1252", "cp850", "mac-roman", "utf-16")
SEPARATORS = (
    (";", _("point-virgule ;")),
    (",", _("virgule ,")),
    ("\t", _("tabulation")),
    ("|", "|"),
)
CRS_CHOICES = (
    ("EPSG:4326", "WGS 84 (longitude, latitude)"),
    ("EPSG:2154", "Lambert-93"),
    *((f"EPSG:{3900 + zone}", f"CC{zone}") for zone in range(42, 51)),
    ("EPSG:32620", "UTM 20 nord (Guadeloupe, Martinique)"),
    ("EPSG:2972", "UTM 22 nord (Guyane)"),
    ("EPSG:2975", "UTM 40 sud (La Réunion)"),
    ("EPSG:4471", "UTM 38 sud (Mayotte)"),
)


def proposal(importing: Import, reader: Reader) -> dict[str, Any]:
    """Give what the screen needs: questions first, then tables with their columns."""
    plan = ImportPlan.from_json(importing.plan)
    views = {view["source"]: view for view in importing.probe["parts"]}
    tables = [
        _table(number, table, views[table.source], plan) for number, table in enumerate(plan.tables)
    ]
    return {
        "plan": plan,
        "tables": tables,
        "questions": [q for t in tables if t["plan"].keep for q in t["questions"]],
        "evidence": importing.probe["evidence"],
        "title": importing.metadata.get("title") or proposed_title(importing, plan),
        "changes": _changes(importing, reader),
        "reading": _reading(plan),
        "encodings": ENCODINGS,
        "separators": SEPARATORS,
    }


def _changes(importing: Import, reader: Reader) -> list[dict[str, Any]]:
    """Give what differs from the version in place, with what each lost column serves for."""
    found = column_changes.changes(importing)
    uses = uses_of(reader, [column.stable_id for c in found for column in c.missing])
    return [
        {"change": c, "missing": [(column, uses[column.stable_id]) for column in c.missing]}
        for c in found
    ]


def proposed_title(importing: Import, plan: ImportPlan) -> str:
    """Propose a title for a new dataset from the name of its file."""
    if importing.dataset:
        return importing.dataset.title
    original = importing.originals.order_by("pk").first()
    stem = original.name.rsplit(".", 1)[0] if original else plan.tables[0].title
    return title_in_words(stem.replace("-", " "))[:LONGEST_TITLE]


def grammar_choices(column: ColumnPlan) -> list[tuple[str, str]]:
    """List the ways to read a column, the declared type first where there is one."""
    if column.grammar == "native":
        return [("native", GRAMMARS["native"].label), ("text", GRAMMARS["text"].label)]
    return [(g.id, g.label) for g in GRAMMARS.values() if g.id != "native"]


def _reading(plan: ImportPlan) -> dict[str, Any] | None:
    if plan.format not in ("csv", "tsv", "delimited"):
        return None
    return plan.tables[0].reading


def _table(number: int, table: TablePlan, view: dict[str, Any], plan: ImportPlan) -> dict[str, Any]:
    columns = [
        {
            "plan": column,
            "prefix": f"t{number}-c{rank}-",
            "choices": grammar_choices(column),
            "suggested": GRAMMARS[column.suggestion].label if column.suggestion else "",
            "concept": CONCEPT_LABELS.get(column.concept or "", ""),
            "examples": view["examples"].get(column.source, ()),
            "type": column.options.get(NUMBER_TYPE) or grammar(column.grammar).type,
        }
        for rank, column in enumerate(table.columns)
    ]
    return {
        "plan": table,
        "prefix": f"t{number}-",
        "view": view,
        "columns": columns,
        "questions": [
            {"anchor": f"t{number}-c{rank}", "label": c.label, "text": c.question}
            for rank, c in enumerate(table.columns)
            if c.question and c.keep
        ],
        "head": {
            "columns": [{"label": label} for label in view["labels"]],
            "rows": [{"cells": row} for row in view["head"][:SHOWN_ROWS]],
        },
        "geometry_choices": _geometry_choices(table, view),
        "geometry_said": dict(_geometry_choices(table, view))[
            table.geometry.kind if table.geometry else ""
        ],
        "crs_choices": _crs_choices(table),
        "alone": len(plan.tables) == 1,
    }


def _geometry_choices(table: TablePlan, view: dict[str, Any]) -> list[tuple[str, str]]:
    choices = [("", _("pas de position"))]
    if view["geometry_type"]:
        choices.append(("native", _("la géométrie du fichier")))
    return [
        *choices,
        ("lonlat", _("deux colonnes longitude et latitude")),
        ("xy", _("deux colonnes X et Y projetées")),
        ("latlon_text", _("une colonne « latitude, longitude »")),
        ("wkt", _("une colonne WKT")),
        ("geojson", _("une colonne GeoJSON")),
    ]


def _crs_choices(table: TablePlan) -> list[tuple[str, str]]:
    chosen = table.geometry.crs if table.geometry else "EPSG:4326"
    known = dict(CRS_CHOICES)
    return list(CRS_CHOICES) if chosen in known else [(chosen, chosen), *CRS_CHOICES]
