"""What an access token may be used for: each act of a program asks for one scope."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """The acts that a token permits, within the rights of its person."""

    READ = "read"
    """Find datasets and read their rows."""
    IMPORT = "import"
    """Bring files in, decide on their reading, read their receipts."""
    CORRECT = "correct"
    """Mend values, and settle what a new file contradicts."""
    RESTORE = "restore"
    """Put an old version back in place."""
    WORKSITES = "worksites"
    """Keep the register of worksites."""
