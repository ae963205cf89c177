"""Files fetched from the web."""

from terrier.connectors.remote.addresses import is_public
from terrier.connectors.remote.fetching import Fetched, fetch

__all__ = ["Fetched", "fetch", "is_public"]
