"""An answer as data: GeoJSON in degrees, GeoPackage in the territory's projection."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from pyogrio.raw import write

from terrier.domain.topology.footprint import Piece

from . import words
from .areas import WGS84, moved
from .content import Findings, Told
from .models import Answer

PIECES: dict[str, Callable[[Told, Piece], Any]] = {
    "reseau": lambda told, piece: told.title,
    "nature": lambda told, piece: piece.commodity.look.label,
    "exploitant": lambda told, piece: piece.operator,
    "identifiant": lambda told, piece: piece.identifier,
    "element": lambda told, piece: piece.ref,
    "ouvrage": lambda told, piece: piece.kind.value if piece.kind else "troncon",
    "etat": lambda told, piece: piece.state,
    "classe": lambda told, piece: piece.precision.value,
    "classe_declaree": lambda told, piece: piece.declared,
    "situation": lambda told, piece: str(words.REACHES[piece.reach]),
    "distance_m": lambda told, piece: piece.distance_m,
    "longueur_concernee_m": lambda told, piece: piece.concerned_m,
    "longueur_emprise_m": lambda told, piece: piece.inside_m,
    "statut": lambda told, piece: str(words.STATUSES[piece.status]),
    "sensible": lambda told, piece: piece.sensitive,
    "materiau": lambda told, piece: words.material(piece),
    "diametre_mm": lambda told, piece: piece.diameter_mm,
    "pose": lambda told, piece: piece.laid or None,
    "profondeur_m": lambda told, piece: piece.depth_m,
    "profondeur_minimale_m": lambda told, piece: piece.depth_min_m,
    "moins_profond_que_la_regle": lambda told, piece: piece.shallow,
    "branchement": lambda told, piece: piece.connection,
    "version": lambda told, piece: told.version,
    "version_du": lambda told, piece: told.made_on.isoformat(),
}
"""Columns of what is known; both formats have them."""


def geojson(answer: Answer, findings: Findings) -> bytes:
    """Write one collection: the footprint, the pieces, the zones without knowledge."""
    features = [
        _feature(findings, shape, {"objet": what, **properties})
        for what, shape, properties in _objects(findings)
    ]
    collection = {
        "type": "FeatureCollection",
        "features": features,
        "reponse": _about(answer, findings),
    }
    return json.dumps(collection, ensure_ascii=False).encode()


def _objects(findings: Findings) -> Iterator[tuple[str, shapely.Geometry, dict[str, Any]]]:
    yield "emprise", findings.zone, {"lieu": findings.place, "marge_m": findings.margin_m}
    for told in findings.networks:
        for piece in told.pieces:
            values = {name: read(told, piece) for name, read in PIECES.items()}
            yield "ouvrage", piece.geometry, values
    for unknown in findings.unknowns:
        if unknown.zone is not None:
            yield "connaissance_absente", unknown.zone, {"phrase": words.of_gap(unknown)}


def _feature(
    findings: Findings, shape: shapely.Geometry, properties: dict[str, Any]
) -> dict[str, Any]:
    drawn = shapely.to_geojson(moved(shapely.force_2d(shape), findings.crs, WGS84))
    return {"type": "Feature", "geometry": json.loads(drawn), "properties": properties}


def _about(answer: Answer, findings: Findings) -> dict[str, Any]:
    return {
        "numero": answer.reference,
        "date": answer.at.isoformat(),
        "lieu": answer.place,
        "empreinte_sha256": answer.proof,
        "sources": answer.networks,
        "ce_que_l_on_ne_sait_pas": [words.of_any(u) for u in findings.unknowns],
        "limites": words.limits(),
    }


def geopackage(answer: Answer, findings: Findings) -> bytes:
    """Write four layers: footprint, pieces, zones without knowledge, and what is not known."""
    with tempfile.TemporaryDirectory(prefix="terrier-") as folder:
        path = Path(folder) / "reponse.gpkg"
        about = {
            "numero": [answer.reference],
            "lieu": [answer.place],
            "date": [answer.at.isoformat()],
            "empreinte_sha256": [answer.proof],
            "limites": [words.limits()],
        }
        _layer(path, "emprise", findings, [findings.zone], about)
        pieces = [(told, piece) for told in findings.networks for piece in told.pieces]
        values = {name: [read(t, p) for t, p in pieces] for name, read in PIECES.items()}
        _layer(path, "ouvrages", findings, [p.geometry for _told, p in pieces], values)
        zones = [u for u in findings.unknowns if u.zone is not None]
        phrases = {"phrase": [words.of_gap(u) for u in zones]}
        _layer(path, "connaissance_absente", findings, [u.zone for u in zones], phrases)
        everything = {"phrase": [words.of_any(u) for u in findings.unknowns]}
        whole = [findings.around] * len(findings.unknowns)
        _layer(path, "ce_que_l_on_ne_sait_pas", findings, whole, everything)
        return path.read_bytes()


NUMBERS = frozenset(
    {"distance_m", "longueur_concernee_m", "longueur_emprise_m", "diametre_mm", "profondeur_m",
     "profondeur_minimale_m"}
)  # fmt: skip


def _layer(
    path: Path,
    name: str,
    findings: Findings,
    shapes: list[shapely.Geometry],
    values: dict[str, list[Any]],
) -> None:
    columns = [_column(name, told) for name, told in values.items()]
    write(
        path,
        geometry=np.array([shapely.to_wkb(s) for s in shapes], dtype=object),
        field_data=columns,
        fields=list(values),
        crs=findings.crs,
        geometry_type="Unknown",
        layer=name,
        append=path.exists(),
    )


def _column(name: str, values: list[Any]) -> np.ndarray:
    if name in NUMBERS:
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)
    if name == "version":
        return np.array(values, dtype=np.int32)
    if name in ("classe_declaree", "sensible", "branchement", "moins_profond_que_la_regle"):
        return np.array(values, dtype=bool)
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made


FORMATS: dict[str, tuple[str, Callable[[Answer, Findings], bytes]]] = {
    "geojson": ("application/geo+json", geojson),
    "gpkg": ("application/geopackage+sqlite3", geopackage),
}
