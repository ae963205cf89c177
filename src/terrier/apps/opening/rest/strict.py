"""What a request may hold beyond what ninja reads: no parameter that means nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.opening.addresses import TOKEN
from terrier.domain.kernel.errors import Invalid
from terrier.web.errors import Stale

from .told import tag

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.catalog.models import Dataset


def only(request: HttpRequest, *names: str, columns: bool = False) -> None:
    """Refuse a parameter that is unknown: a filter that is misspelt never answers everything.

    Parameters
    ----------
    names
        Parameters that the operation knows.
    columns
        Whether columns filter (`f.<column>`).
    """
    for name in request.GET:
        if name not in (*names, TOKEN) and not (columns and name.startswith("f.")):
            known = ", ".join(names) or _("aucun")
            raise Invalid(
                _("Le paramètre « %(name)s » n’existe pas ici. Paramètres : %(known)s.")
                % {"name": name[:60], "known": known}
            )


def require_current(request: HttpRequest, dataset: Dataset) -> None:
    """Hold `If-Match` against the version in place.

    Raises
    ------
    Stale
        The caller read another version.
    """
    wanted = request.headers.get("If-Match")
    current = tag(dataset.current) if dataset.current else ""
    if wanted and wanted.strip() != "*" and current not in [t.strip() for t in wanted.split(",")]:
        raise Stale(
            _("La version en place est maintenant %(current)s : relisez-la, puis recommencez.")
            % {"current": current or _("absente")}
        )
