"""The editing pages of a dataset, as tabs of each other and links of its page."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Correction, Dataset
from terrier.domain.access.policy import Sight


def tabs(dataset: Dataset, seen: Sight, current: str) -> list[dict[str, Any]]:
    """List the pages that the reader may use, for `components/tabs.html`."""
    conflicts = Correction.objects.filter(
        table__dataset=dataset, state=Correction.State.CONFLICT
    ).count()
    pages = [
        ("dataset-describe", _("Décrire"), "pencil", None),
        ("dataset-columns", _("Colonnes"), "table", None),
    ]
    if seen.publishes:
        pages += [
            ("dataset-policy", _("Qui peut voir"), "eye", None),
            ("dataset-publish", _("Publier"), "globe", None),
            ("dataset-archive", _("Conserver"), "download", None),
        ]
    pages += [("dataset-persons", _("Personnes"), "user", None)]
    pages += [("dataset-corrections", _("Corrections"), "check", conflicts or None)]
    return [
        {
            "label": label,
            "address": reverse(name, args=[dataset.slug]),
            "current": name == current,
            "icon": icon,
            "count": count,
        }
        for name, label, icon, count in pages
    ]


def around(dataset: Dataset, seen: Sight, current: str, heading: str) -> dict[str, Any]:
    """Give what every editing page shows around its form."""
    return {
        "heading": heading,
        "dataset": dataset,
        "sight": seen,
        "tabs": tabs(dataset, seen, current),
        "dataset_address": reverse("dataset", args=[dataset.slug]),
    }
