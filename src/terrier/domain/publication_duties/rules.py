"""Whether a duty falls on an organisation, and why.

Sources: code des relations entre le public et l'administration (CRPA), L312-1-1 and D312-1-1-1;
décret 2016-1922; CADA, conseil 20192116.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

INHABITANTS = 3500
"""Local authorities below are outside L312-1-1 (CRPA)."""
AGENTS = 50
"""Legal persons with fewer agents, in full-time equivalents, are outside it (D312-1-1-1)."""


class Applies(StrEnum):
    """Whether a duty falls on an organisation."""

    YES = "oui"
    IF_HELD = "si concerné"
    """It does where the organisation does what the duty speaks of."""
    NO = "non"
    UNKNOWN = "à déterminer"
    """A figure is missing."""


@dataclass(frozen=True)
class Profile:
    """What decides."""

    kind: str
    """`epci`, `commune`, `syndicat` or `partenaire`, as organisations are called."""
    population: int | None = None
    agents: float | None = None
    """Full-time equivalents."""


@dataclass(frozen=True)
class Verdict:
    """Whether a duty falls on an organisation, in one word and one sentence."""

    applies: Applies
    why: str


Rule = Callable[[Profile], Verdict]


def general(profile: Profile) -> Verdict:
    """Decide for the general duty of L312-1-1.

    An intercommunality is no « collectivité territoriale »: only the agents count for it.

    Examples
    --------
    >>> general(Profile("commune", 3499, 80)).applies, general(Profile("commune", 3500, 50)).applies
    (<Applies.NO: 'non'>, <Applies.YES: 'oui'>)
    >>> general(Profile("epci", 16434)).applies
    <Applies.UNKNOWN: 'à déterminer'>
    """
    if profile.kind == "commune":
        if profile.population is None:
            return Verdict(Applies.UNKNOWN, "Le nombre d’habitants manque.")
        if profile.population < INHABITANTS:
            return Verdict(
                Applies.NO,
                f"Commune de moins de {_number(INHABITANTS)} habitants "
                f"({_number(profile.population)}) : l’obligation générale ne s’applique pas. "
                "Publier reste possible.",
            )
    if profile.agents is None:
        said = "Le nombre d’agents, en équivalents temps plein, manque : le seuil est de 50."
        if profile.kind == "epci":
            said += (
                " Une intercommunalité n’est pas une « collectivité territoriale » : "
                "le seuil de 3 500 habitants ne la dispense pas."
            )
        return Verdict(Applies.UNKNOWN, said)
    if profile.agents < AGENTS:
        return Verdict(
            Applies.NO,
            f"Moins de {AGENTS} agents ({_agents(profile.agents)}) : en dessous du seuil.",
        )
    return Verdict(Applies.YES, f"{_agents(profile.agents)} agents, pour un seuil de {AGENTS}.")


def every_body(profile: Profile) -> Verdict:
    """Decide for duties that have no threshold."""
    if profile.kind == "partenaire":
        return Verdict(
            Applies.UNKNOWN, "Cela dépend : le partenaire exerce-t-il un service public ?"
        )
    return Verdict(Applies.YES, "Toute administration, sans seuil.")


def acts(profile: Profile) -> Verdict:
    """Decide for the publication of acts in electronic form (CGCT L2131-1, L5211-3)."""
    if profile.kind == "commune" and profile.population is None:
        return Verdict(Applies.UNKNOWN, "Le nombre d’habitants manque.")
    if profile.kind == "commune" and (profile.population or 0) < INHABITANTS:
        return Verdict(
            Applies.NO,
            f"Commune de moins de {_number(INHABITANTS)} habitants : la forme électronique est "
            "un choix, à faire par délibération.",
        )
    if profile.kind in {"commune", "epci"}:
        return Verdict(Applies.YES, "Forme électronique obligatoire depuis le 1er juillet 2022.")
    return Verdict(Applies.UNKNOWN, "Les règles varient selon le type de syndicat ou d’organisme.")


def communes_only(profile: Profile) -> Verdict:
    """Decide for what communes alone must do."""
    if profile.kind == "commune":
        return Verdict(Applies.YES, "Toute commune, sans seuil.")
    return Verdict(Applies.NO, "Cette obligation est celle des communes ; on peut les y aider.")


def where(circumstance: str) -> Rule:
    """Make the rule of a duty that depends on what the organisation does."""

    def rule(_profile: Profile) -> Verdict:
        return Verdict(Applies.IF_HELD, circumstance)

    return rule


def judge(rule: Rule, profile: Profile) -> Verdict:
    """Decide."""
    return rule(profile)


def _number(value: int) -> str:
    return f"{value:,}".replace(",", "\u202f")


def _agents(value: float) -> str:
    return f"{value:g}".replace(".", ",")
