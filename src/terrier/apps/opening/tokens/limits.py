"""What an access token can be limited to, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.models import Organisation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from terrier.apps.accounts.models import AccessToken
    from terrier.domain.access.policy import Reader

ORGANISATION = "organisme"
DATASET = "jeu"


def choices(reader: Reader) -> list[tuple[str, Any]]:
    """List the organisations of a person, and the datasets of these that they see."""
    organisations = Organisation.objects.filter(pk__in=reader.organisations)
    datasets = Dataset.objects.visible_to(reader).filter(owner__in=reader.organisations)
    groups = [
        (_("Un organisme et ceux qui en dépendent"), _options(ORGANISATION, organisations)),
        (_("Un jeu de données"), _options(DATASET, datasets)),
    ]
    return [("", _("tout ce que je peux voir")), *(group for group in groups if group[1])]


def names_of(tokens: Iterable[AccessToken]) -> dict[int, str]:
    """Name what each token is limited to, by its id; tokens without a limit are left out."""
    limited = [token for token in tokens if token.bounds is not None]
    organisations = Organisation.objects.in_bulk({t.organisation_id for t in limited} - {None})
    datasets = Dataset.objects.in_bulk({t.dataset_id for t in limited} - {None})
    gone = _("ce qui n’existe plus")
    return {
        token.pk: str(
            datasets.get(token.dataset_id) or organisations.get(token.organisation_id) or gone
        )
        for token in limited
    }


def _options(kind: str, found: Iterable[Any]) -> list[tuple[str, str]]:
    return [(f"{kind}:{one.pk}", str(one)) for one in found]
