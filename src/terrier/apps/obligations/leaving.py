"""What the reversibility page tells: commands, doors and files, each of which a test looks for."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Named:
    """A command, an address or a path, with what it is."""

    name: str
    says: str | Promise


COMMANDS = (
    Named("terrier archive sortie.zip", _("tout : données, descriptions, récépissés, originaux, "
          "organismes, journal, dans un sac BagIt")),
    Named("terrier archive sortie/ --every-version", _("de même, dans un dossier, avec toutes les "
          "versions")),
    Named("terrier archive sortie.zip --dataset JEU", _("un seul jeu de données")),
    Named("terrier export JEU fichier.gpkg", _("une table, dans le format que dit la fin du nom")),
)  # fmt: skip

FILES = (
    Named("store/datasets/", _("les versions : un fichier GeoParquet par table, que DuckDB, QGIS "
          "et pandas ouvrent sans Terrier")),
    Named("store/originals/", _("les fichiers tels que reçus, rangés par empreinte")),
    Named("terrier.sqlite3", _("la base : catalogue, personnes, droits, journal ; SQLite se lit "
          "partout (ou PostgreSQL, si c’est votre choix)")),
)  # fmt: skip


def doors() -> tuple[Named, ...]:
    """Give the addresses by which another platform can take the data over."""
    return tuple(
        Named(urljoin(settings.PUBLIC_URL, reverse(name)), says)
        for name, says in (
            ("api-dcat-turtle", _("le catalogue en DCAT-AP, que data.gouv.fr, uData et CKAN "
                                  "moissonnent")),
            ("api-collections", _("les données en OGC API – Features, que QGIS et GDAL lisent")),
            ("public-register-csv", _("la liste de ce qui est public, en CSV")),
        )
    )  # fmt: skip
