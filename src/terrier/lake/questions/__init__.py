"""The one engine that groups rows and measures the groups, exactly."""

from terrier.lake.questions.answering import SECONDS, answer, headings, settled
from terrier.lake.questions.atoms import atoms

__all__ = ["SECONDS", "answer", "atoms", "headings", "settled"]
