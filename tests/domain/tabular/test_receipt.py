from __future__ import annotations

import json
from dataclasses import replace

import pytest

from terrier.domain.tabular.receipt import (
    DoesNotAddUp,
    LineEquation,
    Receipt,
    SourceFile,
    Step,
    TableReceipt,
)

RIGHT = LineEquation(
    lines=14, preamble=2, blank=1, total=1, records=10,
    inserted=6, updated=1, unchanged=2, rejected=1, reader="csv (Python)",
)  # fmt: skip


def test_an_equation_that_holds_is_returned():
    assert RIGHT.check() is RIGHT


@pytest.mark.parametrize(
    "wrong",
    [
        {"lines": 15}, {"preamble": 1}, {"blank": 0}, {"total": 0}, {"records": 11},
        {"inserted": 5}, {"updated": 0}, {"unchanged": 3}, {"rejected": 0},
    ],
)  # fmt: skip
def test_every_term_counts(wrong):
    with pytest.raises(DoesNotAddUp, match="n'est pas juste"):
        replace(RIGHT, **wrong).check()


def test_the_sentence_gives_both_counts():
    with pytest.raises(DoesNotAddUp) as caught:
        replace(RIGHT, inserted=5).check()

    assert "10 comptés par le second lecteur (csv (Python))" in caught.value.user_message
    assert "= 9" in caught.value.user_message


def test_the_json_is_versioned_and_plain():
    receipt = Receipt(
        files=(SourceFile(1, "a.csv", 12, "00"),),
        format="csv",
        evidence=(),
        tables=(TableReceipt("t", "T", RIGHT),),
        steps=(Step("typer", 2.0, 1000), Step("attendre", 0.0)),
    )

    told = json.loads(json.dumps(receipt.to_json()))

    assert told["receipt_version"] == 1
    assert told["tables"][0]["equation"]["lines"] == 14
    assert [s["rows_per_second"] for s in told["steps"]] == [500, None]


def test_a_receipt_that_does_not_add_up_is_never_written():
    receipt = Receipt(
        (SourceFile(1, "a.csv", 12, "00"),),
        "csv",
        (),
        (TableReceipt("t", "T", replace(RIGHT, lines=1)),),
    )

    with pytest.raises(DoesNotAddUp):
        receipt.to_json()
