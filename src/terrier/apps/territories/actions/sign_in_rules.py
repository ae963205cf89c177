"""What the instance's administrator decides of sign-in: rules of mapping, and who owes a factor."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from terrier.apps.accounts.actions import record
from terrier.apps.accounts.providers import label_of
from terrier.domain.access.policy import Reader, Role
from terrier.domain.kernel.errors import Conflict
from terrier.domain.sign_on.second_factor import Duty

from ..models import MappingRule, Organisation, SignInDuty
from ..permissions import require_administrator
from ..queries import person


@transaction.atomic
def add_rule(
    reader: Reader,
    *,
    provider: str,
    claim: str,
    pattern: str,
    organisation: Organisation,
    role: Role,
) -> MappingRule:
    """Give a role to whoever comes with a claim, from their next sign-in on."""
    require_administrator(reader, None)
    made, new = MappingRule.objects.get_or_create(
        provider=provider, claim=claim, pattern=pattern, organisation=organisation, role=role.value
    )
    if not new:
        raise Conflict(_("Cette règle existe déjà."))
    _record(reader, "mapping.add", made)
    return made


@transaction.atomic
def remove_rule(reader: Reader, rule: MappingRule) -> None:
    """Withdraw a rule: what it gave ends at the next sign-in of each person."""
    require_administrator(reader, None)
    _record(reader, "mapping.remove", rule)
    rule.delete()


@transaction.atomic
def set_duty(reader: Reader, duty: Duty) -> None:
    """Say who owes a second factor, from the next page on."""
    require_administrator(reader, None)
    kept = SignInDuty.objects.first() or SignInDuty()
    if kept.second_factor == duty.value:
        return
    before = str(kept)
    kept.second_factor = duty.value
    kept.save()
    record(person(reader), "second_factor.duty", kept, before=before, after=str(kept))


def _record(reader: Reader, action: str, rule: MappingRule) -> None:
    record(
        person(reader),
        action,
        rule,
        organisation=rule.organisation_id,
        place=rule.organisation.name,
        role=str(rule.get_role_display()),
        provider=label_of(rule.provider),
    )
