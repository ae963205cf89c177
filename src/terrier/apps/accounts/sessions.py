"""Sessions as people see them: which browsers are signed in, since when, and ending them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import NotFound

from . import vouching
from .actions import end, record
from .models import OpenSession, User

KEY = "open_session"
"""Where a session names its row; it survives the new key that signing in and passwords give."""
NOTED_EVERY = timedelta(minutes=5)
"""How often the last visit is written, at most: readings stay readings."""


def begin(request: HttpRequest, user: User) -> None:
    """Write down a browser that has just signed in."""
    _forget_the_dead()
    if request.session.session_key is None:
        request.session.save()
    known = bool(request.META.get("REMOTE_ADDR"))
    made = OpenSession.objects.create(
        session_key=request.session.session_key,
        user=user,
        address=get_adapter().get_client_ip(request) if known else None,
        device=request.META.get("HTTP_USER_AGENT", "")[:300],
    )
    request.session[KEY] = str(made.pk)


def opened_through(request: HttpRequest, identity: int, provider_session: str) -> None:
    """Note that the session stands on what a provider said."""
    OpenSession.objects.filter(pk=request.session[KEY]).update(
        identity=identity, provider_session=provider_session
    )


def still_open(request: HttpRequest) -> OpenSession | None:
    """Give the row of a signed-in request; None where it was ended or lost its ground."""
    rows = OpenSession.objects.select_related("identity")
    row = rows.filter(pk=request.session.get(KEY), user=request.user.pk).first()
    if row is None or (row.identity is not None and not vouching.holds(row.identity)):
        return None
    _note(request, row)
    return row


def _note(request: HttpRequest, row: OpenSession) -> None:
    moved = row.session_key != request.session.session_key
    if moved or timezone.now() - row.seen_at > NOTED_EVERY:
        # An update, and no save: the row may have been ended since it was read.
        OpenSession.objects.filter(pk=row.pk).update(
            session_key=request.session.session_key or "",
            seen_at=timezone.now(),
            address=get_adapter().get_client_ip(request),
        )


def _forget_the_dead() -> None:
    """Remove sessions that nobody can open any longer, with their addresses and devices."""
    now = timezone.now()
    Session.objects.filter(expire_date__lt=now).delete()
    oldest = now - timedelta(seconds=settings.SESSION_COOKIE_AGE) - 2 * NOTED_EVERY
    OpenSession.objects.filter(seen_at__lt=oldest).delete()


def living(user: User) -> QuerySet[OpenSession]:
    """List the browsers in which a person is signed in."""
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    return user.sessions.filter(session_key__in=alive.values("session_key"))


def end_others(request: HttpRequest, user: User) -> int:
    """Sign out every other browser of a person."""
    return end(user.sessions.exclude(pk=request.session.get(KEY)))


@transaction.atomic
def end_one(user: User, pk: uuid.UUID) -> None:
    """Sign out one of one's own browsers."""
    row = user.sessions.filter(pk=pk).first()
    if row is None:
        raise NotFound(_("Cette session n’existe pas, ou est déjà close."))
    end([row])
    record(user, "session.end", user, device=named(row.device))


def named(device: str) -> str:
    """Name a browser and its machine, from what the browser says of itself."""
    browsers = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome"}
    machines = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows"}
    machines |= {"Mac OS X": "Mac", "Linux": "Linux"}
    browser = _first(browsers | {"Safari/": "Safari"}, device)
    machine = _first(machines, device)
    return " · ".join(word for word in (browser, machine) if word) or device[:60] or "–"


def _first(words: dict[str, str], text: str) -> str:
    return next((word for sign, word in words.items() if sign in text), "")
