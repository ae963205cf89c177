"""Key figures with their words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terrier.apps.catalog.queries import AboutCommune, Nearby
from terrier.apps.territories.models import Commune

from .queries import Overview

Figure = dict[str, Any]
T = TypeVar("T", AboutCommune, Nearby)


def figures_of(overview: Overview) -> list[Figure]:
    """Give the figures of the home page."""
    return [
        {"value": overview.communes, "label": ngettext("commune", "communes", overview.communes)},
        {"value": overview.inhabitants, "label": _("habitants")},
        {
            "value": overview.datasets,
            "label": ngettext("jeu de données", "jeux de données", overview.datasets),
            "note": _("ouverts à votre lecture"),
        },
        {
            "value": overview.records,
            "label": _("lignes à consulter"),
            "note": _not_counted(overview.partly_seen),
        },
    ]


def figures_about(commune: Commune, tables: int) -> list[Figure]:
    """Give the figures of a commune's page; `tables` is how many tables name it."""
    insee = commune.register == Commune.Register.INSEE
    return [
        {"value": commune.population, "label": _("habitants")},
        {"value": commune.code, "label": _("code INSEE") if insee else _("code fictif")},
        {
            "value": tables,
            "label": ngettext("tableau en parle", "tableaux en parlent", tables),
            "note": _("parmi ceux ouverts à votre lecture"),
        },
    ]


def titled(found: Sequence[T]) -> list[tuple[str, T]]:
    """Title each table by its dataset; by its own name too where the dataset has several here."""
    tables = Counter(item.dataset.pk for item in found)
    return [
        (f"{i.dataset} · {i.table}" if tables[i.dataset.pk] > 1 else str(i.dataset), i)
        for i in found
    ]


def _not_counted(partly_seen: int) -> str:
    if not partly_seen:
        return ""
    return ngettext(
        "sans compter un jeu de données que vous voyez en partie",
        "sans compter %(n)s jeux de données que vous voyez en partie",
        partly_seen,
    ) % {"n": partly_seen}
