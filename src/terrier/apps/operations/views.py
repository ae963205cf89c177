"""The page that monitoring reads."""

from __future__ import annotations

from hmac import compare_digest

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from terrier.domain.kernel.errors import NotFound
from terrier.web.audience import Audience, audience
from terrier.web.loopback import is_loopback

from .metrics.instance import InstanceCollector
from .metrics.requests import of_every_process


@audience(Audience.EVERYONE)
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Give the figures to whoever has the token, or asks from this very machine."""
    if not _may_read(request):
        raise NotFound(_("Cette page n’existe pas."))
    instance = CollectorRegistry()
    instance.register(InstanceCollector())
    text = generate_latest(of_every_process()) + generate_latest(instance)
    return HttpResponse(text, content_type=CONTENT_TYPE_LATEST)


def _may_read(request: HttpRequest) -> bool:
    shown = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN:
        return compare_digest(shown.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    return is_loopback(request)
