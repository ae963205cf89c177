"""Datasets of collection points, as the catalogue's tests make them."""

from tests.apps.catalog.conftest import bins

__all__ = ["bins"]
