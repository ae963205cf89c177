"""Answers past their time are deleted."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from terrier.apps.jobs.registry import Context, task

from .keeping import expire


@task("digging.expire", every=timedelta(days=1))
def expire_answers(_context: Context) -> dict[str, Any]:
    """Delete the answers that are kept for long enough."""
    return {"answers": expire()}
