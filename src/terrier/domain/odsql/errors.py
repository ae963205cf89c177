"""What is wrong with a question in ODSQL."""

from __future__ import annotations

from terrier.domain.kernel.errors import Invalid


class Malformed(Invalid):
    """A clause cannot be read, or asks what the columns do not hold."""

    code = "odsql"
