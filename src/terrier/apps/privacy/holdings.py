"""What apps above hold of people: told to them, and left without their name when they leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from terrier.apps.accounts.models import User


@dataclass(frozen=True)
class Holding:
    """One kind of thing that an app holds of the people who use it."""

    name: str
    """Its member in the file of « Mes données »."""
    label: str | Promise
    tell: Callable[[User], list[dict[str, Any]]]
    unname: Callable[[User, str], None]
    """Write this instead of the name of somebody who leaves."""


HOLDINGS: list[Holding] = []
"""Filled by the apps above, when they are ready."""
