"""The desk of whoever answers for the site: what is missing, pages, messages."""

from __future__ import annotations

from django.contrib import messages as notices
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terrier.apps.territories.permissions import require_administrator
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.web.audience import Audience, audience
from terrier.web.pagination import paginate

from .. import pages, queries
from ..actions import messages, writing
from ..forms import AnswerForm, PageForm
from ..models import ContactMessage

PAGE_SIZE = 20


@audience(Audience.ADMINISTRATORS)
def desk(request: HttpRequest) -> HttpResponse:
    """Show at one look what the law asks and what waits."""
    return render(request, "obligations/desk.html", queries.desk(request.reader))


@audience(Audience.ADMINISTRATORS)
def edit_page(request: HttpRequest, kind: str) -> HttpResponse:
    """Fill in a page, with a preview of it."""
    require_administrator(request.reader, None)
    page = pages.PAGES.get(kind)
    if page is None:
        raise NotFound(_("Cette page n’existe pas."))
    values = pages.values_of(kind)
    root = pages.site_root()
    form = PageForm(request.POST or None, page=page, root=root, initial=values)
    preview = "preview" in request.POST
    if request.method == "POST" and form.is_valid():
        values = form.values()
        if not preview:
            changed = writing.write_page(request.reader, page, values)
            said = _("Enregistré : %(what)s.") % {"what": ", ".join(changed)}
            notices.success(request, said if changed else _("Rien n’avait changé."))
            return redirect("site-page", kind)
    context = {
        "page": page,
        "form": form,
        "missing": pages.missing(page, values, root),
        "sections": pages.sections(page, values, root) if preview and form.is_valid() else (),
        "groups": [(s.title, [form[f.key] for f in s.fields]) for s in page.sections],
    }
    return render(request, "obligations/page_form.html", context)


@audience(Audience.ADMINISTRATORS)
def inbox(request: HttpRequest) -> HttpResponse:
    """List the messages, those that wait first."""
    require_administrator(request.reader, None)
    page = Paginator(queries.inbox(), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "entries": [queries.described(message, timezone.now()) for message in page],
        "form": AnswerForm(),
        "pages": paginate(request.GET, page.number, page.paginator.num_pages),
    }
    return render(request, "obligations/inbox.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what was answered to a message."""
    require_administrator(request.reader, None)
    message = ContactMessage.objects.filter(pk=pk).first()
    if message is None:
        raise NotFound(_("Ce message n’existe pas, ou a été effacé au bout d’un an."))
    form = AnswerForm(request.POST)
    if not form.is_valid():
        raise Invalid(_("Dites ce qui a été répondu."))
    messages.answer(request.reader, message, form.cleaned_data["words"])
    return redirect("inbox")
