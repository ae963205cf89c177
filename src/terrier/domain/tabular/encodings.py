"""Which encoding a text is in, among those that French town halls really send.

General detectors weigh a hundred encodings by letter statistics and are wrong on short French
files. Here only six candidates stand, and they are judged by what French words look like.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from terrier.domain.kernel.counting import counted

SINGLE_BYTE = ("cp1252", "cp850", "mac-roman")
LABELS = {
    "utf-8": "UTF-8",
    "cp1252": "Windows-1252 (Europe occidentale)",
    "cp850": "CP850 (ancien MS-DOS)",
    "mac-roman": "Mac Roman (ancien Macintosh)",
    "utf-16-le": "UTF-16 (petit-boutiste)",
    "utf-16-be": "UTF-16 (gros-boutiste)",
}
REPLACEMENT = "\ufffd"
_LOWER = "éèêëàâäçîïôöûùüÿœæ"
_FRENCH = frozenset(_LOWER + _LOWER.upper())
_TYPOGRAPHIC = frozenset("’‘“”«»–—…€°²³ºªµ\u00a0·•½¼×±§™©®")
_WORD = re.compile(r"[^\W\d_]*[^\x00-\x7f]+(?:[^\W\d_]|[^\x00-\x7f])*")
_WORDS = """
mâcon mâconnais orléans saint-étienne étienne besançon nîmes béziers châlons chalon-sur-
saône saône rhône isère drôme ardèche lozère corrèze côte côte-d'or nièvre finistère hérault
pyrénées guéret périgueux angoulême alençon évreux épinal évry créteil bourg-lès-valence
montélimar mâcot sète alès oléron vendôme château châteauroux châtellerault fougères vitré
plérin plœmeur compiègne château-thierry béthune liévin hénin-beaumont saint-rémy viré
lugny-lès-charolles sénozan préty farges-lès-mâcon brançion martailly-lès-brancion la-
truchère ambérieu ambérieux amblèon abergement-clémenciat école écoles élève élèves
élémentaire élu élue élus équipement équipements état étude énergie électricité électrique
éclairage église épicerie établissement années année numéro département départements région
régions société sociétés sécurité santé bâtiment bâtiments déchet déchets déchèterie
déchetterie collège lycée médiathèque bibliothèque musée théâtre hôtel hôpital père mère
forêt rivière côté côtés marché marchés délibération délibérations numérique téléphone
périmètre périodicité réseau réseaux réalisé réalisée réservoir référence rénovation réunion
système problème modèle matière matériau matériel libellé intitulé dénomination désignation
catégorie propriété propriétaire propriétés géométrie géographique développement aménagement
médical vélo vélos février août décembre où à été même très après près siège pièce espèce
français française façade leçon reçu maçon garçon façon déjà là voilà être fenêtre fête tête
bête chêne hêtre île îlot maître boîte coût goût sûreté mûr dû créé créée crée prénom
prénoms nationalité activité activités qualité quantité unité unités collectivité communauté
intercommunalité compétence fréquentation précision présence présent prévu prévue accès
succès décès progrès arrêt arrêté intérêt prêt enquête conquête œuvre cœur sœur nœud bœuf
évolution événement évènement édition
"""
_KNOWN = frozenset(_WORDS.split())


@dataclass(frozen=True)
class EncodingGuess:
    """The encoding proposed for a text, and why."""

    encoding: str
    """Python codec name, one of `LABELS`."""
    bom: int
    """Bytes of byte-order marks to skip at the start (6 where the mark is there twice)."""
    words: tuple[str, ...]
    """Words of the text that prove the choice, at most four."""
    proof: str
    """French sentence."""
    sure: bool
    """False where no accented word settles it."""


def guess_encoding(samples: Sequence[bytes]) -> EncodingGuess:
    """Choose the encoding of a text from samples of it.

    Parameters
    ----------
    samples
        Pieces of the file cut at line ends; the first one is its beginning.

    Returns
    -------
    EncodingGuess
        The choice among UTF-8, Windows-1252, CP850, Mac Roman and UTF-16.

    Examples
    --------
    >>> guess_encoding(["Mâcon;école".encode("cp850")]).encoding
    'cp850'
    """
    head = samples[0] if samples else b""
    marked = _by_mark(head)
    if marked:
        return marked
    pattern = _utf16_without_mark(head)
    if pattern:
        words = proving_words(head.decode(pattern, "replace"))
        proof = "Un octet nul sur deux : du texte UTF-16 sans marque d'ordre" + _quoted(words)
        return EncodingGuess(pattern, 0, words, proof, True)
    data = b"\n".join(samples)
    if data.isascii():
        proof = "Aucun caractère accentué : toutes les lectures donnent le même texte."
        return EncodingGuess("utf-8", 0, (), proof, False)
    return _utf8(data) or _single_byte(data)


def proving_words(text: str, limit: int = 4) -> tuple[str, ...]:
    """Pick the words of a text that best prove that its accents are read rightly.

    Parameters
    ----------
    text
        Decoded sample.
    limit
        Number of words.

    Returns
    -------
    tuple of str
        Known French words and commune names first, then the most frequent accented words.
    """
    found = Counter(w for w in _WORD.findall(text) if 2 < len(w) < 25 and w.isalpha())
    ranked = sorted(found, key=lambda w: (w.lower() not in _KNOWN, -found[w], w))
    return tuple(ranked[:limit])


def _by_mark(head: bytes) -> EncodingGuess | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        name = "utf-16-le" if head.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        words = proving_words(head[2:].decode(name, "replace"))
        proof = "La marque d'ordre des octets en tête désigne UTF-16" + _quoted(words)
        return EncodingGuess(name, 2, words, proof, True)
    bom = 0
    while head[bom : bom + 3] == codecs.BOM_UTF8:
        bom += 3
    if not bom:
        return None
    words = proving_words(head[bom:].decode("utf-8", "replace"))
    times = "" if bom == 3 else f" (elle y est {bom // 3} fois)"
    proof = f"La marque UTF-8 est en tête du fichier{times}" + _quoted(words)
    return EncodingGuess("utf-8", bom, words, proof, True)


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0:4000:2], head[1:4000:2]
    if len(odd) < 4:
        return None
    if odd.count(0) > 0.7 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.7 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def _utf8(data: bytes) -> EncodingGuess | None:
    text = data.decode("utf-8", "surrogateescape")
    wrong = sum("\udc80" <= c <= "\udcff" for c in text)
    right = sum(c > "\x7f" for c in text) - wrong
    if right <= 10 * wrong:
        return None
    words = proving_words(text.encode("utf-8", "replace").decode("utf-8"))
    proof = "Les accents s'écrivent comme en UTF-8" + _quoted(words)
    if wrong:
        proof += (
            f" {counted(wrong, 'octet échappe', 'octets échappent')} à cette lecture : "
            "leurs lignes seront rejetées."
        )
    return EncodingGuess("utf-8", 0, words, proof, wrong == 0)


def _single_byte(data: bytes) -> EncodingGuess:
    texts = {name: data.decode(name, "replace") for name in SINGLE_BYTE}
    scores = {name: _score(text) for name, text in texts.items()}
    # cp1252 first in a tie: it is what Excel writes on French machines.
    best = max(SINGLE_BYTE, key=lambda name: scores[name])
    words = proving_words(texts[best])
    others = sorted((s for n, s in scores.items() if n != best), reverse=True)
    sure = bool(words) and scores[best] > others[0]
    proof = f"Ce n'est pas de l'UTF-8 ; lu en {LABELS[best]}, le texte est du français"
    return EncodingGuess(best, 0, words, proof + _quoted(words), sure)


def _score(text: str) -> float:
    score = 0.0
    for word, times in Counter(_WORD.findall(text)).most_common(5000):
        weight = min(times, 20)
        score += weight * sum(_letter(c, word) for c in word if c > "\x7f")
        if word.lower() in _KNOWN:
            score += 6 * weight
    return score


def _letter(char: str, word: str) -> float:
    if char in _FRENCH:
        plain = [c for c in word if c.isascii()]
        capital_inside = char.isupper() and any(c.islower() for c in plain) and word[0] != char
        return -1.0 if capital_inside else 2.0
    if char in _TYPOGRAPHIC:
        return 0.5
    return -2.0 if char.isalpha() else -3.0


def _quoted(words: Sequence[str]) -> str:
    return (" : " + ", ".join(f"« {w} »" for w in words) + ".") if words else "."
