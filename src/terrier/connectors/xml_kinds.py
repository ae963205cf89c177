"""Which XML a file is: a geographic format that is read, or another that is named and refused."""

from __future__ import annotations

import re

from terrier.domain.kernel.errors import Unreadable

_ROOT = re.compile(r"<(?![?!])(?:([\w.-]+):)?([\w.-]+)([^>]*)>", re.DOTALL)
_MEMBER = re.compile(r"<(?:[\w.-]+:)?(?:featureMembers?|member)\b")
_NAMED: tuple[tuple[str, str], ...] = (
    (r"<(?:xs|xsd):schema", "un schéma XML"),
    (r"reseaux-et-canalisations\.gouv\.fr|dossierConsultation",
     "une déclaration de travaux (DT-DICT) du guichet unique"),
    (r"datex2\.eu|d2LogicalModel", "un flux de trafic DATEX II"),
    (r"MD_Metadata|isotc211\.org/2005/gmd", "une fiche de métadonnées géographiques"),
    (r"<metadata\b", "une fiche de métadonnées ArcGIS"),
    (r"<rdf:RDF|22-rdf-syntax-ns", "un catalogue ou un graphe RDF"),
    (r"urn:schemas-microsoft-com:office:spreadsheet", "un classeur Excel enregistré en XML"),
    (r"tc:opendocument", "un classeur LibreOffice enregistré à plat (.fods)"),
    (r"<svg\b", "un dessin SVG"),
    (r"<(?:rss|feed)\b", "un fil d'actualité"),
)  # fmt: skip


def recognise_xml(text: str) -> tuple[str, str]:
    """Tell which XML a text is.

    Parameters
    ----------
    text
        Beginning of the file.

    Returns
    -------
    tuple of str
        Format id and French sentence that proves it.

    Raises
    ------
    Unreadable
        Where the XML is of a kind that is not read.
    """
    if re.match(r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<!doctype html", text, re.I | re.S):
        raise _web_page(text)
    bare = re.sub(r"<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>]*>", "", text, flags=re.DOTALL)
    root = _ROOT.search(bare)
    if root is None:
        raise _refusal("un document XML abîmé")
    name = root.group(2)
    if name.lower() in ("html", "table"):
        raise _web_page(text)
    if name.lower() == "kml":
        return "kml", "La balise racine est <kml>."
    if name.lower() == "gpx":
        return "gpx", "La balise racine est <gpx>."
    declared = root.group(0) + bare[root.end() : root.end() + 3000]
    if "opengis.net/gml" in declared and (name == "FeatureCollection" or _MEMBER.search(bare)):
        return "gml", f"Des objets géographiques GML sous la balise <{name}>."
    for pattern, kind in _NAMED:
        if re.search(pattern, root.group(0), re.IGNORECASE):
            raise _refusal(kind)
    raise _refusal(f"un document XML de type <{name}>")


def _web_page(text: str) -> Unreadable:
    """Refuse a web page; many programs give the name .xls to a table written as one."""
    if "<table" not in text.lower():
        return _refusal("une page web")
    return Unreadable(
        "Ce fichier est un tableau enregistré comme page web, quel que soit son nom. Ouvrez-le "
        "dans un tableur, enregistrez-le en .xlsx ou .csv, puis renvoyez-le."
    )


def _refusal(kind: str) -> Unreadable:
    return Unreadable(
        f"Ce fichier est {kind}, que Terrier ne sait pas lire comme un tableau. Demandez les "
        "mêmes données en .csv, .xlsx, .gpkg, .geojson ou .gml."
    )
