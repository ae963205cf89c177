"""data.gouv.fr's own harvester reads the whole catalogue."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from terrier.apps.catalog.models import Dataset
from terrier.apps.opening.harvesting import pages

ROOT = Path(__file__).resolve().parents[3]
PYTHON = ROOT / ".tools/udata/bin/python"
PROGRAM = Path(__file__).with_name("udata_harvester.py")

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not PYTHON.exists(), reason="no udata here: scripts/test-tools installs it"),
]


def harvest(address: str) -> dict:
    ran = subprocess.run(
        [str(PYTHON), str(PROGRAM), address], capture_output=True, text=True, timeout=240
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return json.loads(ran.stdout.splitlines()[-1])


def test_every_dataset_is_read_over_all_pages(live_server, bins, monkeypatch, settings):
    monkeypatch.setattr(pages, "PAGE_SIZE", 2)
    settings.PUBLIC_URL = live_server.url
    titles = ["Points de collecte", "Bancs", "Fontaines", "Arbres", "Abris"]
    for title in titles:
        bins(title, licence="etalab-2.0", frequency="monthly")
    bins("Secrets", visibility="internal")
    found = harvest(f"{live_server.url}/api/catalogue.ttl")
    assert (found["status"], found["errors"]) == ("done", [])
    slugs = set(Dataset.objects.filter(visibility="public").values_list("slug", flat=True))
    assert found["items"] == {slug: ["done"] for slug in slugs}
    assert sorted(d["title"] for d in found["datasets"]) == sorted(titles)
    for dataset in found["datasets"]:
        assert dataset["licence"] == "lov2"
        assert dataset["frequency"] == "monthly"
        assert dataset["geometry"]
        # A date that udata takes for the future is dropped.
        assert dataset["modified"] != "None"
        assert {format for _title, format, _url in dataset["files"]} >= {"csv", "geojson", "json"}
        assert all(url.startswith(live_server.url) for _title, _format, url in dataset["files"])
