"""The texts of a bag."""

from datetime import date

from terrier.domain.archiving import information, manifest


def test_a_name_cannot_add_a_line_to_the_manifest():
    text = manifest({"data/a\nb": "00", "data/c%": "11", "data/d\r": "22"})
    assert text.splitlines() == ["00  data/a%0Ab", "11  data/c%25", "22  data/d%0D"]


def test_nor_a_value_to_the_information():
    text = information(
        [("Source-Organization", "Val\nFausse: x")], size=3, files=1, day=date(2026, 1, 2)
    )
    assert text.splitlines() == [
        "Source-Organization: Val Fausse: x",
        "Bagging-Date: 2026-01-02",
        "Payload-Oxum: 3.1",
    ]
