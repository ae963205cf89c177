"""New versions as Atom feeds (RFC 4287)."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from terrier.apps.catalog.models import Dataset, Version
from terrier.domain.access.policy import Reader

MOST = 50


def of_catalogue(reader: Reader, place: str, address: str) -> Atom1Feed:
    """Write the newest versions of everything that the reader sees."""
    visible = Dataset.objects.visible_to(reader).filter(gone_reason="")
    feed = Atom1Feed(
        title=_("Nouveautés de %(place)s") % {"place": place},
        link=_public(reverse("catalogue")),
        description=_("Les dernières versions des jeux de données."),
        language="fr",
        feed_url=address,
        feed_guid=_public(reverse("api-news")),
    )
    _add(feed, Version.objects.filter(dataset__in=visible))
    return feed


def of_dataset(dataset: Dataset, address: str) -> Atom1Feed:
    """Write the newest versions of a dataset that the reader sees."""
    feed = Atom1Feed(
        title=_("Versions de « %(title)s »") % {"title": dataset.title},
        link=_public(reverse("dataset", args=[dataset.slug])),
        description=dataset.description,
        language="fr",
        feed_url=address,
        feed_guid=_public(reverse("api-dataset-news", args=[dataset.slug])),
    )
    _add(feed, Version.objects.filter(dataset=dataset))
    return feed


def _add(feed: Atom1Feed, versions: QuerySet[Version]) -> None:
    light = versions.filter(gone_reason="").defer("plan", "receipt")
    for version in light.select_related("dataset__owner").order_by("-created_at", "-pk")[:MOST]:
        dataset = version.dataset
        words = {"title": dataset.title, "number": version.number}
        feed.add_item(
            title=_("%(title)s : version %(number)d") % words,
            link=_public(reverse("dataset", args=[dataset.slug])) + f"?version={version.number}",
            description=version.note or version.get_mode_display().capitalize(),
            unique_id=_name(version),
            pubdate=version.created_at,
            updateddate=version.created_at,
            author_name=dataset.owner.name,
        )


def _name(version: Version) -> str:
    """Name an entry for ever (RFC 4151), whatever becomes of the address."""
    host = urlsplit(settings.PUBLIC_URL).hostname
    return f"tag:{host},{version.created_at:%Y-%m-%d}:{version.dataset.slug}/{version.number}"


def _public(path: str) -> str:
    return urljoin(settings.PUBLIC_URL, path)
