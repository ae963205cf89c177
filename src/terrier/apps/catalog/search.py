"""Search in the descriptions of datasets: without accents, with typos, the same on every database.

Scores are made in Python over the datasets that a reader may see, from words that this reader may
know: the label of a masked column finds nothing for whom it is masked.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9]+")
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "’": " ", "'": " "})
_EMPTY_WORDS = frozenset(
    {
        "a",
        "au",
        "aux",
        "d",
        "de",
        "des",
        "du",
        "en",
        "et",
        "l",
        "la",
        "le",
        "les",
        "par",
        "sur",
        "un",
    }
    | {"une", "dans", "pour"}
)
LONGEST_QUERY = 200
CLOSE_ENOUGH = 0.6
"""Share of common trigrams (Dice) from which two words are taken for the same with a typo."""
SHORTEST_WITH_TYPO = 4
"""Below this length every word resembles every other."""


@dataclass(frozen=True)
class Field:
    """Words of one kind, and how much finding one of them says."""

    words: tuple[str, ...]
    weight: float


def normalise(text: str) -> str:
    """Give a text without accents, capitals and punctuation, its words apart by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    letters = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(_WORD.findall(letters))


def words(text: str) -> tuple[str, ...]:
    """Give the words that carry meaning, in their singular as far as French spelling shows it."""
    return tuple(_singular(w) for w in normalise(text).split() if w not in _EMPTY_WORDS)


def field(texts: Iterable[str], weight: float) -> Field:
    """Prepare texts to be searched."""
    return Field(words(" ".join(texts)), weight)


def score(query: tuple[str, ...], fields: Iterable[Field]) -> float:
    """Score how well fields answer a query; 0 where one of its words is found nowhere."""
    fields = tuple(fields)
    total = 0.0
    for asked in query:
        best = max((f.weight * _best(asked, f.words) for f in fields), default=0.0)
        if best == 0.0:
            return 0.0
        total += best
    return total


def _best(asked: str, known: tuple[str, ...]) -> float:
    return max((_likeness(asked, word) for word in known), default=0.0)


def _likeness(asked: str, word: str) -> float:
    if asked == word:
        return 1.0
    if word.startswith(asked) and len(asked) >= 2:
        return 0.9
    if min(len(asked), len(word)) < SHORTEST_WITH_TYPO:
        return 0.0
    if asked in word:
        return 0.7
    mine, theirs = _trigrams(asked), _trigrams(word)
    dice = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    if dice < CLOSE_ENOUGH and _one_slip(asked, word):
        dice = CLOSE_ENOUGH
    return 0.6 * dice if dice >= CLOSE_ENOUGH else 0.0


def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {word} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


def _one_slip(a: str, b: str) -> bool:
    """Say whether one letter added, lost, changed or swapped with the next is all."""
    if abs(len(a) - len(b)) > 1:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), None)
    if start is None:
        return True
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[:2] == rest_b[1::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word
