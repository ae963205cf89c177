"""The one engine that groups rows and measures the groups, exactly."""

from terrier.lake.questions.answering import MAX_GROUPS, SECONDS, answer, headings, settled
from terrier.lake.questions.atoms import atoms

__all__ = ["MAX_GROUPS", "SECONDS", "answer", "atoms", "headings", "settled"]
