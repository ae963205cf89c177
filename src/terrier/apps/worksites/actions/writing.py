"""Worksites kept by hand or by a program: made, changed, published, removed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import shapely
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.permissions import require_role
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.worksites import place
from terrier.domain.worksites.doubts import doubts
from terrier.domain.worksites.vocabulary import State
from terrier.web.days import write_moment

from .. import grounds
from ..models import Worksite

FIELDS = (
    "title",
    "kind",
    "state",
    "principal",
    "contractor",
    "starts_on",
    "ends_on",
    "address",
    "occupation",
    "depth_m",
    "trench_width_m",
    "description",
    "contact",
    "source",
    "external_id",
)
"""What may be written of a worksite, beside its place and its owner."""


@transaction.atomic
def create(
    actor: User | None,
    reader: Reader,
    owner: Organisation,
    values: Mapping[str, Any],
    shape: shapely.Geometry,
) -> Worksite:
    """Make a worksite.

    Raises
    ------
    Refused
        The reader does not contribute to the owner.
    Invalid
        A value is out of its range, or the end comes before the start.
    Conflict
        The owner has one of the same source and identifier.
    """
    require_role(reader, owner, Role.CONTRIBUTOR)
    worksite = Worksite(owner=owner, **_known(values))
    _put(worksite, shape)
    _check(worksite)
    try:
        with transaction.atomic():
            worksite.save()
    except IntegrityError:
        raise Conflict(
            _("Cet organisme a déjà un chantier de cette source avec cet identifiant.")
        ) from None
    worksite.communes.set(grounds.communes_under(worksite.geometry))
    record(actor, "worksite.create", worksite, organisation=owner.pk)
    return worksite


@transaction.atomic
def change(
    actor: User | None,
    reader: Reader,
    worksite: Worksite,
    values: Mapping[str, Any],
    shape: shapely.Geometry | None,
    revision: int,
) -> None:
    """Change a worksite, as it was read under a revision.

    Raises
    ------
    Conflict
        Somebody changed it since, or it follows a table.
    """
    require_role(reader, worksite.owner, Role.CONTRIBUTOR)
    if worksite.feed_id is not None:
        raise Conflict(
            _("Ce chantier vient de « %(source)s » : corrigez-le dans ce jeu de données.")
            % {"source": worksite.feed}
        )
    before = {name: getattr(worksite, name) for name in FIELDS}
    for name, value in _known(values).items():
        setattr(worksite, name, value)
    if shape is not None:
        _put(worksite, shape)
    _check(worksite)
    changed = [n for n in FIELDS if getattr(worksite, n) != before[n]]
    _save(worksite, revision, [*changed, "shape", "west", "south", "east", "north"])
    worksite.communes.set(grounds.communes_under(worksite.geometry))
    named = [str(Worksite._meta.get_field(n).verbose_name).lower() for n in changed]
    named += [_("lieu")] if shape is not None else []
    record(
        actor,
        "worksite.change",
        worksite,
        organisation=worksite.owner_id,
        fields=", ".join(named) or "–",
    )


@transaction.atomic
def publish(
    actor: User | None, reader: Reader, worksite: Worksite, revision: int, *, published: bool
) -> None:
    """Show a worksite to inhabitants, or no longer; its contact and depth stay inside."""
    require_role(reader, worksite.owner, Role.PUBLISHER)
    if worksite.published == published:
        return
    worksite.published = published
    _save(worksite, revision, ["published"])
    if published:
        record(actor, "worksite.publish", worksite, organisation=worksite.owner_id)
    else:
        record(actor, "worksite.unpublish", worksite, organisation=worksite.owner_id)


@transaction.atomic
def remove(actor: User | None, reader: Reader, worksite: Worksite) -> None:
    """Remove a worksite written by mistake; one that will not take place is cancelled instead."""
    require_role(reader, worksite.owner, Role.CONTRIBUTOR)
    if worksite.feed_id is not None:
        raise Conflict(
            _("Ce chantier vient de « %(source)s » : retirez-le de ce jeu de données.")
            % {"source": worksite.feed}
        )
    record(actor, "worksite.remove", worksite, organisation=worksite.owner_id)
    worksite.delete()


def warnings(worksite: Worksite) -> list[str]:
    """Say what is odd in a worksite without being refused."""
    return list(
        doubts(
            State(worksite.state),
            worksite.period,
            timezone.localdate(),
            outside=grounds.outside(worksite),
        )
    )


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _put(worksite: Worksite, shape: shapely.Geometry) -> None:
    checked = place.checked(shape)
    worksite.shape = shapely.to_wkb(checked)
    worksite.west, worksite.south, worksite.east, worksite.north = checked.bounds


def _check(worksite: Worksite) -> None:
    if worksite.starts_on and worksite.ends_on and worksite.ends_on < worksite.starts_on:
        raise Invalid(_("La fin du chantier vient avant son début : vérifiez les deux dates."))
    for measure in (worksite.depth_m, worksite.trench_width_m):
        if measure is not None and not math.isfinite(measure):
            raise Invalid(_("Une mesure du chantier n’est pas un nombre."))
    others = {field.name for field in Worksite._meta.fields} - set(FIELDS)
    try:
        worksite.clean_fields(exclude=others)
    except ValidationError as wrong:
        told = [
            f"{Worksite._meta.get_field(name).verbose_name} : {' '.join(sentences)}"
            for name, sentences in wrong.message_dict.items()
        ]
        raise Invalid(" ".join(told)) from wrong


def _save(worksite: Worksite, revision: int, names: list[str]) -> None:
    """Write the named fields if nobody wrote since the revision that was read."""
    written = {name: getattr(worksite, name) for name in names}
    written |= {"revision": revision + 1, "updated_at": timezone.now()}
    mine = Worksite.objects.filter(pk=worksite.pk, revision=revision)
    if not mine.update(**written):
        now = Worksite.objects.get(pk=worksite.pk)
        raise Conflict(
            _("Cette fiche a été modifiée entre-temps (%(when)s) : relisez-la, puis recommencez.")
            % {"when": write_moment(now.updated_at)}
        )
    worksite.revision, worksite.updated_at = revision + 1, written["updated_at"]
