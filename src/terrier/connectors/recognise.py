"""What a file is, told by its content; a refusal names it and says what to do."""

from __future__ import annotations

import bz2
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from terrier.connectors.xml_kinds import recognise_xml
from terrier.domain.kernel.counting import counted
from terrier.domain.kernel.errors import Unreadable

_HEAD = 64 << 10
_SPREADSHEET_REMEDY = (
    "Ouvrez-le dans un tableur, enregistrez-le en .xlsx ou .csv, puis renvoyez-le."
)
FOLDER = "folder"


@dataclass(frozen=True)
class Recognised:
    """A format id of the registry, with what proves it."""

    format: str
    proof: str
    """French sentence."""


_REFUSED_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "Ce fichier est un PDF, un document et non des données. Demandez à son auteur le "
     "tableau ou la couche d'origine (.xlsx, .csv, .gpkg …)."),
    (b"Rar!", "Ce fichier est une archive RAR. Décompressez-la, puis envoyez les fichiers ou "
     "refaites une archive .zip."),
    (b"7z\xbc\xaf\x27\x1c", "Ce fichier est une archive 7-Zip. Décompressez-la, puis envoyez les "
     "fichiers ou refaites une archive .zip."),
    (b"PARE", "Ce fichier Parquet est chiffré. Demandez-en une copie qui ne le soit pas."),
    (b"ARROW1", "Ce fichier est au format Arrow. Enregistrez-le en Parquet, puis renvoyez-le."),
    (b"{\\rtf", "Ce fichier est un document RTF. " + _SPREADSHEET_REMEDY),
    (b"%!PS", "Ce fichier est un document PostScript, et non des données."),
    (b"AC10", "Ce fichier est un dessin AutoCAD (DWG). Exportez la couche en .gpkg ou en "
     "shapefile, puis renvoyez-la."),
)  # fmt: skip
_IMAGES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\0", b"MM\0*", b"BM", b"RIFF")
_DBF_VERSIONS = frozenset(b"\x02\x03\x30\x31\x32\x43\x63\x83\x8b\xcb\xf5")
_HEADING = re.compile(r"(?:\s*(?:;[^\n]*)?\n)*\s*\[(\w+)\]?")
_OF_NETWORKS = re.compile(
    r"titl|junc|rese|tank|pipe|pump|valv|dema|stat|patt|curv|opti|coor|vert|cont|rule|ener|emit"
    r"|qual|reac|time|repo|mixi|sour|labe|back|tags",
    re.IGNORECASE,
)
"""First letters of the sections of EPANET, which are all that it looks at."""
_OF_SEWERS = re.compile(r"^\s*\[(?:raing|subca|suba|infil|conduits|outfalls|evapo)", re.I | re.M)
_DXF = re.compile(rb"autocad binary dxf|(?:999\s+[^\n]*\n\s*)*0\s+section\s")
_R_DATA = re.compile(rb"RD[XAB]\d\n|[XAB]\n(?:\0\0\0[\2\3]|[\2\3]\0\0\0|[23]\n)")
"""What save() writes first, or saveRDS() with the version of its format."""
_JSON = re.compile(r"\s*[\[{]\s*(?:[\[{\"\]}\-\d]|true\b|false\b|null\b)")
_GEOJSON = re.compile(
    r'"type"\s*:\s*"(?:FeatureCollection|Feature|GeometryCollection|(?:Multi)?(?:Point|LineString|'
    r'Polygon))"'
)


def recognise(path: Path) -> Recognised:
    """Tell the format of a file by its content.

    Parameters
    ----------
    path
        A file, or a folder of files received together.

    Returns
    -------
    Recognised

    Raises
    ------
    Unreadable
        Where the file is empty, damaged, protected, or of a format that is not read; the
        sentence names the format and the remedy.
    """
    if path.is_dir():
        if is_geodatabase(path.name):
            return Recognised("file_geodatabase", "Un dossier de géodatabase fichier (.gdb).")
        return Recognised(FOLDER, "Plusieurs fichiers envoyés ensemble.")
    size = path.stat().st_size
    if size == 0:
        raise Unreadable(
            f"Le fichier « {path.name} » est vide : vérifiez l'original, puis renvoyez-le."
        )
    with path.open("rb") as file:
        head = file.read(_HEAD)
    _refuse_by_magic(head)
    for look in (_by_magic, _of_r, _container, _table_file):
        found = look(path, head)
        if found:
            return found
    return _text(path, head)


def is_geodatabase(name: str) -> bool:
    """Tell a folder that Esri's programs take for one file."""
    return name.lower().endswith(".gdb")


def _refuse_by_magic(head: bytes) -> None:
    for magic, sentence in _REFUSED_MAGIC:
        if head.startswith(magic):
            raise Unreadable(sentence)
    if head.startswith(_IMAGES) and not head[:200].isascii():
        raise Unreadable(
            "Ce fichier est une image, et non des données. Envoyez le tableau ou la couche dont "
            "elle est tirée."
        )


def _by_magic(path: Path, head: bytes) -> Recognised | None:
    if head.startswith(b"SQLite format 3\0"):
        return _sqlite(path, head)
    if head.startswith(b"PAR1"):
        return Recognised("parquet", "Le fichier commence par la signature PAR1 de Parquet.")
    if head.startswith(b"fgb\x03"):
        return Recognised("flatgeobuf", "Le fichier porte la signature de FlatGeobuf.")
    if head.startswith(b"\0\0\x27\x0a"):
        return Recognised("shapefile", "Le fichier porte la signature d'un shapefile.")
    start = head[:200].lstrip().lower()
    if start.startswith(b"!table"):
        return Recognised("mapinfo_tab", "Le fichier commence par !table : une table MapInfo.")
    if _DXF.match(start):
        return Recognised("dxf", "Le fichier commence comme un dessin DXF.")
    if re.match(rb"version\s+\d+\s+charset", start):
        return Recognised("mapinfo_mif", "Le fichier commence comme un échange MapInfo (MIF).")
    return None


def _sqlite(path: Path, head: bytes) -> Recognised:
    # The application id of GeoPackage 1.2 on, and of 1.0 and 1.1.
    if (
        head[68:72] in (b"GPKG", b"GP10", b"GP11")
        or b"gpkg_contents" in path.read_bytes()[: 1 << 20]
    ):
        return Recognised("geopackage", "Une base SQLite marquée GeoPackage.")
    raise Unreadable(
        "Ce fichier est une base de données SQLite sans table GeoPackage. Exportez la table "
        "voulue en .csv ou en .gpkg, puis renvoyez-la."
    )


def _container(path: Path, head: bytes) -> Recognised | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip(path)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole(path)
    if inside := _inside(head):
        _refuse_by_magic(inside)
    if head.startswith(tuple(_DECOMPRESS)):
        raise Unreadable(
            "Ce fichier est compressé (gzip, bzip2 ou xz). Décompressez-le, puis envoyez le "
            "fichier qu'il contient ou une archive .zip."
        )
    return None


def _of_r(path: Path, head: bytes) -> Recognised | None:
    if not _R_DATA.match(_inside(head) or head):
        return None
    return Recognised("rdata", "Le fichier porte la signature des données de R.")


_DECOMPRESS: dict[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": lambda data: zlib.decompressobj(31).decompress(data, 16),
    b"BZh": lambda data: bz2.BZ2Decompressor().decompress(data, 16),
    b"\xfd7zXZ": lambda data: lzma.LZMADecompressor().decompress(data, 16),
}


def _inside(head: bytes) -> bytes:
    """Give the first bytes of what is compressed, none where nothing is or it is damaged."""
    opened = next((how for magic, how in _DECOMPRESS.items() if head.startswith(magic)), None)
    try:
        return opened(head) if opened else b""
    except (zlib.error, OSError, lzma.LZMAError, EOFError):
        return b""


def _zip(path: Path) -> Recognised:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            if "[Content_Types].xml" in names:
                return _office(names)
            if "mimetype" in names:
                return _open_document(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as wrong:
        raise Unreadable(
            "Cette archive ou ce classeur est abîmé ou incomplet : renvoyez-le depuis l'original.",
            message=str(wrong),
        ) from wrong
    kml = [n for n in names if n.lower().endswith(".kml")]
    if "doc.kml" in names or (kml and len(kml) == 1 and all("/" in n or n in kml for n in names)):
        return Recognised("kmz", f"Une archive KMZ qui contient {kml[0]}.")
    return Recognised("zip", f"Une archive zip de {counted(len(names), 'fichier', 'fichiers')}.")


def _office(names: list[str]) -> Recognised:
    if "xl/workbook.xml" in names or any(re.fullmatch(r"xl/workbook\d*\.xml", n) for n in names):
        return Recognised("xlsx", "Un classeur Excel (.xlsx).")
    if "xl/workbook.bin" in names:
        raise Unreadable("Ce fichier est un classeur Excel binaire (.xlsb). " + _SPREADSHEET_REMEDY)
    if any(n.startswith("word/") for n in names):
        raise Unreadable("Ce fichier est un document Word, et non un tableau. Copiez son tableau "
                         "dans un classeur .xlsx, puis envoyez-le.")  # fmt: skip
    raise Unreadable(
        "Ce fichier est une présentation ou un document Office. " + _SPREADSHEET_REMEDY
    )


def _open_document(archive: zipfile.ZipFile) -> Recognised:
    kind = archive.read("mimetype")[:100].decode("ascii", "replace").strip()
    if not kind.startswith("application/vnd.oasis.opendocument.spreadsheet"):
        raise Unreadable(
            "Ce fichier est un document LibreOffice, et non un classeur. Copiez son tableau dans "
            "un classeur .ods, puis envoyez-le."
        )
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest)[: 1 << 20]:
        raise Unreadable(PROTECTED)
    return Recognised("ods", "Un classeur LibreOffice (.ods).")


PROTECTED = (
    "Ce classeur est protégé par un mot de passe. Ouvrez-le, retirez le mot de passe (Fichier › "
    "Informations › Protéger), enregistrez-le, puis renvoyez-le."
)


def _ole(path: Path) -> Recognised:
    data = path.read_bytes()

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if holds("EncryptedPackage"):
        raise Unreadable(PROTECTED)
    if holds("Workbook") or holds("Book"):
        return Recognised("xls", "Un classeur Excel 97-2003 (.xls).")
    if holds("WordDocument"):
        raise Unreadable("Ce fichier est un document Word 97-2003. Copiez son tableau dans un "
                         "classeur .xlsx, puis envoyez-le.")  # fmt: skip
    raise Unreadable(
        "Ce fichier est un ancien document Office (présentation, vignettes, message …), et non un "
        "tableau. " + _SPREADSHEET_REMEDY
    )


def _table_file(path: Path, head: bytes) -> Recognised | None:
    if head[0] not in _DBF_VERSIONS or len(head) < 33:
        return None
    month, day = head[2], head[3]
    header, record = int.from_bytes(head[8:10], "little"), int.from_bytes(head[10:12], "little")
    if month > 12 or day > 31 or header < 33 or not record or head[12:14] != b"\0\0":
        return None
    return Recognised("dbf", "Le fichier a l'en-tête d'une table dBase.")


def _text(path: Path, head: bytes) -> Recognised:
    text = _decoded(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start.startswith("<"):
        return Recognised(*recognise_xml(start))
    if start.startswith("@prefix") or start.startswith("@base"):
        raise Unreadable(
            "Ce fichier est un graphe RDF (Turtle), et non un tableau. Exportez-le en .csv."
        )
    if _JSON.match(start):
        return _json(start)
    if found := _network_model(start):
        return found
    return Recognised("csv", "Du texte, une ligne par enregistrement.")


def _network_model(start: str) -> Recognised | None:
    """Tell an EPANET file by its first heading, and name the model of another program."""
    first = _HEADING.match(start)
    if first is None or not _OF_NETWORKS.match(first.group(1)):
        return None
    if _OF_SEWERS.search(start):
        raise Unreadable(
            "Ce fichier est un modèle SWMM (eaux pluviales), et non EPANET. Exportez ses "
            "tronçons et ses nœuds en .gpkg ou en shapefile, puis renvoyez-les."
        )
    return Recognised("epanet", f"La première section s'appelle [{first.group(1)}].")


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head[: len(head) & ~1].decode("utf-16", "replace")
    if head[1::2].count(0) > 0.4 * len(head) / 2 and head[::2].count(0) < 0.05 * len(head):
        return head[: len(head) & ~1].decode("utf-16-le", "replace")
    if head[::2].count(0) > 0.4 * len(head) / 2 and head[1::2].count(0) < 0.05 * len(head):
        return head[: len(head) & ~1].decode("utf-16-be", "replace")
    controls = sum(head.count(c) for c in range(1, 32) if c not in (9, 10, 12, 13, 26))
    if controls > 0.02 * len(head) or head.count(0) > 0.3 * len(head):
        raise Unreadable(
            "Ce fichier n'est pas d'un format connu : ni texte, ni tableau, ni couche. Envoyez un "
            ".csv, .xlsx, .ods, .gpkg, .geojson, .parquet ou un shapefile en .zip."
        )
    return head.decode("utf-8", "replace")


def _json(start: str) -> Recognised:
    if re.search(r'"type"\s*:\s*"Topology"', start[:2000]):
        raise Unreadable(
            "Ce fichier est du TopoJSON. Convertissez-le en GeoJSON, puis renvoyez-le."
        )
    lines = [line for line in start.splitlines()[:3] if line.strip()]
    several = len(lines) > 1 and all(line.lstrip().startswith("{") for line in lines[:2])
    if several and lines[0].rstrip().endswith("}"):
        return Recognised("jsonl", "Un objet JSON par ligne.")
    root = re.sub(r"\s+", " ", start[:20_000])
    if start.startswith("{") and _GEOJSON.search(root) and _is_geojson_root(root):
        return Recognised("geojson", "Un objet JSON de type FeatureCollection ou Feature.")
    return Recognised("json", "Le texte commence comme du JSON.")


def _is_geojson_root(root: str) -> bool:
    found = re.match(r'\{ ?"type" ?: ?"(\w+)"', root)
    if found:
        return _GEOJSON.match(f'"type":"{found.group(1)}"') is not None
    return '"features"' in root or '"geometry"' in root or '"coordinates"' in root
