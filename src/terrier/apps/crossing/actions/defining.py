"""Making a crossing, changing what it is, and taking it away."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.actions import metadata
from terrier.apps.catalog.derivations import descendants
from terrier.apps.catalog.models import Dataset, Derivation, Release
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.store import store
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.matching.definition import Definition

from .. import live
from ..columns import result_of
from ..models import Crossing
from ..queries import sides


def create(
    actor: User,
    reader: Reader,
    owner: Organisation,
    title: str,
    definition: Definition,
    *,
    slug: str = "",
    description: str = "",
) -> Crossing:
    """Make the derived dataset, a draft of its owner, and ask for its first version.

    Raises
    ------
    Refused, NotFound
        The person does not see both tables whole, or contributes nothing to the owner.
    Invalid
        The definition cannot be computed.
    """
    check(reader, definition, owner)
    with transaction.atomic():
        dataset = metadata.create_dataset(
            actor,
            reader,
            owner,
            title,
            slug=slug,
            description=description,
            theme=_theme(definition),
        )
        dataset.derived = True
        dataset.save(update_fields=["derived"])
        crossing = Crossing.objects.create(
            dataset=dataset, definition=definition.to_json(), created_by=actor
        )
        _take_from(dataset, definition)
        record(
            actor,
            "crossing.create",
            dataset,
            organisation=owner.pk,
            sources=[d.source.title for d in dataset.derivations.select_related("source")],
        )
        transaction.on_commit(live.ask_for_what_is_stale)
    return crossing


def change(actor: User, reader: Reader, crossing: Crossing, definition: Definition) -> bool:
    """Change what a crossing is; say whether anything changed. It is then computed again."""
    dataset = crossing.dataset
    require_on(reader, dataset, Role.CONTRIBUTOR)
    _require_not_frozen(dataset)
    sources = {s.dataset for s in (definition.left, definition.right)}
    if sources & {dataset.pk, *descendants(dataset.pk)}:
        raise Invalid(
            _(
                "Ce croisement se calculerait à partir de lui-même : choisissez un jeu de données "
                "qui n’en vient pas."
            )
        )
    check(reader, definition, dataset.owner, crossing)
    with transaction.atomic():
        kept = Crossing.objects.select_for_update().get(pk=crossing.pk)
        if kept.definition == definition.to_json():
            return False
        kept.definition, kept.changed_at = definition.to_json(), timezone.now()
        kept.tried = {}
        kept.save(update_fields=["definition", "changed_at", "tried"])
        _take_from(dataset, definition)
        record(actor, "crossing.change", dataset, organisation=dataset.owner_id)
        transaction.on_commit(live.ask_for_what_is_stale)
    crossing.refresh_from_db()
    return True


def compute_again(actor: User, reader: Reader, crossing: Crossing) -> None:
    """Ask for the crossing to be computed now, even if it was refused before on the same."""
    require_on(reader, crossing.dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        Crossing.objects.filter(pk=crossing.pk).update(tried={}, inputs={})
        record(
            actor, "crossing.recompute", crossing.dataset, organisation=crossing.dataset.owner_id
        )
        transaction.on_commit(lambda: live.ask(crossing))


def check(
    reader: Reader, definition: Definition, owner: Organisation, crossing: Crossing | None = None
) -> None:
    """Refuse a definition that the person may not make, or that cannot be computed."""
    with store().workshop() as folder:
        opened = sides.for_person(reader, definition, owner.root(), folder)
        result_of(crossing, definition, opened)


def _take_from(dataset: Dataset, definition: Definition) -> None:
    """Write what it takes from, before it is computed: it waits for it, and is narrowed by it."""
    for pk in {s.dataset for s in (definition.left, definition.right) if s.dataset is not None}:
        Derivation.objects.get_or_create(dataset=dataset, source_id=pk)


def _require_not_frozen(dataset: Dataset) -> None:
    if Release.objects.filter(dataset=dataset).exists():
        raise Conflict(
            _(
                "Ce croisement est ouvert plus largement que ses sources : sa définition est "
                "figée. Retirez d’abord cette ouverture."
            )
        )


def _theme(definition: Definition) -> str:
    pks = [s.dataset for s in (definition.left, definition.right) if s.dataset is not None]
    themes = dict(Dataset.objects.filter(pk__in=pks).values_list("pk", "theme"))
    return next((themes[pk] for pk in pks if themes.get(pk)), "")
