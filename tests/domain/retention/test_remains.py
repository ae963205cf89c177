"""What is left of a receipt and of a plan once values were erased."""

from __future__ import annotations

import json

from terrier.domain.retention.register import missing
from terrier.domain.retention.remains import (
    plan_without_values,
    probe_without_values,
    receipt_without_values,
)

RECEIPT = {
    "tables": [
        {
            "equation": {"records": 3, "rejected": 1, "erased": 1},
            "rejected_examples": [{"line": 2, "value": "Zoé"}],
            "rejects": [{"column": "nom", "rule": "trop long", "count": 1}],
            "columns": [
                {
                    "name": "nom",
                    "minimum": "Zoé",
                    "maximum": "Zoé",
                    "filled": 2,
                    "why": "« Zoé »",
                    "missing": {"Zoé": 1},
                    "examples": [{"before": "Zoé", "after": "zoé"}],
                }
            ],
            "evidence": [{"what": "header", "value": "2", "proof": "commence par « Zoé »"}],
            "conformity": {"errors": [{"value": "Zoé"}], "errors_count": 1},
            "geometry": {"impossible_examples": [{"value": "Zoé"}], "impossible": 1},
        }
    ],
    "probe": {
        "parts": [
            {
                "head": [["Zoé"]],
                "examples": {"nom": ["Zoé"]},
                "first_reject": {"raw": "Zoé"},
                "records": 3,
            }
        ]
    },
}


def test_a_receipt_keeps_counts_and_cites_nobody():
    bare = receipt_without_values(RECEIPT)

    assert "Zoé" not in json.dumps(bare, ensure_ascii=False)
    table = bare["tables"][0]
    assert table["equation"] == RECEIPT["tables"][0]["equation"]
    assert (table["columns"][0]["filled"], table["conformity"]["errors_count"]) == (2, 1)
    assert "effacées" in table["notes"][0]
    assert receipt_without_values(bare) == bare
    assert receipt_without_values({}) == {}


def test_a_probe_loses_the_rows_that_it_showed():
    assert "Zoé" not in json.dumps(probe_without_values(RECEIPT["probe"]), ensure_ascii=False)


def test_a_plan_still_builds_and_loses_the_repairs_of_erased_lines():
    repairs = [{"line": 2, "value": "Zoé"}, {"line": 3, "value": "12"}]
    column = {"name": "nom", "grammar": "text", "reason": "« Zoé »", "question": "« Zoé » ?"}
    plan = {"format": "csv", "tables": [{"name": "t", "repairs": repairs, "columns": [column]}]}

    bare = plan_without_values(plan, {"t": frozenset({2})})

    assert "Zoé" not in json.dumps(bare, ensure_ascii=False)
    assert bare["tables"][0]["repairs"] == [repairs[1]]
    assert bare["tables"][0]["columns"][0]["grammar"] == "text"


def test_a_sheet_says_what_it_lacks():
    full = dict.fromkeys(
        (
            "purpose", "legal_basis", "data_categories", "person_categories", "recipients",
            "transfers", "retention_length", "security", "controller", "officer", "assessment",
            "assessment_why",
        ),
        "dit",
    )  # fmt: skip

    assert missing(full) == ()
    assert len(missing({})) == 12
    assert "article 9" in missing({**full, "sensitive": True})[0]
    assert "colonne de date" in missing({**full, "retention_start": "column"})[0]
