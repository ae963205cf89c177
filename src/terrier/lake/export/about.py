"""What a file says of itself, wherever it lands: title, source, licence, version, date."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

FICTIONAL = "Territoire fictif : ces données sont inventées."


@dataclass(frozen=True)
class About:
    """Where an export comes from, in the words of its readers."""

    title: str
    source: str
    """Organisation that answers for the data."""
    licence: str
    version: int
    day: date
    """Day of the version."""
    origin: str = ""
    """How the data came about, in the words of the organisation."""
    extract: bool = False
    """Only the rows that a filter kept."""
    fictional: bool = False

    def lines(self) -> Iterator[tuple[str, str]]:
        """Give what there is to say, each with its name."""
        yield "Titre", self.title
        yield "Source", self.source
        yield "Licence", self.licence or "non précisée"
        yield "Version", f"{self.version} du {self.day:%d/%m/%Y}"
        if self.origin:
            yield "Origine", self.origin
        if self.extract:
            yield "Étendue", "extrait : les lignes retenues par un filtre"
        if self.fictional:
            yield "Avertissement", FICTIONAL

    def text(self) -> str:
        """Write it as lines of text."""
        return "\n".join(f"{name} : {value}" for name, value in self.lines())
