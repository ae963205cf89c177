"""An instance of its own for the benchmarks, under `benchmarks/work`."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import django

from benchmarks import typical_csv

WORK = Path(__file__).resolve().parent / "work"
HOME = WORK / "home"
FILE = WORK / "equipements.csv"
EMAIL = "mesures@example.org"
PASSWORD = "une-longue-phrase-de-mesure"
TITLE = "Équipements mesurés"


def environment() -> dict[str, str]:
    """Give what a child process needs to work on this instance."""
    return {"TERRIER_HOME": str(HOME), "DJANGO_SETTINGS_MODULE": "terrier.config.settings"}


def open_here() -> None:
    """Prepare Django and the lake in this process."""
    os.environ.update(environment())
    django.setup()
    from django.conf import settings

    from terrier.lake import engine

    engine.configure(**settings.LAKE)


def create() -> None:
    """Make an empty instance with its territory and its administrator."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    open_here()
    from django.core.management import call_command

    from terrier.apps.territories.actions import prepare_territory, set_account

    call_command("migrate", verbosity=0, interactive=False)
    root = prepare_territory(typical_csv.INTERCOMMUNALITIES[0], outlines=[_outlines()])
    set_account(
        EMAIL,
        "Mesures",
        PASSWORD,
        instance_administrator=True,
        organisation=root.slug,
        role="administrator",
    )


def _outlines() -> Path:
    """Draw one square per commune: figures need a territory, not its true shape."""
    from terrier.connectors.geo_codes import register

    communes = register.communes_of_epci(typical_csv.INTERCOMMUNALITIES[0])
    features = []
    for number, commune in enumerate(communes):
        west, south = 4.5 + 0.1 * (number % 6), 46.4 + 0.1 * (number // 6)
        ring = [(0, 0), (0.1, 0), (0.1, 0.1), (0, 0.1), (0, 0)]
        corners = [[west + x, south + y] for x, y in ring]
        features.append(
            {
                "type": "Feature",
                "properties": {"code": commune.code, "nom": commune.name},
                "geometry": {"type": "Polygon", "coordinates": [corners]},
            }
        )
    out = HOME / "outlines.geojson"
    out.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return out


def child(module: str, *arguments: str) -> list[str]:
    """Give the command of a module of this package, run by the same Python."""
    return [sys.executable, "-m", f"benchmarks.{module}", *arguments]


if __name__ == "__main__":
    create()
