"""Numbers agree as French does, in Python and in templates, whatever the sentence."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils.translation import gettext, ngettext, npgettext


@pytest.mark.parametrize(
    ("number", "said"),
    [(0, "jeu"), (1, "jeu"), (-1, "jeu"), (2, "jeux"), (1_000_000, "jeux")],
)
def test_below_two_is_singular(number, said):
    assert ngettext("jeu", "jeux", number) == said
    assert npgettext("données", "jeu", "jeux", number) == said
    written = Template(
        "{% load i18n %}{% blocktranslate count n=n %}jeu{% plural %}jeux{% endblocktranslate %}"
    )
    assert written.render(Context({"n": number})) == said


def test_words_of_django_keep_their_catalogue():
    assert gettext("Yes") == "Oui"
    assert ngettext("%(num)d hour", "%(num)d hours", 2) == "%(num)d heures"
    assert ngettext("%(num)d hour", "%(num)d hours", 0) == "%(num)d heure"
