"""Light, dark, or as the machine prefers: a cookie that the server reads, so no page flashes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

COOKIE = "terrier_theme"
THEMES = ("light", "dark")
_ONE_YEAR = 365 * 24 * 3600


def chosen_theme(request: HttpRequest) -> str | None:
    """Give the reader's choice, None when it follows the machine's."""
    choice = request.COOKIES.get(COOKIE)
    return choice if choice in THEMES else None


def keep_theme(response: HttpResponse, choice: str) -> None:
    """Remember a choice; any other word goes back to the machine's preference."""
    if choice in THEMES:
        response.set_cookie(COOKIE, choice, max_age=_ONE_YEAR, samesite="Lax", path="/")
    else:
        response.delete_cookie(COOKIE, path="/", samesite="Lax")
