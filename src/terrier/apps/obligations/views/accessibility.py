"""The declaration of accessibility, and the grid that it follows from."""

from __future__ import annotations

import csv
import json

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from terrier.apps.territories.permissions import require_administrator
from terrier.domain.kernel.errors import Invalid, NotFound
from terrier.domain.rgaa import themes
from terrier.web.audience import Audience, audience

from .. import grid, pages
from ..actions import auditing
from ..forms import AssessmentForm, AuditForm, ReportForm
from .public import shown

REPORT_LIMIT = 20_000_000
"""Bytes of a report of automatic tests."""


@audience(Audience.EVERYONE)
@require_safe
def declare(request: HttpRequest) -> HttpResponse:
    """Declare how accessible the site is, as the law asks."""
    reach = pages.PAGES["contact"]
    context = shown("accessibility") | {
        "declared": grid.declaration(),
        "written": pages.filled(
            pages.PAGES["accessibility"], pages.values_of("accessibility"), pages.site_root()
        ),
        "reach": pages.filled(reach, pages.values_of("contact"), pages.site_root()),
        "today": timezone.localdate(),
    }
    return render(request, "obligations/accessibility.html", context)


@audience(Audience.ADMINISTRATORS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the audit that goes on or holds, its themes and what it lacks."""
    require_administrator(request.reader, None)
    audit = grid.latest()
    form = AuditForm(request.POST or None, instance=audit) if audit else None
    if request.method == "POST" and audit and form.is_valid():
        auditing.describe_audit(request.reader, grid.audit_numbered(audit.pk), form.cleaned_data)
        notices.success(request, _("L’audit est décrit."))
        return redirect("audit")
    lines = grid.lines(audit) if audit else []
    context = {
        "audit": audit,
        "form": form,
        "report_form": ReportForm(),
        "declared": grid.declaration(),
        "reminders": grid.reminders(),
        "themes": [
            (theme, [line for line in lines if line.criterion.theme == theme.number])
            for theme in themes()
        ],
    }
    return render(request, "obligations/audit.html", context)


@audience(Audience.ADMINISTRATORS)
def theme(request: HttpRequest, number: int) -> HttpResponse:
    """Enter what was found of the criteria of one theme."""
    require_administrator(request.reader, None)
    found = next((t for t in themes() if t.number == number), None)
    audit = grid.latest()
    if found is None or audit is None:
        raise NotFound(_("Ce thème n’existe pas, ou aucun audit n’est commencé."))
    lines = [line for line in grid.lines(audit) if line.criterion.theme == number]
    forms = [
        AssessmentForm(
            request.POST or None,
            prefix=f"c{line.criterion.number.replace('.', '-')}",
            initial=AssessmentForm.initial_of(line.kept),
        )
        for line in lines
    ]
    # Every form is asked, so that each shows its own errors.
    valid = [form.is_valid() for form in forms]
    if request.method == "POST" and all(valid):
        decided = {
            line.criterion.number: form.cleaned_data
            for line, form in zip(lines, forms, strict=True)
        }
        changed = auditing.assess(request.reader, audit, decided)
        notices.success(request, _("Critères modifiés : %(count)d.") % {"count": changed})
        return redirect("audit-theme", number + 1) if number < len(themes()) else redirect("audit")
    context = {
        "theme": found,
        "last": number == len(themes()),
        "audit": audit,
        "pairs": list(zip(lines, forms, strict=True)),
    }
    return render(request, "obligations/audit_theme.html", context)


@audience(Audience.ADMINISTRATORS)
@require_POST
def act(request: HttpRequest) -> HttpResponse:
    """Start, close or reopen an audit."""
    require_administrator(request.reader, None)
    wanted, audit = request.POST.get("act"), grid.latest()
    if wanted == "start":
        auditing.start_audit(request.reader)
    elif wanted == "close" and audit:
        auditing.close_audit(request.reader, audit)
    elif wanted == "reopen" and audit:
        auditing.reopen_audit(request.reader, audit)
    else:
        raise Invalid(_("Dites ce qu’il faut faire de l’audit."))
    return redirect("audit")


@audience(Audience.ADMINISTRATORS)
@require_POST
def take_report(request: HttpRequest) -> HttpResponse:
    """Take in the results of automatic tests."""
    require_administrator(request.reader, None)
    audit = grid.latest()
    file = request.FILES.get("file")
    if audit is None or file is None or file.size > REPORT_LIMIT:
        raise Invalid(_("Commencez un audit, puis donnez un rapport d’axe de 20 Mo au plus."))
    try:
        report = json.load(file)
    except (ValueError, RecursionError) as error:
        raise Invalid(_("Ce fichier n’est pas du JSON.")) from error
    failed, confirm = auditing.take_report(request.reader, audit, report)
    notices.success(
        request,
        _("Critères en échec : %(failed)d. Critères à confirmer à la main : %(confirm)d.")
        % {"failed": failed, "confirm": confirm},
    )
    return redirect("audit")


@audience(Audience.ADMINISTRATORS)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Give the grid as a CSV that Excel opens."""
    require_administrator(request.reader, None)
    audit = grid.latest()
    if audit is None:
        raise NotFound(_("Aucun audit n’est commencé."))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="grille-rgaa.csv"'
    response.write("\ufeff")
    csv.writer(response, delimiter=";").writerows(grid.as_table(audit))
    return response
