"""Tells the owner of a dataset something once: on the screen of sources, and by e-mail."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import gettext as _

from terrier.apps.accounts.models import User
from terrier.apps.accounts.passwords import mail_is_set
from terrier.apps.catalog.models import Dataset
from terrier.apps.territories.models import Membership
from terrier.domain.access.policy import Role

from .models import Notice

log = logging.getLogger("terrier.sources")
IN_CHARGE = (Role.PUBLISHER.value, Role.ADMINISTRATOR.value)


def tell(dataset: Dataset, kind: Notice.Kind, about: str, sentence: str) -> bool:
    """Tell the people in charge of a dataset, unless they were told already; say whether it was."""
    notice, new = Notice.objects.get_or_create(
        dataset=dataset, kind=kind, about=about, defaults={"sentence": sentence}
    )
    if not new or not mail_is_set():
        return new
    people = in_charge(dataset)
    try:
        for person in people:
            _mail(person, dataset, notice)
    except (OSError, SMTPException):
        # The screen says it all the same; whoever runs the platform reads the log.
        log.exception("notice about %s not mailed", dataset.slug)
        return new
    notice.mailed_to = len(people)
    notice.save(update_fields=["mailed_to"])
    return new


def in_charge(dataset: Dataset) -> list[User]:
    """Give the people who publish for the owner, or for the nearest organisation above it."""
    for organisation in dataset.owner.lineage():
        held = Membership.objects.filter(
            organisation=organisation, role__in=IN_CHARGE, user__is_active=True
        )
        if people := [m.user for m in held.select_related("user")]:
            return people
    return list(User.objects.filter(is_active=True, instance_administrator=True))


def _mail(person: User, dataset: Dataset, notice: Notice) -> None:
    page = urljoin(settings.PUBLIC_URL, reverse("dataset-source", args=[dataset.slug]))
    text = _(
        "Bonjour %(name)s,\n\n%(sentence)s\n\n%(page)s\n\n"
        "Ce message n’est envoyé qu’une fois. Vous le recevez parce que vous publiez pour "
        "%(owner)s."
    ) % {"name": person, "sentence": notice.sentence, "page": page, "owner": dataset.owner}
    EmailMessage(f"{dataset.title} : {notice.get_kind_display()}", text, to=[person.email]).send()
