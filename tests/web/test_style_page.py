"""The page of the design system, and the choice of appearance."""

import re
from pathlib import Path

import pytest
from django.test.signals import template_rendered

import terrier.web

TEMPLATES = Path(terrier.web.__file__).parent / "templates"
DESCRIBED = re.compile(r"\A{% comment %}\n?.+?{% endcomment %}", re.DOTALL)


@pytest.mark.django_db
def test_every_component_is_shown_and_none_carries_a_style(client):
    rendered = set()

    def note(template, **_):
        rendered.add(template.name)

    template_rendered.connect(note)
    try:
        response = client.get("/style/")
    finally:
        template_rendered.disconnect(note)
    assert response.status_code == 200
    components = {f"components/{path.name}" for path in TEMPLATES.glob("components/*.html")}
    assert components - rendered == set()
    html = response.content.decode()
    assert not re.search(r"<[^>]+\sstyle=", html)
    assert not re.search(r"<[^>]+\son\w+=", html)


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("components/*.html")), ids=lambda p: p.stem)
def test_every_component_says_its_parameters(path):
    assert DESCRIBED.match(path.read_text()), "the file must open with a comment"


@pytest.mark.django_db
def test_the_appearance_is_kept_and_leads_back(client):
    answer = client.post(
        "/apparence/", {"theme": "dark"}, headers={"referer": "http://testserver/catalogue/"}
    )
    assert answer["Location"] == "http://testserver/catalogue/"
    assert 'data-theme="dark"' in client.get("/style/").content.decode()
    client.post("/apparence/", {"theme": "auto"})
    assert "data-theme" not in client.get("/style/").content.decode()


@pytest.mark.django_db
def test_the_appearance_leads_nowhere_else(client):
    answer = client.post(
        "/apparence/", {"theme": "dark"}, headers={"referer": "https://example.org/x"}
    )
    assert answer["Location"] == "/"
