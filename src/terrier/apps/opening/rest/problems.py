"""Every refusal as RFC 9457 problem details, in the words of the screens."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import (
    BadRequest,
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFilesSent,
)
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError, ValidationErrorContext

from terrier.domain.kernel.errors import Invalid, NotFound, TerrierError, TooBig, Unknown
from terrier.web.errors import problem, status_of

from .sentences import faults


class Misread(Invalid):
    """What was sent does not have the announced form; each fault is told apart."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        self.faults = faults(errors)
        super().__init__(" ".join(fault["detail"] for fault in self.faults))


def refusal(error: TerrierError) -> HttpResponse:
    """Answer an error; each fault of a form has its place in `errors`."""
    more = {"errors": error.faults} if isinstance(error, Misread) else {}
    response = problem(error, status_of(error), **more)
    if isinstance(error, Unknown):
        response["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


class ProblemAPI(NinjaAPI):
    """An API that answers every error of ours, of Django and of ninja as a problem."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        answer_problems(self)

    def validation_error_from_error_contexts(
        self, error_contexts: list[ValidationErrorContext[Any]]
    ) -> ValidationError:
        """Keep the refused values, which ninja drops: a sentence says them again."""
        given = [
            error.get("input")
            for context in error_contexts
            for error in context.pydantic_validation_error.errors(include_url=False)
        ]
        found = super().validation_error_from_error_contexts(error_contexts)
        for error, value in zip(found.errors, given, strict=True):
            error["input"] = value
        return found


def answer_problems(api: NinjaAPI) -> None:
    """Declare how each kind of error is answered."""

    @api.exception_handler(TerrierError)
    def _ours(_request: HttpRequest, error: TerrierError) -> HttpResponse:
        return refusal(error)

    @api.exception_handler(ValidationError)
    def _form(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        return refusal(Misread(error.errors))

    @api.exception_handler(Http404)
    def _lost(_request: HttpRequest, _error: Http404) -> HttpResponse:
        return refusal(nothing_here())

    @api.exception_handler(HttpError)
    def _unread(_request: HttpRequest, error: HttpError) -> HttpResponse:
        # Ninja says in this way that the body is no JSON, and nothing else here.
        return refusal(_no_json() if error.status_code == 400 else Invalid(str(error)))

    for kind in (BadRequest, MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        api.add_exception_handler(kind, _sent)


def nothing_here() -> NotFound:
    """Say that an address leads nowhere."""
    return NotFound(_("Cette adresse n’existe pas : la liste est à /api/v1/."))


def _sent(_request: HttpRequest, error: Exception) -> HttpResponse:
    if isinstance(error, RequestDataTooBig | TooManyFilesSent):
        return refusal(TooBig(_("Cette demande est trop longue : envoyez-la en plusieurs fois.")))
    return refusal(Invalid(_("Cette demande ne se lit pas : vérifiez sa forme et son en-tête.")))


def _no_json() -> Invalid:
    return Invalid(
        _("Le corps de la demande n’est pas du JSON lisible : envoyez « application/json ».")
    )
