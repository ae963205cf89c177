"""What an operator should know before people do: each finding says how to mend it."""

from __future__ import annotations

from pathlib import Path

from terrier.apps.operations import health
from terrier.apps.operations.health import Check

from . import backups, folder, instance, machine, outside


def examine(*, reads: bool = False, certificate: Path | None = None) -> list[Check]:
    """Ask everything, from the machine to the territory; `reads` also reads from each dataset."""
    findings = [
        *machine.checks(),
        *health.checks(),
        *folder.checks(),
        *instance.checks(),
        *backups.checks(),
        outside.mail(),
        outside.certificate(certificate),
    ]
    return [*findings, instance.reads()] if reads else findings
