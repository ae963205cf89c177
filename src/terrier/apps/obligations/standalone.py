"""An archive written in this process, for the command line."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.territories.permissions import SYSTEM
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.errors import Invalid, NotFound, Refused

from .actions.archives import note_taken
from .archiving import making


def archive_to(
    output: Path, *, dataset: str | None = None, every_version: bool = False, email: str | None
) -> tuple[int, list[str]]:
    """Write an archive; without an account, all of it, as whoever holds the machine sees it.

    Returns
    -------
    tuple
        Number of files, and what could not be put in.

    Raises
    ------
    Invalid
        The output exists already, or its folder does not.
    NotFound, Refused
        No such dataset, or no active account with this address.
    """
    output = output.resolve()
    if output.exists() or not output.parent.is_dir():
        raise Invalid(
            _("« %(path)s » existe déjà, ou son dossier n’existe pas.") % {"path": output}
        )
    reader = _reader(email)
    content = making.everything_for(reader, every_version=every_version)
    if dataset is not None:
        content = _only(content, dataset)
    written = making.write(content, output, lambda _step, _share: None)
    note_taken(reader, [dataset for dataset, _seen in content.datasets])
    return written


def _only(content: making.Content, slug: str) -> making.Content:
    found = next(((d, seen) for d, seen in content.datasets if d.slug == slug), None)
    if found is None:
        raise NotFound(_("Ce jeu de données n’existe pas, ou ce compte ne le publie pas."))
    return making.one(*found, every_version=content.every_version)


def _reader(email: str | None) -> Reader:
    if email is None:
        return SYSTEM
    user = User.objects.filter(is_active=True, email=email.lower()).first()
    if user is None:
        raise Refused(_("Aucun compte actif pour %(email)s.") % {"email": email})
    return reader_of(user)
