"""Invented associations, shared by the grants and the directory."""

from __future__ import annotations

from dataclasses import dataclass

from terrier.demonstration import codes
from terrier.demonstration.ground import stream
from terrier.demonstration.names import Person, of, person
from terrier.demonstration.territory import Territory

_KINDS = {
    "Comité des fêtes": "Animation", "Foyer rural": "Animation", "Football-club": "Sport",
    "Judo-club": "Sport", "La Boule ferrée": "Sport", "Club de gymnastique": "Sport",
    "Harmonie": "Culture", "Chorale À cœur joie": "Culture", "Théâtre du Lavoir": "Culture",
    "Amicale des pompiers": "Solidarité", "Donneurs de sang": "Solidarité",
    "Club des aînés": "Solidarité", "Parents d'élèves": "Enfance", "Scouts": "Enfance",
    "Patrimoine et lavoirs": "Patrimoine", "Pêcheurs": "Nature", "Jardins partagés": "Nature",
}  # fmt: skip


@dataclass(frozen=True)
class Association:
    """One invented association and its president."""

    name: str
    theme: str
    commune: int
    rna: str
    siret: str
    president: Person
    members: int


def draw(territory: Territory) -> list[Association]:
    """Draw associations, more of them where there are more people."""
    rng = stream(territory.seed, "associations")
    drawn: list[Association] = []
    for rank, commune in enumerate(territory.communes):
        wanted = min(len(_KINDS), 3 + commune.population // 230)
        for kind in rng.choice(list(_KINDS), wanted, replace=False):
            number = len(drawn) + 1
            members = int(rng.integers(12, 60) * (1 + commune.population / 2500))
            drawn.append(Association(
                f"{kind} {of(commune.name)}", _KINDS[str(kind)], rank, codes.rna(number),
                codes.siret(codes.siren("29", number)), person(rng), members,
            ))  # fmt: skip
    return drawn
