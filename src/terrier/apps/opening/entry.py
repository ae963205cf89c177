"""Who comes in through a door for machines: the bearer of a token, else whoever is signed in.

Every door under `/api/` lets in through here, and nowhere else.
"""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from terrier.apps.accounts import tokens, vouching
from terrier.apps.opening.addresses import TOKEN
from terrier.apps.territories import second_factor
from terrier.apps.territories.queries import reader_of
from terrier.domain.access.scopes import Scope
from terrier.domain.kernel.errors import Refused

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.accounts.models import User


def let_in(
    request: HttpRequest, scope: Scope = Scope.READ, *, shown: str | None = None
) -> User | None:
    """Act with the rights that the shown token gives, instead of the session's.

    Parameters
    ----------
    scope
        What the address is for.
    shown
        The token, where the door has a way of its own to show one for reading.

    Returns
    -------
    User or None
        The person whose token is shown; without a token, the session holds, with its cookie.

    Raises
    ------
    Unknown
        The token is not in service, or no provider vouches for its person any longer.
    Refused
        The token does not permit this, or its person owes a second factor.
    """
    secret = shown_in_header(request)
    if secret is None and scope is Scope.READ:
        # An address is written in logs and sent on: what stands in it may read, and no more.
        secret = shown or request.GET.get(TOKEN)
    if not secret:
        return None
    token = tokens.find(secret)
    vouching.require(token.user)
    second_factor.require(token.user)
    if scope.value not in token.scopes:
        raise Refused(
            _("Ce jeton ne permet pas cela : il sert à %(permitted)s, et il faudrait %(needed)s.")
            % {"permitted": tokens.permitted(token), "needed": tokens.SCOPE_NAMES[scope]}
        )
    request.reader = replace(
        reader_of(token.user),
        bounds=token.bounds,
        instance_administrator=False,
        read_only=scope is Scope.READ,
    )
    return token.user


def shown_in_header(request: HttpRequest) -> str | None:
    """Give the token of « Authorization: Bearer … », or that stands as the password of « Basic … ».

    QGIS keeps a user name and a password apart from the project that reads with them.
    """
    scheme, _space, shown = request.headers.get("Authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return shown.strip()
        case "basic":
            return _password(shown)
        case _:
            return None


def _password(shown: str) -> str | None:
    """Give the password of a Basic header where it is a token; another is for a proxy before us."""
    try:
        name_and_password = base64.b64decode(shown).decode()
    except ValueError:
        return None
    password = name_and_password.partition(":")[2]
    return password if password.startswith(tokens.PREFIX) else None
