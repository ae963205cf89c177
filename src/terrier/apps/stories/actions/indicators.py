"""Figures of the communes' sheets: written, ordered, removed by who administers the territory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.figures.figure import FigureAddress, figure
from terrier.apps.territories.models import Organisation
from terrier.apps.territories.permissions import require_administrator
from terrier.domain.access.policy import Reader
from terrier.domain.indicators import check, readings
from terrier.domain.kernel.errors import Conflict, Gone, Invalid, NotFound

from ..models import Indicator
from .blocks import Way

FIELDS = ("label", "dataset", "table", "question", "sentence", "unit", "better_when")
MOST = 10
"""Figures of a sheet: what one minute and one A4 page hold."""


@transaction.atomic
def add(
    actor: User | None, reader: Reader, owner: Organisation, values: Mapping[str, Any]
) -> Indicator:
    """Add a figure at the end of the sheets.

    Raises
    ------
    Refused
        The reader does not administer the territory.
    Invalid
        The sheet is full, or its sentence is not one.
    """
    held = _held(reader, owner)
    count = held.indicators.count()
    if count >= MOST:
        raise Invalid(
            _("Une fiche a %(most)d chiffres au plus : retirez-en un d’abord.") % {"most": MOST}
        )
    made = Indicator(owner=held, position=count, **_known(values))
    check(made.sentence)
    made.save()
    record(actor, "indicator.add", held, organisation=held.pk)
    return made


@transaction.atomic
def add_all(
    actor: User | None,
    reader: Reader,
    owner: Organisation,
    proposed: Iterable[Mapping[str, Any]],
) -> int:
    """Add the figures that are proposed, as far as there is room, none twice; give how many."""
    held = _held(reader, owner)
    known = set(held.indicators.values_list("label", flat=True))
    room = MOST - held.indicators.count()
    fresh = [values for values in proposed if values["label"] not in known][: max(0, room)]
    for values in fresh:
        add(actor, reader, held, values)
    return len(fresh)


@transaction.atomic
def change(
    actor: User | None,
    reader: Reader,
    indicator: Indicator,
    values: Mapping[str, Any],
    revision: int,
) -> None:
    """Change a figure, as it was read under a revision."""
    held = _held(reader, indicator.owner)
    now = _of(held, indicator.pk)
    if now.revision != revision:
        raise Conflict(_("Quelqu’un a modifié ce chiffre entre-temps : relisez-le d’abord."))
    for name, value in _known(values).items():
        setattr(now, name, value)
    check(now.sentence)
    now.revision += 1
    now.save()
    record(actor, "indicator.change", held, organisation=held.pk)


@transaction.atomic
def move(actor: User | None, reader: Reader, indicator: Indicator, way: Way) -> None:
    """Move a figure by one place; at an end, it stays."""
    held = _held(reader, indicator.owner)
    now = _of(held, indicator.pk)
    order = list(held.indicators.values_list("pk", flat=True))
    place = order.index(now.pk)
    other = place + (-1 if way is Way.UP else 1)
    if not 0 <= other < len(order):
        return
    order[place], order[other] = order[other], order[place]
    _number(order)
    record(actor, "indicator.move", held, organisation=held.pk)


@transaction.atomic
def remove(actor: User | None, reader: Reader, indicator: Indicator) -> None:
    """Take a figure out of the sheets."""
    held = _held(reader, indicator.owner)
    now = _of(held, indicator.pk)
    record(actor, "indicator.remove", held, organisation=held.pk)
    now.delete()
    _number(list(held.indicators.values_list("pk", flat=True)))


def computable(reader: Reader, values: Mapping[str, Any]) -> None:
    """Refuse a figure that cannot be read commune by commune, saying why.

    Raises
    ------
    Invalid
        The question does not suit its table, or is not grouped by commune.
    """
    try:
        found = figure(
            reader, FigureAddress(values["dataset"], values["table"], values["question"])
        )
    except (NotFound, Gone) as gone:
        raise Invalid(gone.user_message) from gone
    readings(found.answer)


def _held(reader: Reader, owner: Organisation) -> Organisation:
    require_administrator(reader, owner)
    return Organisation.objects.select_for_update().get(pk=owner.pk)


def _of(owner: Organisation, pk: int) -> Indicator:
    found = owner.indicators.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Ce chiffre n’est plus dans les fiches."))
    return found


def _known(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name in FIELDS}


def _number(order: list[int]) -> None:
    Indicator.objects.bulk_update(
        [Indicator(pk=pk, position=place) for place, pk in enumerate(order)], ["position"]
    )
