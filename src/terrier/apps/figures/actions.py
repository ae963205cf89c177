"""Telling one figure to more readers than its rows, looking at it again, taking it back."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.models import User
from terrier.apps.catalog.models import Dataset
from terrier.apps.catalog.permissions import require_on
from terrier.apps.catalog.queries import open_table
from terrier.domain.access.policy import Reader, Role
from terrier.domain.disclosure import SMALLEST_THRESHOLD, THRESHOLD, without_small_cells
from terrier.domain.kernel.errors import Conflict, Invalid, Refused
from terrier.domain.questions import address as written
from terrier.domain.questions.sentence import title
from terrier.lake.questions import answer, headings

from .communes import places
from .figure import FigureAddress
from .jointly import held_back, require_tellable
from .models import FigureRelease
from .relatives import require_alone
from .releases import canonical
from .releases import opened as opened_whole

DRAFT = gettext_lazy(
    "Ces données sont encore un brouillon. Publiez-les d’abord, même à peu de lecteurs : leurs "
    "résultats pourront ensuite s’ouvrir plus largement."
)


def release(
    actor: User,
    reader: Reader,
    address: FigureAddress,
    *,
    audience: str,
    reason: str,
    threshold: int = THRESHOLD,
) -> FigureRelease:
    """Tell the answer to one question, frozen, to readers who may not see the rows.

    Raises
    ------
    NotFound, Refused
        The person may not publish the dataset, or what it is computed from.
    Invalid
        The question tells of single rows, or would with what is told already, be it taken back
        since; no reason is given, or the dataset is a draft.
    Conflict
        It is released already.
    """
    opened = open_table(reader, address.slug, address.table or None)
    _require_every_publisher(reader, opened.dataset)
    if opened.dataset.published_at is None:
        raise Invalid(DRAFT)
    question = written.read(address.query)
    _check(reason, threshold)
    known = places(opened.root.projected_crs, with_areas=True)
    # What cannot be answered is refused now rather than shown as broken to everybody.
    without_small_cells(answer(opened.relation, question, known), threshold)
    query = canonical(address.query)
    candidate = FigureRelease(
        dataset=opened.dataset, table=opened.table, query=query, threshold=threshold
    )
    require_tellable(opened, candidate)
    require_alone(reader, opened.dataset)
    with transaction.atomic():
        made, created = FigureRelease.objects.get_or_create(
            dataset=opened.dataset,
            table=opened.table,
            query=query,
            defaults={
                "title": title(question, headings(opened.relation), known)[:500],
                "audience": FigureRelease.Audience(audience),
                "threshold": threshold,
                "reason": reason.strip()[:300],
                "policy_revision": opened.dataset.policy_revision,
                "version": opened.version.number,
                "released_by": actor,
            },
        )
        if not created:
            raise Conflict(_("Ce résultat est déjà ouvert : relisez-le ou retirez-le."))
        _record(actor, "figure.release", made, reason=made.reason, threshold=threshold)
    return made


def confirm(actor: User, reader: Reader, release: FigureRelease) -> None:
    """Say that the figure was looked at again, and may be told as the dataset now stands.

    Raises
    ------
    Invalid
        With what is told already, it would give small groups back.
    """
    dataset = release.dataset
    _require_every_publisher(reader, dataset)
    whole = opened_whole(release)
    if whole is not None:
        require_tellable(whole, release)
    require_alone(reader, dataset)
    with transaction.atomic():
        release.policy_revision = dataset.policy_revision
        release.version = dataset.current.number if dataset.current else release.version
        release.save(update_fields=["policy_revision", "version"])
        _record(actor, "figure.confirm", release)


def withdraw(actor: User, reader: Reader, release: FigureRelease) -> None:
    """Tell the figure no longer to who may not see the rows."""
    require_on(reader, release.dataset, Role.PUBLISHER)
    whole = opened_whole(release)
    told = whole is not None and release.pk not in held_back(whole)
    with transaction.atomic():
        _record(
            actor,
            "figure.withdraw",
            release,
            table=release.table,
            query=release.query,
            threshold=release.threshold,
            told={str(release.dataset_id): whole.version.number} if whole and told else {},
        )
        release.delete()


def _check(reason: str, threshold: int) -> None:
    if not reason.strip():
        raise Invalid(_("Dites pourquoi ce résultat est ouvert plus largement que ses données."))
    if threshold < SMALLEST_THRESHOLD:
        raise Invalid(
            _("Les effectifs masqués sont au moins ceux de moins de %(least)d lignes.")
            % {"least": SMALLEST_THRESHOLD}
        )


def _require_every_publisher(reader: Reader, dataset: Dataset) -> None:
    """Refuse whoever may not publish the dataset and all that it is computed from, whole."""
    seen = require_on(reader, dataset, Role.PUBLISHER)
    if not seen.whole:
        raise Refused(
            _("Vous ne voyez pas ces données en entier : vous ne pouvez pas en ouvrir un résultat.")
        )
    for link in dataset.derivations.select_related("source__owner"):
        _require_every_publisher(reader, link.source)


def _record(actor: User, action: str, release: FigureRelease, **detail: object) -> None:
    record(
        actor,
        action,
        release.dataset,
        organisation=release.dataset.owner_id,
        figure=release.title,
        **detail,
    )
