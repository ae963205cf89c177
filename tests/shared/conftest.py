"""The door of the apps, for the real files."""

from tests.apps.conftest import _fresh_cache, place
from tests.apps.imports.conftest import door

__all__ = ["_fresh_cache", "door", "place"]
