"""How findings name elements and write numbers, in French."""

from __future__ import annotations

from terrier.domain.topology.elements import Frame, NodeKind

KINDS = {
    NodeKind.JUNCTION: "nœud",
    NodeKind.VALVE: "vanne",
    NodeKind.CHECK_VALVE: "clapet",
    NodeKind.REGULATOR: "régulateur",
    NodeKind.PUMP: "pompe",
    NodeKind.SOURCE: "source",
    NodeKind.TANK: "réservoir",
    NodeKind.HYDRANT: "hydrant",
    NodeKind.METER: "compteur",
    NodeKind.AIR_VALVE: "ventouse",
    NodeKind.DRAIN: "vidange",
    NodeKind.CONNECTION: "point de branchement",
    NodeKind.CAP: "bouchon",
    NodeKind.MANHOLE: "regard",
    NodeKind.INLET: "avaloir",
    NodeKind.OVERFLOW: "déversoir",
    NodeKind.OUTFALL: "rejet",
    NodeKind.TREATMENT: "station de traitement",
    NodeKind.BASIN: "bassin",
    NodeKind.CABINET: "armoire",
    NodeKind.SENSOR: "capteur",
}


def pipe(frame: Frame, at: int) -> str:
    """Name a pipe."""
    return f"conduite {label(frame, at)}"


def node(frame: Frame, at: int) -> str:
    """Name a node by what stands there."""
    return f"{KINDS.get(frame.texts('kind')[at], 'nœud')} {label(frame, at)}"


def label(frame: Frame, at: int) -> str:
    """Give the identifier of an element, or its row where it has none."""
    identifier = frame.texts("identifier")[at]
    row = frame.refs[at].partition("/")[2].removeprefix("#")
    return str(identifier) if identifier else f"(ligne {row})"


def about(name: str, text: str) -> str:
    """Write what is found of an element.

    Examples
    --------
    >>> about("conduite C1", "sa longueur est nulle.")
    'Conduite C1 : sa longueur est nulle.'
    """
    return f"{name[:1].upper()}{name[1:]} : {text}"


def metres(value: float) -> str:
    """Write a length.

    Examples
    --------
    >>> metres(0.4321), metres(12.5)
    ('43 cm', '12,5 m')
    """
    return f"{value * 100:.0f} cm" if abs(value) < 1 else f"{number(value)} m"


def number(value: float) -> str:
    """Write a number as French does, without decimals that say nothing.

    Examples
    --------
    >>> number(0.2), number(200.0)
    ('0,2', '200')
    """
    whole, _, decimals = f"{value:,.2f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", "\u202f") + (f",{decimals}" if decimals else "")
