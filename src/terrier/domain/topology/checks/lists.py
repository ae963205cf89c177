"""Checks of values against the lists that they come from, or against one another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from terrier.domain.topology.elements import FIELDS, FieldType, Frame, Role

from .contract import check
from .findings import Change, Finding, Severity
from .survey import Survey

MEASURES = {
    "diameter_mm": "diamètre", "depth_m": "profondeur",
    "depth_min_m": "profondeur minimale réglementaire",
}  # fmt: skip
NAMES = {"owner": "propriétaire", "operator": "exploitant", "address": "rue", "commune": "commune"}
"""Free texts that should have one spelling each."""
LABELS = {
    "commodity": "contenu", "status": "état de service", "material": "matériau",
    "precision_xy": "classe de précision en plan", "precision_z": "classe de précision en altitude",
    "circulation": "mode de circulation", "kind": "nature", "state": "état", "device": "appareil",
    "against": "sens d'écoulement", "connection": "branchement", "sensitive": "sensible",
}  # fmt: skip
LISTED = (FieldType.CODE, FieldType.YES_NO)


@check(
    "R45",
    Severity.IMPORTANT,
    "Valeur hors de la liste",
    meaning="Une valeur qui devrait venir d'une liste de codes n'y est pas : elle est tenue pour "
    "inconnue.",
    why="Ce qui a été saisi ne sert à rien tant que le code n'est pas compris.",
    remedy="Écrivez un code de la liste (proposé là où il n'y manque qu'un zéro, une majuscule ou "
    "un accent), ou complétez la correspondance du réseau.",
)
def off_list(survey: Survey) -> Iterator[Finding]:
    """Find coded values that no list has."""
    for subjects, role in zip(survey.both, (Role.PIPES, Role.NODES), strict=True):
        frame = subjects.frame
        for key in frame.raw:
            if FIELDS[role].get(key) in LISTED:
                for at, value in _unread(frame, key):
                    meant = _meant(survey, frame.refs[at], key, value)
                    hint = f" Peut-être « {meant} »." if meant else ""
                    label = LABELS.get(key, key)
                    text = f"{label} « {value} », qui n'est pas dans la liste des codes.{hint}"
                    repair = survey.proposed(Change(frame.refs[at], key, meant)) if meant else ()
                    yield subjects.found("R45", at, text, aspect=key, repair=repair)


def _unread(frame: Frame, key: str) -> Iterator[tuple[int, str]]:
    """Give the values of a coded field that no code was made of."""
    for at, (value, read) in enumerate(zip(frame.raw[key], frame.texts(key), strict=True)):
        if read is None and value is not None and str(value).strip():
            yield at, str(value)


@check(
    "R46",
    Severity.MINOR,
    "Deux écritures d'un même nom",
    meaning="Un exploitant, un propriétaire, une rue, une commune ou un matériau est écrit de "
    "plusieurs façons qui ne diffèrent que par les majuscules, les accents, la ponctuation ou les "
    "espaces.",
    why="Les comptes par nom en font plusieurs.",
    remedy="Gardez l'écriture la plus fréquente (proposée).",
)
def two_spellings(survey: Survey) -> Iterator[Finding]:
    """Find names that are written in several ways."""
    for key in (*NAMES, "material"):
        kept = _kept_spellings([v for s in survey.both for v in _written(s.frame, key)])
        label = NAMES.get(key) or LABELS[key]
        for subjects in survey.both:
            for at, value in enumerate(_written(subjects.frame, key)):
                if value in kept:
                    text = f"{label} « {value} », écrit ailleurs « {kept[value]} »."
                    better = Change(subjects.frame.refs[at], key, kept[value])
                    repair = survey.proposed(better)
                    yield subjects.found("R46", at, text, aspect=key, repair=repair)


def _written(frame: Frame, key: str) -> list[str | None]:
    """Give a name as it stands in the table: coded fields keep what was written apart."""
    values = frame.raw.get(key) if key == "material" else frame.texts(key)
    if values is None:
        return [None] * len(frame)
    return [None if value is None else str(value) for value in values]


def _kept_spellings(values: list[str | None]) -> dict[str, str]:
    """Give, for each spelling that is not the most frequent of its name, the one that is."""
    times = Counter(value for value in values if value)
    spellings: dict[str, list[str]] = {}
    for value in times:
        spellings.setdefault(plain(value), []).append(value)
    return {
        value: best
        for variants in spellings.values()
        if len(variants) > 1
        for best in [max(variants, key=lambda v: (times[v], v == v.strip(), v))]
        for value in variants
        if value != best
    }


def plain(text: str) -> str:
    """Write a name without capitals, accents, punctuation or double spaces.

    Examples
    --------
    >>> plain("  S.A.U.R.  Mâcon") == plain("saur macon")
    True
    """
    bare = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in bare if not unicodedata.combining(c)).replace(".", "")
    return " ".join(re.split(r"[\W_]+", bare)).strip()


def _meant(survey: Survey, ref: str, key: str, value: str) -> str | None:
    """Give the code of the table's list that a value most likely stands for."""
    table = survey.mapping.tables.get(ref.partition("/")[0])
    source = table.fields.get(key) if table else None
    if source is None:
        return None
    padded = value.strip().zfill(2)
    if padded in source.codes:
        return padded
    alike = [code for code in source.codes if plain(code) == plain(value)]
    return alike[0] if len(alike) == 1 else None


@check(
    "R48",
    Severity.IMPORTANT,
    "Mesure sans unité connue",
    meaning="Une mesure est écrite sans son unité, ou dans une unité inconnue : elle est tenue "
    "pour inconnue.",
    why="Un diamètre de 100 peut être en millimètres ou en centimètres : rien n'est deviné.",
    remedy="Demandez l'unité à qui fournit le plan, ou dites d'où vient la mesure dans la "
    "correspondance du réseau.",
)
def without_unit(survey: Survey) -> Iterator[Finding]:
    """Find measures that no number could be made of."""
    for subjects in survey.both:
        frame = subjects.frame
        for key, label in MEASURES.items():
            raw = frame.raw.get(key)
            if raw is None:
                continue
            read = frame.numbers(key)
            for at, value in enumerate(raw):
                if value is not None and read[at] != read[at]:
                    text = f"{label} « {value} », dont l'unité n'est pas connue."
                    yield subjects.found("R48", at, text, aspect=key)
