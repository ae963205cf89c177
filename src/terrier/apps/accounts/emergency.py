"""The way in that is left when the identity provider is down: an administrator's password."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.mail import send_mail
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from .actions import record
from .models import User
from .passwords import mail_is_set

log = logging.getLogger("terrier.sign_on")


def is_one(user: User) -> bool:
    """Say whether a password sign-in is out of the ordinary here."""
    return bool(settings.SIGN_ON) and user.instance_administrator


def tell(request: HttpRequest, user: User) -> None:
    """Write it to the trail, and to the other administrators."""
    address = get_adapter().get_client_ip(request)
    record(user, "session.emergency", user, address=address)
    others = User.objects.filter(instance_administrator=True, is_active=True).exclude(pk=user.pk)
    receivers = [other.email for other in others]
    if not (mail_is_set() and receivers):
        return
    context = {"user": user, "address": address, "at": timezone.now()}
    text = render_to_string("accounts/mail/emergency.txt", context)
    try:
        send_mail(_("Connexion de secours à Terrier"), text, None, receivers)
    except (SMTPException, OSError):
        # Whoever repairs the place must get in, even where the mail is down too.
        log.exception("the e-mail about an emergency sign-in could not be sent")
