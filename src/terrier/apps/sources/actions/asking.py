"""What becomes of a source each time its address is asked."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.vouching import is_lost
from terrier.apps.catalog.store import store
from terrier.apps.imports.actions import deciding, receiving
from terrier.apps.imports.models import Import
from terrier.apps.territories.queries import reader_of
from terrier.connectors.remote import Fetched, Seen, fetch_if_changed
from terrier.domain.kernel.errors import Invalid, Refused, TerrierError
from terrier.lake.storage import sha256_of

from ..models import Notice, Source
from ..telling import tell

TRY_AGAIN = timedelta(hours=1)
TOLD_AFTER = 3
"""Failed tries in a row before the owner is told: a site that is down for an hour is no news."""


def claim_due() -> list[Source]:
    """Take the sources whose time has come; two schedulers never take the same one."""
    now = timezone.now()
    due = Source.objects.filter(active=True, next_at__lte=now, dataset__gone_reason="")
    taken = []
    for source in due:
        mine = Source.objects.filter(pk=source.pk, next_at=source.next_at)
        if mine.update(next_at=now + source.interval):
            taken.append(source)
    return taken


def ask(source: Source) -> None:
    """Ask the address; a new file is imported at once, as it would be from the command line."""
    Source.objects.filter(pk=source.pk).update(asked_at=timezone.now())
    before = source.importing
    if before is not None and before.state != Import.State.PROPOSED:
        # The file before this one is still on its way.
        return
    try:
        if not _take_in(source) and source.importing is None:
            succeeded(source)
    except TerrierError as refused:
        # While a file waits for somebody's decision, that is what they have to be told.
        if source.importing is None:
            failed(source, refused.user_message)


def look_at_import(source: Source) -> None:
    """Note how the import of the last new file ended."""
    importing = source.importing
    assert importing is not None
    if importing.state in (Import.State.DONE, Import.State.UNCHANGED):
        succeeded(source)
    elif importing.state == Import.State.FAILED:
        failed(source, importing.error)
    elif importing.state == Import.State.CANCELLED:
        failed(source, _("Quelqu’un a annulé l’import du dernier fichier."))


def succeeded(source: Source) -> None:
    """Note that the address gave a readable file; whoever was told of trouble is told its end."""
    told = Notice.objects.filter(
        dataset=source.dataset, kind=Notice.Kind.FAILING, about=_since(source)
    )
    if source.trouble_since is not None and told.exists():
        sentence = _("L’adresse de « %(title)s » donne de nouveau un fichier lisible.")
        said = sentence % {"title": source.dataset.title}
        tell(source.dataset, Notice.Kind.MENDED, _since(source), said)
    Source.objects.filter(pk=source.pk).update(
        answered_at=timezone.now(), failures=0, trouble="", trouble_since=None, importing=None
    )


def failed(source: Source, why: str) -> None:
    """Note a failure, try again soon, and tell the owner once it is more than a bad hour."""
    now = timezone.now()
    source.failures += 1
    source.trouble = why
    source.trouble_since = source.trouble_since or now
    source.next_at = now + min(TRY_AGAIN, source.interval)
    # The same file would fail again; without these it is fetched and read anew.
    source.importing, source.digest, source.etag, source.last_modified = None, "", "", ""
    source.save()
    if source.failures >= TOLD_AFTER:
        sentence = _(
            "« %(title)s » n’est plus mis à jour : "
            "son adresse a échoué %(n)d fois de suite. %(why)s"
        )
        said = sentence % {"title": source.dataset.title, "n": source.failures, "why": why}
        tell(source.dataset, Notice.Kind.FAILING, _since(source), said)


def _since(source: Source) -> str:
    return source.trouble_since.isoformat() if source.trouble_since else ""


def _take_in(source: Source) -> bool:
    """Fetch, and import what is new; say whether there was something new."""
    actor = source.set_by
    reader = reader_of(actor)
    if actor is None or not actor.is_active or is_lost(actor):
        raise Refused(
            _("Le compte qui suivait cette adresse n’est plus en service : suivez-la de nouveau.")
        )
    receiving.check_may_import(reader, source.dataset.owner, source.dataset)
    with store().workshop() as folder:
        fetched = fetch_if_changed(
            source.url,
            folder / "fetched",
            Seen(source.etag, source.last_modified),
            limit_bytes=settings.UPLOAD_LIMIT_BYTES,
            allow_private=settings.ALLOW_PRIVATE_URLS,
        )
        if fetched is None:
            return False
        digest = sha256_of(fetched.path)
        known = digest == source.digest
        if not known and source.importing is not None:
            if not deciding.supersede(source.importing):
                # Somebody decides at this very moment: the next turn sees what became of it.
                return False
            source.importing = None
        if known or _is_in_place(source, digest):
            _remember(source, fetched, digest)
            return False
        with fetched.path.open("rb") as opened:
            chunks = receiving.chunks_of(opened)
            original = receiving.keep_original(fetched.name, chunks, actor, url=source.url)
    source.importing = receiving.begin(
        actor,
        reader,
        owner=source.dataset.owner,
        originals=[original],
        dataset=source.dataset,
        mode=source.mode,
        metadata={"url": source.url, "followed": True},
    )
    source.save(update_fields=["importing"])
    _remember(source, fetched, digest)
    return True


def launch_when_read(source: Source) -> None:
    """Import a file that was read; where it asks a question, tell the owner and wait."""
    importing = source.importing
    assert importing is not None
    waiting = Notice.objects.filter(kind=Notice.Kind.WAITING, about=str(importing.pk))
    if waiting.exists():
        return
    actor = source.set_by
    try:
        deciding.launch(importing, reader_of(actor), actor)
    except Invalid as question:
        sentence = _("Le nouveau fichier de « %(title)s » attend votre décision. %(why)s")
        said = sentence % {"title": source.dataset.title, "why": question.user_message}
        tell(source.dataset, Notice.Kind.WAITING, str(importing.pk), said)


def _is_in_place(source: Source, digest: str) -> bool:
    current = source.dataset.current
    return current is not None and current.originals.filter(sha256=digest).exists()


def _remember(source: Source, fetched: Fetched, digest: str) -> None:
    source.etag, source.last_modified = fetched.etag[:300], fetched.last_modified[:100]
    source.digest = digest
    source.save(update_fields=["etag", "last_modified", "digest"])
