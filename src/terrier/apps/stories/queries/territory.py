"""The territory that a reader reads about."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import NotFound


def head(reader: Reader) -> Organisation:
    """Give the reader's own root, or the first of the instance."""
    roots = list(Organisation.objects.filter(parent=None).order_by("pk"))
    if not roots:
        raise NotFound(_("Ce territoire n’a pas encore d’organisme."))
    return next((root for root in roots if root.pk in reader.roots), roots[0])
