"""Whether a request comes from the very machine that answers it."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from django.http import HttpRequest

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_FORWARDED", "HTTP_X_REAL_IP")


def is_loopback(request: HttpRequest) -> bool:
    """Say whether the caller, and the address typed, are this machine; a proxy is not."""
    if any(header in request.META for header in _FORWARDED):
        return False
    typed = urlsplit(f"//{request.get_host()}").hostname or ""
    return _local(request.META.get("REMOTE_ADDR", "")) and (typed == "localhost" or _local(typed))


def _local(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
