"""What the instance needs outside: the mail server, and the certificate that people are shown."""

from __future__ import annotations

import smtplib
import socket
import ssl
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings
from django.core.mail import get_connection
from django.utils.translation import gettext as _

from terrier.apps.operations.health import Check

SECONDS = 5
"""Patience with another machine."""
ENOUGH_DAYS = 14
"""Certificates are renewed a month before their end: two weeks are a renewal that failed."""


def mail() -> Check:
    """Open the mail server as a message would, send nothing, and close it."""
    label = _("Courriel")
    if "smtp" not in settings.EMAIL_BACKEND:
        said = _(
            "Pas de serveur (TERRIER_SMTP_URL) : les invitations se donnent par un lien à copier."
        )
        return Check("mail", label, True, said)
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    opened = get_connection(timeout=SECONDS)
    try:
        opened.open()
        opened.close()
    except (OSError, smtplib.SMTPException) as error:
        said = _("%(server)s ne répond pas comme attendu : %(error)s")
        return Check("mail", label, False, said % {"server": server, "error": error})
    return Check("mail", label, True, _("%(server)s répond") % {"server": server})


def certificate(file: Path | None) -> Check:
    """Look at the end of the certificate: in a file, else as the site shows it."""
    label = _("Certificat")
    address = urlsplit(settings.PUBLIC_URL)
    if file is None and address.scheme != "https":
        return Check("certificate", label, True, _("aucun : l’adresse n’est pas en https"))
    try:
        if file is not None:
            found = x509.load_pem_x509_certificate(file.read_bytes())
        else:
            found = _shown(address.hostname or "", address.port or 443)
    except ssl.SSLCertVerificationError as refused:
        said = _("un navigateur le refuserait : %(why)s") % {"why": refused.verify_message}
        return Check("certificate", label, False, said)
    except (OSError, ValueError) as error:
        said = _("il n’a pas pu être lu d’ici (%(error)s) : donnez --certificate FICHIER.")
        return Check("certificate", label, file is None, said % {"error": error})
    days = (found.not_valid_after_utc - datetime.now(UTC)).days
    said = _("valable encore %(days)d jours") % {"days": days}
    return Check("certificate", label, days >= ENOUGH_DAYS, said)


def _shown(host: str, port: int) -> x509.Certificate:
    """Connect as a browser does, internal authorities of the settings included."""
    context = ssl.create_default_context()
    if settings.OUTGOING_AUTHORITIES:
        context.load_verify_locations(settings.OUTGOING_AUTHORITIES)
    with (
        socket.create_connection((host, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as wrapped,
    ):
        return x509.load_der_x509_certificate(wrapped.getpeercert(binary_form=True) or b"")
