"""Keeping the grid of the RGAA: by hand, by machine, and closing an audit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.territories.permissions import require_administrator
from terrier.apps.territories.queries import person
from terrier.domain.kernel.errors import Conflict, Invalid
from terrier.domain.rgaa import State, read_report, tally

from ..grid import lines
from ..models import AccessibilityAudit, CriterionAssessment

if TYPE_CHECKING:
    from terrier.domain.access.policy import Reader

HAND = ("state", "comment", "derogation", "pages")


@transaction.atomic
def start_audit(reader: Reader) -> AccessibilityAudit:
    """Begin an audit; from then on the site is « non conforme » until it is closed."""
    require_administrator(reader, None)
    latest = AccessibilityAudit.objects.first()
    if latest is not None and latest.closed_on is None:
        raise Conflict(_("Un audit est déjà en cours : menez-le à son terme d’abord."))
    made = AccessibilityAudit.objects.create()
    record(person(reader), "audit.start", made)
    return made


@transaction.atomic
def describe_audit(reader: Reader, audit: AccessibilityAudit, fields: dict[str, Any]) -> None:
    """Say who led the audit, on which pages, with which tools."""
    require_administrator(reader, None)
    _require_open(audit)
    changed = {
        name: [getattr(audit, name), value]
        for name, value in fields.items()
        if getattr(audit, name) != value
    }
    if changed:
        for name, value in fields.items():
            setattr(audit, name, value)
        audit.save(update_fields=list(fields))
        record(person(reader), "audit.describe", audit, changed=changed)


@transaction.atomic
def assess(reader: Reader, audit: AccessibilityAudit, found: dict[str, dict[str, Any]]) -> int:
    """Keep what a person found of some criteria; give how many changed."""
    require_administrator(reader, None)
    _require_open(audit)
    who, now = person(reader), timezone.now()
    kept = {a.number: a for a in audit.assessments.filter(number__in=found)}
    changed = {}
    for number, fields in found.items():
        one = kept.get(number) or CriterionAssessment(audit=audit, number=number)
        if all(getattr(one, name) == fields[name] for name in HAND):
            continue
        changed[number] = [one.state, fields["state"]]
        for name in HAND:
            setattr(one, name, fields[name])
        one.author, one.at = who, now
        one.save()
    if changed:
        _recount(audit)
        record(who, "audit.assess", audit, criteria=", ".join(changed), changed=changed)
    return len(changed)


@transaction.atomic
def take_report(reader: Reader, audit: AccessibilityAudit, report: Any) -> tuple[int, int]:
    """Keep what automatic tests found; give how many criteria fail, how many are to be confirmed.

    A report says the state of the site on its day: it takes the place of the one before.
    """
    require_administrator(reader, None)
    found = read_report(report)
    now = timezone.now()
    audit.assessments.update(machine_failed=None, machine_rules=[], machine_pages=[])
    for number, automatic in found.items():
        CriterionAssessment.objects.update_or_create(
            audit=audit,
            number=number,
            defaults={
                "machine_failed": automatic.failed,
                "machine_rules": sorted(automatic.rules),
                "machine_pages": automatic.pages,
                "machine_at": now,
            },
        )
    failed = sum(automatic.failed for automatic in found.values())
    _recount(audit)
    record(person(reader), "audit.automatic", audit, pages=len(report), failed=failed)
    return failed, len(found) - failed


@transaction.atomic
def close_audit(reader: Reader, audit: AccessibilityAudit) -> None:
    """Declare an audit complete: its result is what the site says of itself."""
    require_administrator(reader, None)
    _require_open(audit)
    waiting = [
        label
        for label, given in (
            (_("chaque critère a un état"), audit.counted.complete),
            (_("qui a mené l’audit est dit"), audit.auditor.strip()),
            (_("les pages vérifiées sont listées"), audit.sample.strip()),
            (_("les outils sont dits"), audit.tools.strip()),
        )
        if not given
    ]
    if waiting:
        raise Invalid(
            _("L’audit ne peut pas encore être déclaré complet. Il faut que : %(what)s.")
            % {"what": " ; ".join(waiting)}
        )
    audit.closed_on = timezone.localdate()
    audit.save(update_fields=["closed_on"])
    record(person(reader), "audit.close", audit, percent=audit.counted.percent)


@transaction.atomic
def reopen_audit(reader: Reader, audit: AccessibilityAudit) -> None:
    """Take up a closed audit again, to mend it."""
    require_administrator(reader, None)
    if audit.closed_on is None:
        raise Conflict(_("Cet audit est déjà ouvert."))
    record(person(reader), "audit.reopen", audit, closed_on=audit.closed_on.isoformat())
    audit.closed_on = None
    audit.save(update_fields=["closed_on"])


def _require_open(audit: AccessibilityAudit) -> None:
    if audit.closed_on is not None:
        raise Conflict(_("Cet audit est clos : rouvrez-le pour le modifier."))


def _recount(audit: AccessibilityAudit) -> None:
    counted = tally(State(line.state) for line in lines(audit))
    audit.conform, audit.non_conform = counted.conform, counted.non_conform
    audit.not_applicable, audit.not_tested = counted.not_applicable, counted.not_tested
    audit.save(update_fields=["conform", "non_conform", "not_applicable", "not_tested"])
