"""Each operation says what it is for; a caller without the scope or the proof stays out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _
from ninja.security.base import AuthBase
from ninja.utils import check_csrf

from terrier.apps.opening.addresses import TOKEN
from terrier.apps.opening.entry import let_in
from terrier.domain.access.scopes import Scope
from terrier.domain.kernel.errors import Refused, Unknown
from terrier.web.audience import READING

if TYPE_CHECKING:
    from django.http import HttpRequest

    from terrier.apps.accounts.models import User


class Bearer(AuthBase):
    """Lets in for one scope: by a token, or by the session of a page of Terrier."""

    openapi_type = "http"
    openapi_scheme = "bearer"
    openapi_description = (
        "Un jeton d’accès, fait depuis « Mon compte › Mes jetons d’accès ». Ce qui est ouvert à "
        "tous se lit sans jeton."
    )

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        super().__init__()

    def __call__(self, request: HttpRequest) -> User | AnonymousUser:
        """Give the person who asks; the rights are on `request.reader`.

        Raises
        ------
        Unknown
            A proof is needed, and none is shown.
        Refused
            The token is not for this, or a browser was made to send the request.
        """
        person = let_in(request, self.scope)
        if person is not None:
            return person
        writing = request.method not in READING
        if writing and TOKEN in request.GET:
            raise Refused(
                _(
                    "Un jeton écrit dans l’adresse ne permet que de lire : envoyez-le dans "
                    "l’en-tête « Authorization: Bearer »."
                )
            )
        if request.user.is_authenticated:
            # The cookie of a session goes along with whatever page makes a browser ask.
            if writing and check_csrf(request) is not None:
                raise Refused(
                    _(
                        "Cette demande ne vient pas d’une page de Terrier (X-CSRFToken) : "
                        "utilisez un jeton d’accès."
                    )
                )
        elif self.scope is not Scope.READ:
            raise Unknown(_("Montrez un jeton d’accès dans l’en-tête « Authorization: Bearer »."))
        return request.user


READ = Bearer(Scope.READ)
IMPORT = Bearer(Scope.IMPORT)
CORRECT = Bearer(Scope.CORRECT)
RESTORE = Bearer(Scope.RESTORE)
WORKSITES = Bearer(Scope.WORKSITES)


def person(request: HttpRequest) -> User | None:
    """Give who is let in, None for the public."""
    found: User | AnonymousUser = request.auth  # type: ignore[attr-defined]
    return None if isinstance(found, AnonymousUser) else found
