"""Collection points to put questions to."""

from __future__ import annotations

from tests.apps.catalog.conftest import bins

__all__ = ["bins"]
