"""E-mails to those who answer the messages of visitors."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User

from .models import ContactMessage
from .pages import values_of


def recipients() -> list[str]:
    """Give the addresses of those who answer: those that were chosen, or the administrators."""
    chosen = values_of("contact").get("recipients", "").split()
    administrators = User.objects.filter(instance_administrator=True, is_active=True)
    return chosen or list(administrators.values_list("email", flat=True))


def send(message_id: int) -> bool:
    """Send a message on, once; say whether it was sent."""
    message = ContactMessage.objects.filter(pk=message_id, mailed_at=None).first()
    addresses = recipients()
    if message is None or not addresses:
        return False
    EmailMessage(
        subject=_("[%(site)s] %(subject)s (message n° %(number)d)")
        % {
            "site": settings.PUBLIC_URL,
            "subject": message.get_subject_display(),
            "number": message.pk,
        },
        body=render_to_string("obligations/mail/message.txt", {"message": message}),
        to=addresses,
        reply_to=[message.email] if message.email else None,
    ).send()
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
    return True
