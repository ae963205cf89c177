"""Files fetched from the web."""

from terrier.connectors.remote.addresses import is_public
from terrier.connectors.remote.fetching import Fetched, Seen, fetch, fetch_if_changed
from terrier.connectors.remote.posting import post

__all__ = ["Fetched", "Seen", "fetch", "fetch_if_changed", "is_public", "post"]
