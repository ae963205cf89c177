"""Who is asked, in an app above, before an aggregate is opened wider than its sources."""

from __future__ import annotations

from collections.abc import Callable

from terrier.domain.access.policy import Reader

from .models import Dataset

Check = Callable[[Reader, Dataset], None]
_checks: list[Check] = []


def before_opening(check: Check) -> Check:
    """Ask a function of an app above; it raises what refuses the opening."""
    _checks.append(check)
    return check


def require_openable(reader: Reader, dataset: Dataset) -> None:
    """Refuse what an app above refuses."""
    for check in _checks:
        check(reader, dataset)
