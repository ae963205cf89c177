"""Invented names; a test checks that no real commune bears one of them."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import numpy as np

FICTION = "Territoire fictif"
EPCI_NAME = "Communauté de communes du Val de Virlane"
RIVER = "la Virlane"
BROOKS = ("l'Ozerette", "la Courbise", "le Fraisnel", "la Doulisse", "le Gravelon", "la Nervie",
          "le Merdanson", "la Sourbe")  # fmt: skip

COMMUNES = (
    "Marsoulles-sur-Virlane", "Saint-Aubrin-le-Marché", "Velmoret", "La Chapelle-Ormelle",
    "Brénaud-le-Vieux", "Cortelaine", "Saint-Gervin-des-Prés", "Les Hautes-Vernelles",
    "Fontarzay", "Miremagne", "Pruzelle", "Saint-Odrin", "Sainte-Mélune", "Cherzelles-la-Forêt",
    "Vaubrune", "Lancheraine", "Ougerelle", "Nœuvelaire", "Essertonne-le-Haut", "L'Hermeraude",
    "Bussignolles", "Tressandre", "Corvaudon", "Clairoise-en-Val",
)  # fmt: skip
"""The two bourgs first."""

_PLACES = (
    "l'Église", "la Mairie", "la Fontaine", "la Gare", "l'École", "la Poste", "la Liberté",
    "la République", "la Paix", "la Croix", "la Chapelle", "la Forge", "la Tannerie", "la Halle",
    "la Motte", "la Source", "la Prairie", "la Vigne", "la Cure", "la Tuilerie", "la Perrière",
    "l'Étang", "l'Abreuvoir", "l'Hôpital", "l'Ancien Presbytère",
    "#Moulin", "#Lavoir", "#Château", "#Stade", "#Cimetière", "#Four", "#Puits", "#Pressoir",
    "#Port", "#Pont", "#Marché", "#Verger", "#Clos", "#Bief", "#Champ de Foire", "#8 Mai 1945",
    "#11 Novembre", "#19 Mars 1962", "#Général de Gaulle", "#Tilleul", "#Bois", "#Vieux Bourg",
    "*Écoles", "*Remparts", "*Jardins", "*Lilas", "*Tilleuls", "*Acacias", "*Prés", "*Vignes",
    "*Chênes", "*Noyers", "*Charmes", "*Artisans", "*Tanneurs", "*Cordiers", "*Alouettes",
    "*Hirondelles", "*Bleuets", "*Coquelicots", "*Peupliers", "*Marronniers", "*Sources",
)  # fmt: skip
_PEOPLE = (
    "Victor Hugo", "Jean Jaurès", "Jules Ferry", "Louis Pasteur", "Marie Curie", "Émile Zola",
    "George Sand", "Lamartine", "Pasteur", "Gambetta", "Jean Moulin", "Pierre Brossolette",
    "Simone Veil", "Olympe de Gouges", "Jacques Prévert", "Aristide Briand", "Colette",
    "Gustave Eiffel", "Berthie Albrecht", "Lucie Aubrac", "Alphonse Daudet", "Ambroise Paré",
    "Rosa Bonheur", "Niépce", "Vauban", "Molière", "La Fontaine", "Arago", "Blériot",
)  # fmt: skip
_HAMLET_HEADS = (
    "Les", "La", "Le", "Le Petit", "La Grande", "Le Grand", "La Petite", "Chez",
    "Le Bas", "Le Haut",
)  # fmt: skip
_HAMLET_TAILS = {
    "Les": ("Bruyères", "Essarts", "Granges", "Varennes", "Teppes", "Brosses", "Quatre Vents",
            "Buissonnets", "Cadoles", "Champs Rouges", "Combes", "Mouilles", "Rompées", "Vernes"),
    "La": ("Croix Blanche", "Verchère", "Bergerie", "Maladière", "Roche", "Faye", "Bretonnière",
           "Garenne", "Levée", "Tuilière", "Colline", "Platière", "Motte aux Loups", "Vallière"),
    "Le": ("Crot", "Bois Dieu", "Sauzet", "Châtelard", "Mont Rond", "Gué", "Plessis", "Molard",
           "Verger", "Pré Long", "Carrouge", "Breuil", "Colombier", "Rondeau"),
    "Le Petit": ("Moulin", "Bois", "Breuil", "Vaux"),
    "La Grande": ("Métairie", "Grange", "Borde", "Vaure"),
    "Le Grand": ("Champ", "Pré", "Essart", "Mont"),
    "La Petite": ("Borde", "Vaure", "Chaux", "Rivière"),
    "Chez": ("Bardot", "Thévenet", "Gonin", "Pacaud", "Mazuy"),
    "Le Bas": ("de la Côte", "du Mont", "des Vignes"),
    "Le Haut": ("de la Côte", "du Mont", "des Vignes"),
}  # fmt: skip
FIRST_NAMES = (
    "Marie", "Jean", "Nathalie", "Philippe", "Isabelle", "Alain", "Catherine", "Patrick", "Sylvie",
    "Michel", "Chloé", "Loïc", "Hélène", "François", "Aurélie", "Benoît", "Céline", "Rémi",
    "Joëlle", "Mickaël", "Noémie", "Gaël", "Édith", "Anaïs",
)  # fmt: skip
LAST_NAMES = (
    "Bernolin", "Charvaux", "Dutrévy", "Fauconnot", "Girardeau", "Lacombier", "Morelet", "Perrotin",
    "Renaudon", "Thivolet", "Vautrelle", "Bréchard", "Guillemet", "Lépinasse", "Métrailler",
    "Pâquier", "Rouvière", "Têtenoire", "Coeurdevey", "Désormeaux", "Mazoyaud", "Noblot",
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """An invented person."""

    first: str
    last: str

    @property
    def full(self) -> str:
        """Give first and last name."""
        return f"{self.first} {self.last}"


def person(rng: np.random.Generator) -> Person:
    """Draw a person."""
    return Person(str(rng.choice(FIRST_NAMES)), str(rng.choice(LAST_NAMES)))


def of(name: str) -> str:
    """Put « de » before a name as French does.

    Examples
    --------
    >>> of("Le Crot"), of("Essertonne-le-Haut"), of("Velmoret"), of("Les Granges")
    ('du Crot', "d'Essertonne-le-Haut", 'de Velmoret', 'des Granges')
    """
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    if name.startswith(("La ", "L'")):
        return f"de {name[0].lower()}{name[1:]}"
    vowel = name[0].upper() in "AEIOUYÉÈÊHŒ"
    return f"d'{name}" if vowel else f"de {name}"


def hamlets(count: int, rng: np.random.Generator) -> list[str]:
    """Draw distinct hamlet names for one commune (two communes may share one, as in life)."""
    every = [f"{head} {tail}" for head in _HAMLET_HEADS for tail in _HAMLET_TAILS[head]]
    return [str(name) for name in rng.choice(every, count, replace=False)]


def streets(lengths_m: list[float], rng: np.random.Generator) -> list[str]:
    """Draw distinct street names for one settlement, the longest first getting the great names."""
    great = ["Grande Rue", "Rue de l'Église", "Place de la Mairie"]
    common = [f"de {p}" for p in _PLACES if p[0] not in "#*"]
    common += [f"du {p[1:]}" for p in _PLACES if p[0] == "#"]
    common += [f"des {p[1:]}" for p in _PLACES if p[0] == "*"]
    common += list(_PEOPLE)
    rng.shuffle(common)
    drawn: dict[int, str] = {}
    taken = set(great)
    for rank, index in enumerate(np.argsort(lengths_m)[::-1]):
        length = lengths_m[index]
        name = great[rank] if rank < len(great) else _street(length, common, taken, rng)
        taken.add(name)
        drawn[int(index)] = name
    return [drawn[i] for i in range(len(lengths_m))]


def _street(length: float, common: list[str], taken: set[str], rng: np.random.Generator) -> str:
    kinds = ("Impasse", "Ruelle", "Passage") if length < 70 else ("Rue", "Rue", "Rue", "Allée")
    kinds = ("Rue", "Avenue", "Rue", "Boulevard") if length > 450 else kinds
    for _ in range(200):
        name = f"{rng.choice(kinds)} {rng.choice(common)}"
        if name not in taken:
            return name
    raise ValueError("too many streets for the stock of names")


def slug(name: str) -> str:
    """Give a name as it stands in an address.

    Examples
    --------
    >>> slug("L'Hermeraude"), slug("Nœuvelaire"), slug("Sainte-Mélune")
    ('l-hermeraude', 'noeuvelaire', 'sainte-melune')
    """
    plain = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "Oe"))
    kept = plain.encode("ascii", "ignore").decode().lower()
    return "-".join("".join(c if c.isalnum() else " " for c in kept.replace("'", " ")).split())
