"""What argparse says by itself, in French: it asks for each sentence through its own `_`."""

from __future__ import annotations

import argparse

SENTENCES = {
    "usage: ": "emploi : ",
    "positional arguments": "à donner",
    "options": "options",
    "show this help message and exit": "montre cette aide",
    "show program's version number and exit": "dit la version",
    "%(prog)s: error: %(message)s\n": (
        "%(prog)s : %(message)s\n« %(prog)s --help » dit ce qui est attendu.\n"
    ),
    "argument %(argument_name)s: %(message)s": "%(argument_name)s : %(message)s",
    "the following arguments are required: %s": "il manque %s",
    "unrecognized arguments: %s": "ceci n’est pas compris : %s",
    "expected one argument": "une valeur est attendue",
    "expected at least one argument": "au moins une valeur est attendue",
    "ignored explicit argument %r": "aucune valeur n’est attendue (reçu : %r)",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s peut vouloir dire %(matches)s"
    ),
    "invalid choice: %(value)r (choose from %(choices)s)": (
        "%(value)r n’existe pas ; au choix : %(choices)s"
    ),
    "invalid %(type)s value: %(value)r": "%(value)r n’est pas une valeur possible",
}


def speak() -> None:
    """Make argparse speak French in this process."""
    argparse._ = _french  # type: ignore[attr-defined]


def _french(sentence: str) -> str:
    return SENTENCES.get(sentence, sentence)
