"""Who may ask at all; of which networks is decided for each of them (`networks.permissions`)."""

from __future__ import annotations

from terrier.domain.access.policy import Reader, Right


def may_ask(reader: Reader) -> bool:
    """Say whether the reader has the right « exploiter le réseau » somewhere."""
    granted = any(Right.OPERATE_NETWORK in grant.rights for grant in reader.grants)
    return granted and not reader.read_only
