"""Our short lists in the controlled vocabularies that DCAT-AP asks for (Publications Office)."""

AUTHORITY = "http://publications.europa.eu/resource/authority"

FREQUENCIES = {
    "continuous": "UPDATE_CONT",
    "daily": "DAILY",
    "weekly": "WEEKLY",
    "monthly": "MONTHLY",
    "quarterly": "QUARTERLY",
    "semiannual": "ANNUAL_2",
    "annual": "ANNUAL",
    "irregular": "IRREG",
    "never": "NEVER",
}

THEMES = {
    "administration": "GOVE",
    "batiments": "REGI",
    "culture": "EDUC",
    "dechets": "ENVI",
    "economie": "ECON",
    "education": "EDUC",
    "energie": "ENER",
    "environnement": "ENVI",
    "finances": "ECON",
    "mobilite": "TRAN",
    "reseaux": "ENVI",
    "population": "SOCI",
    "sante": "HEAL",
    "securite": "JUST",
    "tourisme": "ECON",
    "urbanisme": "REGI",
}

THEME_LABELS = {
    "ECON": "Économie et finances",
    "EDUC": "Éducation, culture et sport",
    "ENER": "Énergie",
    "ENVI": "Environnement",
    "GOVE": "Gouvernement et secteur public",
    "HEAL": "Santé",
    "JUST": "Justice, système juridique et sécurité publique",
    "REGI": "Régions et villes",
    "SOCI": "Population et société",
    "TRAN": "Transports",
}

LICENCES = {
    "etalab-2.0": "https://www.etalab.gouv.fr/licence-ouverte-open-licence",
    "ODbL-1.0": "https://opendatacommons.org/licenses/odbl/summary/",
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/",
}
"""Addresses that data.gouv.fr recognises; « usage interne » is no licence to reuse."""

FILE_TYPES = {"csv": "CSV", "geojson": "GEOJSON", "json": "JSON"}
MEDIA_TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "json": "application/json",
}
