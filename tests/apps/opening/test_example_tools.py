"""The examples of a dataset's page, in the tools that they are written for."""

from __future__ import annotations

import html
import re
import shlex
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def shown(live_server, client, bins):
    """Read the examples off the page of a public dataset of 60 points."""
    dataset = bins()
    host = live_server.url.split("//")[1]
    page = client.get(f"/jeux/{dataset.slug}/", headers={"host": host}).content.decode()
    found = re.findall(r'<code id="(\w+)">(.*?)</code>', page, re.S)
    return {name: html.unescape(code) for name, code in found}


def test_the_page_of_a_dataset_shows_them(shown):
    assert list(shown) == ["curl", "python", "rest", "explore", "r", "excel", "qgis", "gdal"]


@pytest.mark.skipif(not shutil.which("Rscript"), reason="no R on this machine")
def test_r(shown):
    program = shown["r"] + "\ncat(nrow(donnees), donnees$nom[1], class(donnees$commune))"
    ran = subprocess.run(
        ["Rscript", "--vanilla", "-e", program], capture_output=True, text=True, timeout=60
    )
    # Codes stay texts, so that none loses its first zero.
    assert ran.stdout == "60 Point 1 character", ran.stderr


@pytest.mark.skipif(not shutil.which("soffice"), reason="no LibreOffice on this machine")
def test_libreoffice(shown, tmp_path):
    ran = subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile",
         "--infilter=Text - txt - csv (StarCalc):59,34,76,1", "--convert-to", "csv",
         "--outdir", str(tmp_path), shown["excel"]],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    (written,) = tmp_path.glob("*.csv")
    lines = written.read_text("utf-8").splitlines()
    assert len(lines) == 61, ran.stderr
    assert '"Point 1"' in lines[1]


@pytest.mark.skipif(not shutil.which("ogr2ogr"), reason="no GDAL on this machine")
def test_gdal(shown, tmp_path):
    ran = subprocess.run(
        shlex.split(shown["gdal"]), capture_output=True, text=True, cwd=tmp_path, timeout=60
    )
    (written,) = tmp_path.glob("*.gpkg")
    summary = subprocess.run(
        ["ogrinfo", "-so", "-al", str(written)], capture_output=True, text=True, timeout=60
    )
    assert "Feature Count: 60" in summary.stdout, ran.stderr
