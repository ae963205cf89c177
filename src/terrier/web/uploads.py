"""What is too big is refused before it is received."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import TooBig
from terrier.web.errors import answer

FORM_BYTES = 1_000_000
"""Room for the fields that come with the files."""


class UploadLimitMiddleware:
    """Refuses a request by the length that it announces; stands before anything reads it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Refuse, or pass the request on."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        limit = settings.UPLOAD_LIMIT_BYTES
        if announced.isdecimal() and int(announced) > limit + FORM_BYTES:
            return answer(
                request,
                TooBig(
                    _(
                        "Cet envoi dépasse la taille permise (%(limit)d Mo). Découpez le fichier, "
                        "compressez-le en zip, ou demandez à l’administrateur d’élever la limite."
                    )
                    % {"limit": limit // 1_000_000}
                ),
            )
        return self.get_response(request)
