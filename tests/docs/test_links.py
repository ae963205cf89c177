"""Links lead somewhere, and so do the paths that the documents name."""

import re

import pytest

from tests.docs.reading import ROOT, documents, name_of

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
PATH = re.compile(
    r"`((?:src|tests|docs|deploy|scripts|frontend|benchmarks|changes|config|cli|apps|web|lake|"
    r"connectors|domain|demonstration)/[\w./*<>-]*)`"
)
PICTURES = ROOT / "docs" / "images"


def anchors(text: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", text, re.M)
    return {re.sub(r"[^\w\s-]", "", h.lower()).strip().replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", documents(), ids=name_of)
def test_links_and_pictures_exist(page):
    text = page.read_text()
    lost = []
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        if not found.exists() or (
            anchor and found.suffix == ".md" and anchor not in anchors(found.read_text())
        ):
            lost.append(target)
    assert lost == []


IGNORED = (ROOT / ".gitignore").read_text().split()
"""Folders that programs make, and that a fresh clone has not."""


@pytest.mark.parametrize("page", documents(), ids=name_of)
def test_paths_that_are_named_exist(page):
    lost = []
    for named in PATH.findall(page.read_text()):
        if "<" in named or named in IGNORED:
            continue
        roots = [ROOT, ROOT / "src" / "terrier", page.parent]
        if not any(list(root.glob(f"{named.rstrip('/')}*")) for root in roots):
            lost.append(named)
    assert lost == []


def test_every_picture_is_shown_and_small():
    pictures = [p for p in PICTURES.iterdir() if p.suffix == ".png"]
    texts = " ".join(page.read_text() for page in documents())
    assert [p.name for p in pictures if f"images/{p.name}" not in texts] == []
    assert sum(p.stat().st_size for p in pictures) < 4_000_000
