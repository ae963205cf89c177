"""Variables, error codes, decisions and news agree with the code."""

import re
import subprocess
import sys
from importlib import import_module
from pkgutil import walk_packages

import terrier
from terrier.config import environment
from terrier.domain.kernel.errors import TerrierError
from terrier.web.errors import status_of
from tests.docs.reading import ROOT, documents, rows_of_table

GUIDE = ROOT / "docs/guides/exploitation.md"
VARIABLE = re.compile(r"\b(?:TERRIER_[A-Z_]+|DATABASE_URL|PORT)\b")
READ = re.compile(r"""["'](TERRIER_[A-Z_]+|DATABASE_URL|PORT)["']""")


def read_by_the_code() -> set[str]:
    sources = (ROOT / "src/terrier").rglob("*.py")
    return {name for source in sources for name in READ.findall(source.read_text())}


def test_every_variable_is_in_the_table_and_no_other():
    rows = rows_of_table(GUIDE.read_text(), "## Les réglages")
    documented = {name for row in rows for name in VARIABLE.findall(row[0])}
    assert documented == read_by_the_code()


def test_no_page_names_an_unknown_variable():
    known = read_by_the_code()
    unknown = {
        (page.name, name)
        for page in documents()
        for name in VARIABLE.findall(page.read_text())
        if name not in known
    }
    assert unknown == set()


def test_documented_defaults_are_the_ones_in_force(monkeypatch, tmp_path):
    for name in read_by_the_code():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    read = environment.read()
    rows = {
        row[0].strip("`"): row[1] for row in rows_of_table(GUIDE.read_text(), "## Les réglages")
    }
    assert rows["TERRIER_URL"] == f"`{read.public_url}`"
    assert rows["TERRIER_MEMORY"] == f"`{read.memory_limit}`"
    assert rows["TERRIER_UPLOAD_LIMIT_MB"] == f"`{read.upload_limit_mb}`"
    assert rows["TERRIER_FROM_EMAIL"] == f"`{read.from_email}`"
    assert rows["TERRIER_HOME"] == f"`{read.home.relative_to(tmp_path)}` dans le dossier courant"


def test_sample_environment_names_known_variables():
    sample = (ROOT / "deploy/terrier.env").read_text()
    assert set(VARIABLE.findall(sample)) <= read_by_the_code()


def kinds(kind: type[TerrierError]) -> set[type[TerrierError]]:
    return {kind}.union(*(kinds(below) for below in kind.__subclasses__()))


def test_error_codes_and_statuses_are_documented():
    for found in walk_packages(terrier.__path__, "terrier."):
        if not found.name.endswith(("wsgi", "child_entry")):
            import_module(found.name)
    known = {(kind.code, status_of(kind.__new__(kind))) for kind in kinds(TerrierError)}
    rows = rows_of_table((ROOT / "docs/reference/errors.md").read_text(), "# Errors")
    assert {(row[0].strip("`"), int(row[1])) for row in rows} == known


def test_decisions_are_numbered_without_gaps():
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    numbers = [int(page.name[:4]) for page in pages]
    assert numbers == list(range(1, len(pages) + 1))
    headings = [page.read_text().splitlines()[0] for page in pages]
    assert [
        h for h, n in zip(headings, numbers, strict=True) if not h.startswith(f"# {n:04d} – ")
    ] == []


def test_news_fragments_can_be_built():
    built = subprocess.run(
        [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    fragments = list((ROOT / "changes").glob("*.md"))
    named = [
        p for p in fragments if not re.fullmatch(r"\+[\w-]+\.(added|changed|fixed)\.md", p.name)
    ]
    assert named == []
    sentences = [p.read_text().strip() for p in fragments]
    said = " ".join(built.stdout.split())
    assert [s for s in sentences if " ".join(s.split()) not in said] == []
