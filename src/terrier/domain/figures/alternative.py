"""A figure in words, for who does not see it."""

from __future__ import annotations

from datetime import date

from terrier.domain.figures import axes, wording
from terrier.domain.figures.finding import finding
from terrier.domain.figures.form import FORM_NAMES, Form
from terrier.domain.questions.answer import Answer


def alternative(answer: Answer, form: Form, *, today: date | None = None) -> str:
    """Describe a figure: its form, its subject, how much it shows, its finding."""
    said = finding(answer, form, today=today)
    if not answer.by:
        return said
    subject = wording.measure_title(answer)
    by = " et ".join(f"« {axes.label(answer, axis)} »" for axis in range(len(answer.by)))
    count = len(axes.measured(answer))
    missing = sum(g.value is None for g in answer.groups)
    values = f"{count} valeur{'s' if count > 1 else ''}"
    if missing:
        values += f", {missing} sans valeur"
    described = f"{FORM_NAMES[form]}\u00a0: {subject}, par {by}\u00a0; {values}. {said}"
    return wording.unbroken(described)
