"""An answer as tables and sentences: the screen and the paper say the same."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terrier.domain.topology.commodities import Commodity
from terrier.domain.topology.footprint import Piece, Reach, shares, worst
from terrier.web.days import write_day

from . import words
from .content import Findings, Told, Worksite
from .plan import symbols

SECTION_HEAD = (
    gettext_lazy("Réseau"), gettext_lazy("Tronçon"), gettext_lazy("Classe"), gettext_lazy("ø mm"),
    gettext_lazy("Matériau"), gettext_lazy("Pose"), gettext_lazy("Profondeur"),
    gettext_lazy("Minimum"), gettext_lazy("État"), gettext_lazy("Longueur"),
    gettext_lazy("Situation"),
)  # fmt: skip
SUMMARY_HEAD = (
    gettext_lazy("Réseau"), gettext_lazy("Exploitant"), gettext_lazy("Classe de précision"),
    gettext_lazy("Dans l’emprise"), gettext_lazy("Avec la marge"), gettext_lazy("Profondeur"),
)  # fmt: skip
DEVICE_HEAD = (
    gettext_lazy("Réseau"), gettext_lazy("Ouvrage"), gettext_lazy("Nom"), gettext_lazy("État"),
    gettext_lazy("Classe"), gettext_lazy("Situation"), gettext_lazy("Est (m)"),
    gettext_lazy("Nord (m)"),
)  # fmt: skip
"""What the columns are called, on the screen and on paper."""


def network(told: Told) -> dict[str, Any]:
    """Sum a network up in one row."""
    lines = told.lines
    said = {name: share for name, share in shares(lines).items() if share}
    carried = _carried(told)
    return {
        "kinds": [commodity.value for commodity in carried],
        "what": ", ".join(commodity.look.label for commodity in carried),
        "letters": ", ".join(commodity.look.letters for commodity in carried),
        "title": told.title,
        "who": told.operator or _("exploitant non déclaré"),
        "phone": told.phone,
        "sensitive": any(p.sensitive for p in told.pieces) or told.commodity.look.sensitive,
        "worst": str(worst(lines) or ""),
        "shares": list(map(" ".join, zip(said, words.percents(list(said.values())), strict=True))),
        "inside": words.metres(sum(p.inside_m for p in lines)) if lines else "",
        "near": words.metres(sum(p.concerned_m for p in lines)) if lines else "",
        "devices": len(told.devices),
        "depths": _range([p.depth_m for p in lines]),
        "rules": _rules(lines),
        "source": _("version %(number)s du %(day)s")
        % {"number": told.version, "day": write_day(told.made_on)},
        "silent": not told.pieces,
    }


def _carried(told: Told) -> list[Commodity]:
    """Give what the network carries here, as plan and list do; silent, all that it may carry."""
    here = {piece.commodity for piece in told.pieces} or {told.commodity}
    return [commodity for commodity in Commodity if commodity in here]


def _range(values: list[float | None]) -> str:
    known = [v for v in values if v is not None]
    if not known:
        return _("non connue")
    low, high = words.depth(min(known)), words.depth(max(known))
    return low if low == high else f"{low.removesuffix(' m')} – {high}"


def _rules(lines: Iterable[Piece]) -> list[str]:
    """Tell the regulatory minimum depths, and what does not comply (arrêté of 2012, 7 I 3°)."""
    known = [p for p in lines if p.depth_min_m is not None]
    if not known:
        return [_("minimum réglementaire non déclaré")]
    sure = [p.depth_min_m for p in known if words.plausible_rule(p)]
    said = [_("minimum réglementaire : %(depth)s") % {"depth": _range(sure)}] if sure else []
    if len(sure) < len(known):
        said.append(_("minimum déclaré douteux : voir les tronçons"))
    shallow = [p for p in known if p.shallow]
    if shallow:
        length = words.metres(sum(p.concerned_m for p in shallow))
        said.append(_("%(length)s moins profonds que la règle") % {"length": length})
    return said


def unknowns(findings: Findings) -> list[dict[str, Any]]:
    """Say what is not known, the gravest first; lengths have a table of their own."""
    ordered = sorted(findings.unknowns, key=lambda u: not u.grave)
    told = [u for u in ordered if u.gap not in words.LENGTHS]
    return [{"words": words.of_gap(u), "grave": u.grave} for u in told]


def sections(told: Told) -> list[list[str]]:
    """List the stretches, those that may be inside first."""
    ranks = list(Reach)
    ordered = sorted(told.lines, key=lambda p: (ranks.index(p.reach), p.distance_m, p.ref))
    return [
        [
            piece.commodity.look.letters,
            piece.identifier or piece.ref,
            str(piece.precision) if piece.declared else _("C (non déclarée)"),
            words.size_of(piece),
            words.material(piece),
            words.laid(piece),
            _depth(piece),
            words.rule(piece),
            str(words.STATUSES[piece.status]),
            words.metres(piece.concerned_m),
            _where(piece),
        ]
        for piece in ordered
    ]


def _where(piece: Piece) -> str:
    where = str(words.REACHES[piece.reach])
    if piece.reach is Reach.INSIDE:
        return where
    return f"{where} ({words.metres(piece.distance_m)})"


def _depth(piece: Piece) -> str:
    if piece.depth_m is None:
        return _("inconnue")
    depth = words.depth(piece.depth_m)
    return _("%(depth)s : moins que la règle") % {"depth": depth} if piece.shallow else depth


def piece(found: Piece) -> list[tuple[str, str]]:
    """Tell one piece in full, as the map shows it."""
    kind = symbols.NAMES.get(found.kind) if found.kind else None
    told = [
        (_("Ouvrage"), kind or (_("branchement") if found.connection else _("tronçon"))),
        (_("Nom"), found.identifier or found.ref),
        (_("Exploitant"), found.operator or _("exploitant non déclaré")),
        (_("Classe"), str(found.precision) if found.declared else _("C (non déclarée)")),
        (_("Situation"), _where(found)),
        (_("État"), words.state_of(found)),
    ]
    if found.kind is None:
        told += [
            (_("Diamètre"), words.size_of(found) or _("inconnu")),
            (_("Matériau"), words.material(found)),
            (_("Pose"), words.laid(found)),
            (_("Profondeur"), _depth(found)),
            (_("Minimum réglementaire"), words.rule(found)),
        ]
    return told


def devices(told: Told) -> list[list[str]]:
    """List the devices of the footprint and its margin: what shuts the flow off comes first."""
    shown = [p for p in told.devices if p.kind and symbols.is_drawn(p.kind)]
    shown.sort(key=lambda p: (p.kind not in words.SHUT_OFF, p.distance_m, p.ref))
    return [
        [
            piece.commodity.look.letters,
            symbols.NAMES[piece.kind],
            piece.identifier or piece.ref,
            words.state_of(piece),
            str(piece.precision) if piece.declared else _("C (non déclarée)"),
            _where(piece),
            *(words.coordinate(c) for c in piece.geometry.centroid.coords[0][:2]),
        ]
        for piece in shown
    ]


def worksite(site: Worksite) -> dict[str, Any]:
    """Tell a worksite, with what to do about it."""
    days = [write_day(day) for day in (site.starts_on, site.ends_on) if day]
    return {
        "title": site.title,
        "who": site.who,
        "when": " – ".join(days) or _("dates non connues"),
        "state": site.state,
        "distance": words.metres(site.distance_m),
        "advice": site.advice,
        "page": site.page,
    }


def head(findings: Findings) -> dict[str, Any]:
    """Give everything that is said of the networks, known or not."""
    return {
        "summary_head": list(map(str, SUMMARY_HEAD)),
        "summary": [network(told) for told in findings.networks],
        "withheld": list(findings.withheld),
        "unknowns": unknowns(findings),
        "grave": sum(u.grave for u in findings.unknowns),
        "lengths": words.table_of_lengths(findings.unknowns),
        "section_head": list(map(str, SECTION_HEAD)),
        "sections": [row for told in findings.networks for row in sections(told)],
        "device_head": list(map(str, DEVICE_HEAD)),
        "devices": [row for told in findings.networks for row in devices(told)],
        "worksites": [worksite(site) for site in findings.worksites],
    }
