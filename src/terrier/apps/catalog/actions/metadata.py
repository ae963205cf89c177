"""Making, describing and withdrawing a dataset."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on, require_role
from terrier.apps.territories.models import Organisation
from terrier.domain.access.policy import Reader, Role, Visibility
from terrier.domain.kernel.errors import Conflict, Invalid

from .inherited import source_policy_changed

DESCRIPTION = (
    "title",
    "description",
    "theme",
    "contact_name",
    "contact_email",
    "licence",
    "frequency",
    "keywords",
    "spatial_coverage",
    "covers_from",
    "covers_to",
    "source_note",
)
"""Fields that describe a dataset and change nothing of who sees it."""


def create_dataset(
    actor: User, reader: Reader, owner: Organisation, title: str, *, slug: str = "", **fields: Any
) -> Dataset:
    """Make an empty draft that only contributors of the owner see.

    `fields` are those of `DESCRIPTION`; the address is made from `slug`, or from the title.
    """
    require_role(reader, owner, Role.CONTRIBUTOR)
    dataset = Dataset(owner=owner, visibility=Visibility.INTERNAL.value, published_at=None)
    _fill(dataset, {"title": title, **fields})
    with transaction.atomic():
        dataset.slug = _free_slug(slug or dataset.title)
        _check(dataset)
        _insert(dataset)
        record(actor, "dataset.create", dataset, organisation=owner.pk, slug=dataset.slug)
    return dataset


def update_metadata(actor: User, reader: Reader, dataset: Dataset, **fields: Any) -> list[str]:
    """Change what describes a dataset; give the names of the fields that changed."""
    require_on(reader, dataset, Role.CONTRIBUTOR)
    with transaction.atomic():
        kept = Dataset.objects.select_for_update().get(pk=dataset.pk)
        before = {name: getattr(kept, name) for name in fields}
        _fill(kept, fields)
        changed = [name for name, value in before.items() if getattr(kept, name) != value]
        if not changed:
            return []
        kept.updated_at = timezone.now()
        _check(kept)
        kept.save(update_fields=[*changed, "updated_at"])
        detail = {
            n: {"before": _plain(before[n]), "after": _plain(getattr(kept, n))} for n in changed
        }
        record(actor, "dataset.describe", kept, organisation=kept.owner_id, fields=detail)
    dataset.refresh_from_db()
    return changed


def withdraw_dataset(actor: User, reader: Reader, dataset: Dataset, reason: str) -> None:
    """Take a dataset away for good: its addresses answer with the reason."""
    require_on(reader, dataset, Role.PUBLISHER)
    if not reason.strip():
        raise Invalid(_("Dites pourquoi ce jeu de données est retiré : la raison sera affichée."))
    with transaction.atomic():
        kept = Dataset.objects.select_for_update().get(pk=dataset.pk)
        kept.gone_reason = reason.strip()[:300]
        kept.updated_at = timezone.now()
        kept.policy_revision += 1
        kept.save(update_fields=["gone_reason", "updated_at", "policy_revision"])
        kept.versions.filter(gone_reason="").update(gone_reason=kept.gone_reason)
        source_policy_changed(kept)
        record(actor, "dataset.withdraw", kept, organisation=kept.owner_id, reason=kept.gone_reason)
    dataset.refresh_from_db()


def _insert(dataset: Dataset) -> None:
    try:
        dataset.save(force_insert=True)
    except IntegrityError as found:
        raise Conflict(
            _("Un jeu de données du même nom vient d’être créé : recommencez.")
        ) from found


def _fill(dataset: Dataset, fields: dict[str, Any]) -> None:
    unknown = sorted(set(fields) - set(DESCRIPTION))
    if unknown:
        raise TypeError(f"not a description of a dataset: {', '.join(unknown)}")
    for name, value in fields.items():
        setattr(dataset, name, value.strip() if isinstance(value, str) else value)


def _check(dataset: Dataset) -> None:
    others = {field.name for field in Dataset._meta.fields} - set(DESCRIPTION)
    try:
        dataset.clean_fields(exclude=others)
    except ValidationError as found:
        name, sentences = next(iter(found.message_dict.items()))
        label = Dataset._meta.get_field(name).verbose_name
        raise Invalid(
            _("Le champ « %(label)s » ne convient pas : %(why)s")
            % {"label": label, "why": " ".join(sentences)}
        ) from found
    if dataset.covers_from and dataset.covers_to and dataset.covers_from > dataset.covers_to:
        raise Invalid(_("La période couverte finit avant de commencer : vérifiez ses deux dates."))


def _free_slug(title: str) -> str:
    stem = slugify(title)[:90].strip("-") or "jeu"
    taken = set(Dataset.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(s for n in range(2, len(taken) + 3) if (s := f"{stem}-{n}") not in taken)


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int | list) or value is None else str(value)
