"""The sentences of an answer: what is known and, above all, what is not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.domain.topology.elements import NodeKind, Status, ValveState
from terrier.domain.topology.footprint import DEEPEST_RULE_M, Piece, Reach
from terrier.domain.topology.ignorance import SERVED_WITHIN_M, Gap, Unknown
from terrier.domain.topology.materials import MATERIALS, UNKNOWN
from terrier.web.days import write_day

ONE_CALL_SITE = "reseaux-et-canalisations.gouv.fr"
"""Guichet unique. Source: Code de l'environnement, article R554-7."""


def of_gap(unknown: Unknown) -> str:
    """Say in a sentence one thing that is not known."""
    return _GAPS[unknown.gap](unknown)


def _what(unknown: Unknown) -> str:
    return unknown.commodity.look.label if unknown.commodity else ""


def _place(unknown: Unknown) -> str:
    return unknown.place or _("cet endroit")


def metres(value: float) -> str:
    """Write a length."""
    if value and value < 1:
        return _("moins de 1 m")
    return _("%(metres)s m") % {"metres": f"{value:,.0f}".replace(",", "\u202f")}


def percent(share: float) -> str:
    """Write a share; what is not nothing is never said to be 0 %."""
    if 0 < share < 0.01:
        return _("moins de 1 %")
    if 0.99 < share < 1:
        return _("99 %")
    return f"{share * 100:.0f}\u00a0%"


def percents(shares: Sequence[float]) -> list[str]:
    """Write the parts of a whole: they add up to 100, by the largest remainders."""
    counts = [max(int(share * 100), int(share > 0)) for share in shares]
    lacking = 100 - sum(counts)
    by_remainder = sorted(range(len(counts)), key=lambda rank: counts[rank] - shares[rank] * 100)
    for rank in by_remainder[: max(lacking, 0)]:
        counts[rank] += 1
    if lacking < 0:
        # What is less than 1 % counts for one: the largest part makes room for it.
        counts[counts.index(max(counts))] += lacking
    return [
        percent(share) if share < 0.01 else f"{count}\u00a0%"
        for share, count in zip(shares, counts, strict=True)
    ]


LENGTHS: dict[Gap, str | Promise] = {
    Gap.NO_CLASS: gettext_lazy("sans classe déclarée"),
    Gap.CLASS_C: gettext_lazy("en classe C"),
    Gap.NO_DATE: gettext_lazy("sans date de pose"),
    Gap.NO_MATERIAL: gettext_lazy("sans matériau"),
    Gap.NO_DEPTH: gettext_lazy("sans profondeur"),
    Gap.NO_STATUS: gettext_lazy("état inconnu"),
}
"""What may lack of what is drawn, counted by its length."""


def table_of_lengths(unknowns: Iterable[Unknown]) -> dict[str, list[Any]]:
    """Give a table: a row for each network, a column for each thing that lacks somewhere."""
    known: dict[str, dict[Gap, Unknown]] = {}
    for unknown in unknowns:
        if unknown.gap in LENGTHS:
            known.setdefault(unknown.subject, {})[unknown.gap] = unknown
    columns = [gap for gap in LENGTHS if any(gap in told for told in known.values())]
    rows = [
        [network, *(_lacking(told.get(gap)) for gap in columns)] for network, told in known.items()
    ]
    return {"head": [str(LENGTHS[gap]) for gap in columns], "rows": rows}


def _lacking(unknown: Unknown | None) -> str:
    if unknown is None:
        return "–"
    return f"{metres(unknown.metres)} ({percent(unknown.share)})"


_GAPS: dict[Gap, Callable[[Unknown], str]] = {
    Gap.UNDECLARED: lambda u: (
        _(
            "Aucun service « %(what)s » n’est déclaré à %(place)s : un tel réseau existe presque "
            "toujours, et personne ici ne sait qui l’exploite."
        )
        % {"what": _what(u), "place": _place(u)}
    ),
    Gap.UNTOLD: lambda u: (
        _("Rien n’est déclaré à %(place)s pour : %(what)s. Personne ici ne sait s’il y en a.")
        % {"what": u.subject, "place": _place(u)}
    ),
    Gap.NO_PLAN: lambda u: (
        _(
            "%(who)s exploite un réseau « %(what)s » à %(place)s, dont aucun plan ne vous est "
            "montré ici."
        )
        % {"who": u.subject, "what": _what(u), "place": _place(u)}
    ),
    Gap.WITHHELD: lambda u: (
        _(
            "Vous n’avez pas accès au plan de « %(network)s » : demandez-le à son exploitant. Il "
            "peut passer ici."
        )
        % {"network": u.subject}
    ),
    Gap.UNSUPPLIED: lambda u: (
        _(
            "%(count)s adresses ou bâtiments sont à plus de %(reach)s m de toute conduite d’eau "
            "potable connue : une conduite ignorée les dessert sans doute."
        )
        % {"count": u.count, "reach": f"{SERVED_WITHIN_M:g}"}
        if u.count > 1
        else _(
            "Une adresse ou un bâtiment est à plus de %(reach)s m de toute conduite d’eau potable "
            "connue : une conduite ignorée le dessert sans doute."
        )
        % {"reach": f"{SERVED_WITHIN_M:g}"}
    ),
    Gap.NO_GROUND: lambda _u: _(
        "Ni adresses ni bâtiments ne sont ouverts à votre lecture : on ne peut pas dire quelles "
        "maisons n’ont pas de conduite connue."
    ),
    Gap.OLD: lambda u: (
        _("%(network)s : le plan date du %(day)s et n’a pas été mis à jour depuis.")
        % {"network": u.subject, "day": write_day(u.on) if u.on else "?"}
    ),
    Gap.PLACELESS: lambda u: (
        _("%(network)s : ouvrages sans position, qui peuvent être ici : %(count)s.")
        % {"network": u.subject, "count": u.count}
    ),
    Gap.ELSEWHERE: lambda u: (
        _(
            "%(network)s : ouvrages dessinés loin du territoire, qui peuvent être ici : %(count)s. "
            "Leurs coordonnées sont sans doute fausses."
        )
        % {"network": u.subject, "count": u.count}
    ),
    Gap.REJECTED: lambda u: (
        _(
            "%(network)s : lignes du fichier refusées à l’import, dont les ouvrages peuvent être "
            "ici : %(count)s."
        )
        % {"network": u.subject, "count": u.count}
    ),
    Gap.TABLE_GONE: lambda u: (
        _(
            "%(network)s : la table « %(table)s » manque à la version en place ; ses ouvrages "
            "peuvent être ici."
        )
        % {"network": u.subject, "table": u.place}
    ),
    Gap.SILENT: lambda u: (
        _(
            "%(network)s : aucun ouvrage connu dans l’emprise ni dans sa marge, d’après ce plan. "
            "Cela ne prouve pas qu’il n’y en a pas."
        )
        % {"network": u.subject}
    ),
    Gap.BEYOND: lambda _u: _(
        "L’emprise dépasse le territoire : au-delà, la plateforme ne connaît rien."
    ),
}

REACHES = {
    Reach.INSIDE: gettext_lazy("dans l’emprise"),
    Reach.POSSIBLE: gettext_lazy("peut être dans l’emprise"),
    Reach.NEAR: gettext_lazy("à proximité"),
}
STATUSES = {
    Status.IN_SERVICE: gettext_lazy("en service"),
    Status.STOPPED: gettext_lazy("à l’arrêt"),
    Status.ABANDONED: gettext_lazy("hors service"),
    Status.REMOVED: gettext_lazy("déposé"),
    Status.PLANNED: gettext_lazy("en projet"),
    Status.UNKNOWN: gettext_lazy("état inconnu"),
}
STATES = {
    ValveState.OPEN: gettext_lazy("ouverte"),
    ValveState.CLOSED: gettext_lazy("fermée"),
    ValveState.UNKNOWN: gettext_lazy("état inconnu"),
    ValveState.INOPERABLE: gettext_lazy("inopérable"),
}
SHUT_OFF = frozenset({NodeKind.VALVE})
"""Devices that stop the flow. Source: Code de l'environnement, article R554-30."""


def material(piece: Piece) -> str:
    """Name the material."""
    known = MATERIALS.get(piece.material or UNKNOWN)
    if known is None or known.code == UNKNOWN:
        return _("matériau inconnu") if known else piece.material or ""
    return known.label


def laid(piece: Piece) -> str:
    """Name the laying date, or say that it is not known."""
    return piece.laid or _("date inconnue")


def state_of(piece: Piece) -> str:
    """Say whether what shuts off is open, and whether anything else serves."""
    if piece.kind in SHUT_OFF:
        state = piece.state if piece.state in set(ValveState) else ValveState.UNKNOWN
        return str(STATES[ValveState(state)])
    return str(STATUSES[piece.status])


def size_of(piece: Piece) -> str:
    """Write the dimension: the law asks for it over 100 mm, and smaller ones help as much.

    Source: arrêté of 15 February 2012, article 7, I, 4°.
    """
    if piece.diameter_mm is None or piece.diameter_mm <= 0:
        return ""
    return f"ø{piece.diameter_mm:g}"


def depth(value: float) -> str:
    """Write a depth, to the centimetre."""
    return f"{value:.2f} m".replace(".", ",")


def plausible_rule(piece: Piece) -> bool:
    """Say whether the regulatory depth that was declared can be one."""
    return piece.depth_min_m is not None and 0 < piece.depth_min_m <= DEEPEST_RULE_M


def rule(piece: Piece) -> str:
    """Write the regulatory minimum depth; what cannot be is told as it was declared.

    Source: arrêté of 15 February 2012, article 7, I, 3°.
    """
    if piece.depth_min_m is None:
        return _("inconnu")
    if plausible_rule(piece):
        return depth(piece.depth_min_m)
    return _("%(declared)s déclaré : douteux") % {"declared": depth(piece.depth_min_m)}


def coordinate(value: float) -> str:
    """Write a coordinate, to the decimetre."""
    return f"{value:,.1f}".replace(",", "\u202f").replace(".", ",")


def of_any(unknown: Unknown) -> str:
    """Say in a sentence anything that is not known, lengths too."""
    if unknown.gap not in LENGTHS:
        return of_gap(unknown)
    return _("%(network)s : %(metres)s (%(share)s) %(lack)s.") % {
        "network": unknown.subject,
        "metres": metres(unknown.metres),
        "share": percent(unknown.share),
        "lack": LENGTHS[unknown.gap],
    }


def limits() -> str:
    """Say what an answer is not."""
    return _(
        "Ce document ne remplace ni la DT ni la DICT (%(site)s). Un réseau absent peut exister : "
        "des plans manquent, ou ne vous sont pas montrés."
    ) % {"site": ONE_CALL_SITE}
