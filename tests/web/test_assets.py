"""The built front-end, found through Vite's manifest."""

import json
import re

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from terrier.web import assets


@pytest.fixture
def built(tmp_path, monkeypatch):
    manifest = {
        "src/main.ts": {
            "file": "assets/main-AbCd1234.js",
            "css": ["assets/main-EfGh5678.css"],
            "assets": ["assets/text-wght-normal-1.woff2", "assets/text-wght-italic-2.woff2"],
        }
    }
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    return tmp_path


def test_an_entry_gives_the_hashed_addresses(built):
    entry = assets.entry("main.ts")
    assert entry.script == "/static/built/assets/main-AbCd1234.js"
    assert entry.styles == ("/static/built/assets/main-EfGh5678.css",)
    assert entry.fonts == ("/static/built/assets/text-wght-normal-1.woff2",)


def test_an_unknown_entry_is_refused(built):
    with pytest.raises(ImproperlyConfigured, match=r"other\.ts"):
        assets.entry("other.ts")


def test_a_front_end_that_was_not_built_is_said(tmp_path, monkeypatch):
    monkeypatch.setattr(assets, "BUILT", tmp_path)
    with pytest.raises(ImproperlyConfigured, match="make front"):
        assets.entry("main.ts")


@pytest.mark.parametrize(
    ("address", "immutable"),
    [
        ("/static/built/assets/main-CZa8lDkL.js", True),
        ("/static/built/assets/maplibre-gl-worker-CZtFQQIV.mjs", True),
        ("/static/built/manifest.json", False),
        ("/static/terrier/favicon.svg", False),
    ],
)
def test_only_hashed_files_never_change(address, immutable):
    assert bool(re.search(settings.WHITENOISE_IMMUTABLE_FILE_TEST, address)) is immutable
