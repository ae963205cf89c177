"""Reading the grid of the RGAA, the declaration that follows from it, and what falls due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.domain.kernel.errors import NotFound
from terrier.domain.rgaa import (
    Assessed,
    Criterion,
    State,
    Statement,
    Tally,
    audit_expires_on,
    criteria,
    effective,
    statement,
)
from terrier.web.spreadsheet_cells import harmless

from .models import AccessibilityAudit, CriterionAssessment
from .pages import values_of

WARNED = timedelta(days=90)
"""How long before the end of an audit its renewal is asked for."""


@dataclass(frozen=True)
class Line:
    """One criterion, with all that is known of it."""

    criterion: Criterion
    kept: CriterionAssessment | None

    @property
    def state(self) -> State:
        """Give the state that holds."""
        if self.kept is None:
            return State.NOT_TESTED
        return effective(
            Assessed(
                by_hand=State(self.kept.state),
                at=self.kept.at,
                machine_failed=bool(self.kept.machine_failed),
                machine_at=self.kept.machine_at,
            )
        )

    @property
    def automatic(self) -> str:
        """Say what machines found, in words; empty where they found nothing to say."""
        if self.kept is None or self.kept.machine_failed is None:
            return ""
        return _("non conforme") if self.kept.machine_failed else _("à confirmer")

    @property
    def brought_down(self) -> bool:
        """Say whether a machine brought down what a person had said, or has yet to say."""
        return bool(self.kept) and self.state != State(self.kept.state)


@dataclass(frozen=True)
class Declaration:
    """What the declaration says, from the latest audit."""

    audit: AccessibilityAudit | None
    mention: Statement
    valid: bool
    """Whether an audit is complete and in date."""
    counted: Tally
    failing: tuple[Line, ...]
    derogations: tuple[Line, ...]
    expires_on: date | None


def latest() -> AccessibilityAudit | None:
    """Give the audit that holds."""
    return AccessibilityAudit.objects.first()


def audit_numbered(pk: int) -> AccessibilityAudit:
    """Find an audit."""
    found = AccessibilityAudit.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("Cet audit n’existe pas."))
    return found


def lines(audit: AccessibilityAudit) -> list[Line]:
    """Give the 106 criteria in the order of the norm."""
    kept = {a.number: a for a in audit.assessments.select_related("author")}
    return [Line(criterion, kept.get(number)) for number, criterion in criteria().items()]


def declaration(today: date | None = None) -> Declaration:
    """Gather what the public is told."""
    today = today or timezone.localdate()
    audit = latest()
    if audit is None:
        return Declaration(None, Statement.NONE, False, Tally(not_tested=106), (), (), None)
    expires_on = audit_expires_on(audit.closed_on) if audit.closed_on else None
    valid = expires_on is not None and audit.counted.complete and today < expires_on
    failing = [line for line in lines(audit) if line.state is State.NON_CONFORM] if valid else []
    return Declaration(
        audit=audit,
        mention=statement(audit.counted, audit.closed_on, today),
        valid=valid,
        counted=audit.counted,
        failing=tuple(line for line in failing if not (line.kept and line.kept.derogation)),
        derogations=tuple(line for line in failing if line.kept and line.kept.derogation),
        expires_on=expires_on,
    )


def reminders(today: date | None = None) -> list[str]:
    """Say what is late or falls due soon, for whoever answers for the site."""
    today = today or timezone.localdate()
    return [*_of_audit(declaration(today), today), *_of_plan(values_of("accessibility"), today)]


def _of_audit(declared: Declaration, today: date) -> Iterator[str]:
    if declared.audit is None:
        yield _("Aucun audit n’a été commencé : le site doit se dire « non conforme ».")
    elif declared.audit.closed_on is None:
        yield _("L’audit commencé n’est pas clos : le site doit se dire « non conforme ».")
    elif declared.expires_on is not None and today >= declared.expires_on:
        yield _("L’audit a plus de trois ans : il faut en mener un nouveau.")
    elif declared.expires_on is not None and today >= declared.expires_on - WARNED:
        yield _("L’audit aura trois ans le %(day)s : préparez le suivant.") % {
            "day": f"{declared.expires_on:%d/%m/%Y}"
        }


def _of_plan(values: dict[str, str], today: date) -> Iterator[str]:
    begins, ends = values.get("scheme_from", ""), values.get("scheme_until", "")
    if not (begins and ends):
        yield _("Le schéma pluriannuel n’est pas renseigné.")
    elif not int(begins) <= today.year <= int(ends):
        yield _("Le schéma pluriannuel ne couvre pas l’année en cours.")
    elif int(ends) - int(begins) > 2:
        yield _("Le schéma pluriannuel couvre plus de trois années.")
    if values.get("plan_year", "") != str(today.year):
        yield _("Le plan d’action de l’année %(year)d n’est pas renseigné.") % {"year": today.year}
    if not values.get("filed_on"):
        yield _("La date de dépôt de la déclaration au téléservice de l’État n’est pas notée.")


def as_table(audit: AccessibilityAudit) -> Iterator[list[str]]:
    """Give the grid as rows, the first one naming the columns."""
    yield [
        _("critère"), _("intitulé"), _("WCAG"), _("état"), _("constat"), _("dérogation"),
        _("pages"), _("résultat automatique"), _("règles"), _("pages en échec"), _("auteur"),
        _("date"),
    ]  # fmt: skip
    for line in lines(audit):
        kept = line.kept or CriterionAssessment()
        yield [
            harmless(cell)
            for cell in (
                line.criterion.number, line.criterion.title, line.criterion.wcag,
                line.state.value, kept.comment, kept.derogation, kept.pages, line.automatic,
                " ".join(kept.machine_rules), " ".join(kept.machine_pages),
                str(kept.author or ""), kept.at.isoformat(timespec="minutes") if kept.at else "",
            )
        ]  # fmt: skip
