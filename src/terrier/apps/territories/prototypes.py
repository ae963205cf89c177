"""« Voir comme… »: the prototype readers of this territory, and the one that a session looks as."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from terrier.domain.access.policy import Reader
from terrier.domain.access.prototypes import Place, Prototype, reader_as
from terrier.domain.kernel.errors import Invalid

from .models import Organisation

SESSION_KEY = "seen_as"


@dataclass(frozen=True)
class SeenAs:
    """A prototype that one looks as."""

    prototype: Prototype
    organisation: Organisation | None
    reader: Reader

    @property
    def label(self) -> str:
        """Say who, the way it follows « comme »."""
        if self.organisation is None:
            return _("le public")
        if self.prototype is Prototype.AGENT:
            return _("un agent (%(name)s)") % {"name": self.organisation}
        return _("un élu ou une élue (%(name)s)") % {"name": self.organisation}


def places() -> list[Organisation]:
    """List the organisations whose agents and elected people one may look as."""
    communes = Organisation.objects.filter(kind=Organisation.Kind.COMMUNE)
    return list(communes.order_by("name__plain"))


def find(kind: str, organisation: str) -> SeenAs:
    """Find a prototype by the words of a form.

    Raises
    ------
    Invalid
        No such kind of people, or no such commune.
    """
    if kind not in {p.value for p in Prototype}:
        raise Invalid(_("Choisissez de voir comme le public, un agent ou un élu."))
    prototype = Prototype(kind)
    if prototype is Prototype.PUBLIC:
        return SeenAs(prototype, None, reader_as(prototype))
    found = Organisation.objects.filter(
        kind=Organisation.Kind.COMMUNE, pk=int(organisation) if organisation.isdecimal() else None
    ).first()
    if found is None:
        raise Invalid(_("Choisissez la commune de l’agent ou de l’élu."))
    return SeenAs(prototype, found, reader_as(prototype, _place(found)))


def remembered(session: SessionBase) -> SeenAs | None:
    """Give what the session looks as; a commune that is no more ends the look."""
    kept = session.get(SESSION_KEY)
    if kept is None:
        return None
    try:
        return find(*kept)
    except Invalid:
        forget(session)
        return None


def remember(session: SessionBase, seen_as: SeenAs) -> None:
    """Look as a prototype from now on."""
    organisation = seen_as.organisation
    session[SESSION_KEY] = [seen_as.prototype.value, str(organisation.pk) if organisation else ""]


def forget(session: SessionBase) -> None:
    """Look as oneself again."""
    session.pop(SESSION_KEY, None)


def _place(organisation: Organisation) -> Place:
    below = Organisation.objects.descendants([organisation.pk])
    communes = Organisation.objects.filter(pk__in=below, commune__isnull=False).select_related(
        "commune"
    )
    return Place(
        organisation=organisation.pk,
        below=below,
        root=organisation.lineage()[-1],
        communes=frozenset(code for o in communes for code in o.commune.codes),
    )
