"""The long work of the doors for machines."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings

from terrier.apps.catalog.models import Version
from terrier.apps.jobs.registry import Context, task
from terrier.apps.opening.harvesting import national
from terrier.apps.opening.models import Webhook
from terrier.apps.opening.news import webhooks


@task("opening.tell")
def tell(_context: Context, version_id: int) -> dict[str, Any]:
    """Find who wants to be told of a version."""
    version = Version.objects.select_related("dataset__owner").get(pk=version_id)
    return {"told": webhooks.tell(version)}


@task("opening.deliver", max_attempts=1)
def deliver(_context: Context, webhook_id: int, version_id: int, attempt: int) -> dict[str, Any]:
    """Tell one address."""
    webhook = Webhook.objects.select_related("user").filter(pk=webhook_id, active=True).first()
    version = Version.objects.select_related("dataset__owner").filter(pk=version_id).first()
    if webhook is not None and version is not None:
        webhooks.deliver(webhook, version, attempt)
    return {}


@task("opening.examine", every=timedelta(minutes=10))
def examine(context: Context) -> dict[str, Any]:
    """Hold the public tables that changed against the national schemas."""
    if settings.SCHEMAS is None:
        return {}
    tables = list(national.waiting())
    for number, stored in enumerate(tables):
        context.report(stored.table.title, number / len(tables))
        national.examine(stored)
    return {"examined": len(tables)}
