"""Typed values are shown as people write them."""

import pytest

from terrier.apps.imports.templatetags.imports_words import as_read


@pytest.mark.parametrize(
    ("text", "type_", "shown"),
    [
        ("1200.50", "DECIMAL(6,2)", "1\xa0200,50"),
        ("12.5", "DOUBLE", "12,5"),
        ("2026", "BIGINT", "2026"),
        ("2026-02-03", "DATE", "3 février 2026"),
        ("true", "BOOLEAN", "oui"),
        ("5.20", "TEXT", "5.20"),
        ("1e300", "DOUBLE", "1e300"),
        (None, "DATE", None),
        ("", "", ""),
    ],
)
def test_as_read(text, type_, shown):
    assert as_read(text, type_) == shown
