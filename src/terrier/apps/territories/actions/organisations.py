"""Making and changing organisations."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.domain.access.policy import Reader
from terrier.domain.kernel.codes import is_siren
from terrier.domain.kernel.errors import Invalid

from ..models import Commune, Organisation
from ..permissions import require_administrator
from ..queries import person


@transaction.atomic
def create_organisation(
    reader: Reader,
    *,
    name: str,
    kind: str,
    parent: Organisation | None,
    siren: str = "",
    contact_email: str = "",
    commune: Commune | None = None,
) -> Organisation:
    """Create an organisation below one the reader administers, or a new root."""
    require_administrator(reader, parent)
    _check_siren(siren)
    made = Organisation.objects.create(
        name=name,
        slug=free_slug(name),
        kind=kind,
        parent=parent,
        siren=siren,
        contact_email=contact_email,
        commune=commune,
        fictional=bool(parent and parent.fictional),
        projected_crs=parent.projected_crs if parent else "EPSG:2154",
    )
    record(person(reader), "organisation.create", made, organisation=made.pk)
    return made


@transaction.atomic
def change_organisation(
    reader: Reader, organisation: Organisation, *, name: str, siren: str, contact_email: str
) -> Organisation:
    """Change what is said of an organisation; its address on the site stays."""
    require_administrator(reader, organisation)
    _check_siren(siren)
    new = {"name": name, "siren": siren, "contact_email": contact_email}
    changed = {
        field: [getattr(organisation, field), value]
        for field, value in new.items()
        if getattr(organisation, field) != value
    }
    if changed:
        for field, value in new.items():
            setattr(organisation, field, value)
        organisation.save(update_fields=list(new))
        record(
            person(reader),
            "organisation.change",
            organisation,
            organisation=organisation.pk,
            changed=changed,
        )
    return organisation


def free_slug(name: str) -> str:
    """Give an address that no organisation has."""
    wanted = slugify(name)[:70] or "organisme"
    taken = set(Organisation.objects.filter(slug__startswith=wanted).values_list("slug", flat=True))
    if wanted not in taken:
        return wanted
    return next(s for n in range(2, len(taken) + 3) if (s := f"{wanted}-{n}") not in taken)


def _check_siren(siren: str) -> None:
    if siren and not is_siren(siren):
        raise Invalid(
            _(
                "« %(siren)s » n’est pas un SIREN : neuf chiffres, dont le dernier est une clé de "
                "contrôle. Recopiez-le depuis l’annuaire des entreprises."
            )
            % {"siren": siren}
        )
