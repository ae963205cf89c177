"""French sentences stand in the source, without a catalogue: so does the French rule of plurals."""

from __future__ import annotations

from gettext import NullTranslations

from django.utils.translation.trans_real import translation


class FrenchSource(NullTranslations):
    """What is in no catalogue is French already: « 0 jeu », « 2 jeux »."""

    def ngettext(self, one: str, several: str, number: int) -> str:
        """Give the singular below two (CLDR, rules of French: i = 0 or 1)."""
        return one if abs(number) < 2 else several


def register() -> None:
    """Ask here what Django's own catalogue of French does not know; Django's rule is English."""
    translation("fr").add_fallback(FrenchSource())
