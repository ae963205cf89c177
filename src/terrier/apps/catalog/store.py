"""The store of this instance."""

from functools import lru_cache

from django.conf import settings

from terrier.lake.storage import LocalStore


@lru_cache(maxsize=1)
def store() -> LocalStore:
    """Give the store that the settings name."""
    return LocalStore(settings.STORE)
