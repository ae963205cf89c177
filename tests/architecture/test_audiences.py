"""Every address has a declared audience; templates stay within their app."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from terrier.web.audience import Audience, AudienceMiddleware

ROOT = Path(__file__).resolve().parents[2] / "src" / "terrier"


def addresses(resolver=None):
    """List every URL pattern of the site."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from addresses(entry)
        elif isinstance(entry, URLPattern):
            yield entry


def test_every_view_declares_its_audience():
    silent = [
        f"{entry.pattern} → {entry.callback.__module__}"
        for entry in addresses()
        if not entry.callback.__module__.startswith(AudienceMiddleware.open_modules)
        and not isinstance(getattr(entry.callback, "audience", None), Audience)
    ]
    assert not silent


def test_templates_include_no_other_apps_parts():
    trespassing = []
    for template in (ROOT / "apps").glob("*/templates/**/*.html"):
        app = template.relative_to(ROOT / "apps").parts[0]
        for included in re.findall(r'{%\s*(?:include|extends)\s+"([^"]+)"', template.read_text()):
            owner = included.split("/")[0]
            if (ROOT / "apps" / owner).exists() and owner != app:
                trespassing.append(f"{template.relative_to(ROOT)} includes {included}")
    assert not trespassing


def test_no_inline_style_or_script():
    written = [
        str(template.relative_to(ROOT))
        for template in ROOT.rglob("templates/**/*.html")
        if re.search(
            r"\sstyle=|\son\w+=|<script(?![^>]*(src=|application/json))",
            re.sub(r"{%\s*comment.*?endcomment\s*%}|{%.*?%}", "", template.read_text(), flags=re.S),
        )
    ]
    assert not written
