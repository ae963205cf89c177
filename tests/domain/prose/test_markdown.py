"""The small Markdown of pages."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrier.domain.prose.markdown import Kind, Piece, Span, read


def test_headings_paragraphs_lists_and_looks():
    found = read(
        "## L’air\n\nDeux **stations** et *un* [rapport](https://a.example/r)\nà la ligne.\n"
        "- un\n* deux\n\n1. premier\n2) second"
    )
    assert found == (
        Piece(Kind.HEADING, ((Span("L’air"),),)),
        Piece(
            Kind.PARAGRAPH,
            (
                (
                    Span("Deux "),
                    Span("stations", strong=True),
                    Span(" et "),
                    Span("un", emphasis=True),
                    Span(" "),
                    Span("rapport", address="https://a.example/r"),
                ),
                (Span("à la ligne."),),
            ),
        ),
        Piece(Kind.BULLETS, ((Span("un"),), (Span("deux"),))),
        Piece(Kind.NUMBERS, ((Span("premier"),), (Span("second"),))),
    )


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "//evil.example",
        "/\\evil.example", "vbscript:x", "http:evil", "relative",
    ],
)  # fmt: skip
def test_an_address_that_is_not_to_be_followed_stays_text(address):
    (piece,) = read(f"[ici]({address})")
    assert all(not span.address for line in piece.lines for span in line)
    assert "".join(span.text for span in piece.lines[0]) == f"[ici]({address})"


@given(st.text(max_size=300))
def test_every_text_is_read_and_no_letter_is_lost_outside_marks(text):
    for piece in read(text):
        assert piece.lines
        for line in piece.lines:
            assert all(span.text for span in line)


@pytest.mark.parametrize("text", ["*" * 20_000, "[" * 20_000, "**a" * 6_000, "# " * 10_000])
def test_a_hostile_text_takes_no_time(text):
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 5
