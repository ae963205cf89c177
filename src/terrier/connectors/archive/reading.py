"""A zip or a folder of files of any format that is read: several members, several parts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from terrier.connectors.archive.members import Members, unpacked
from terrier.connectors.contract import (
    Evidence,
    PartProbe,
    Probe,
    Progress,
    SourceCount,
    Staged,
)
from terrier.connectors.recognise import is_geodatabase, recognise
from terrier.connectors.registry import LABELS, connector_for
from terrier.domain.kernel.errors import Unreadable

_SEPARATOR = "::"
_SIDE_FILES = {
    "shapefile": (
        ".dbf", ".shx", ".prj", ".cpg", ".qpj", ".sbn", ".sbx", ".idx", ".ind", ".fix", ".qix",
        ".xml", ".shp.xml", ".qmd", ".qml", ".cst",
    ),
    "mapinfo_tab": (".dat", ".map", ".id", ".ind"),
    "mapinfo_mif": (".mid",),
}  # fmt: skip
_MAIN = {".shp": "shapefile", ".tab": "mapinfo_tab", ".mif": "mapinfo_mif"}


def probe(path: Path, format: str, hints: dict[str, Any]) -> Probe:
    """Probe every member that is data; say which ones are not, and why.

    Parameters
    ----------
    path
        A .zip or a folder.
    format
        `zip` or `folder`.
    hints
        Given to the connector of each member; for one part only where `part` names it.

    Raises
    ------
    Unreadable
        Where no member can be read, with the reason of each.
    """
    parts: list[PartProbe] = []
    told: list[Evidence] = []
    with unpacked(path) as members:
        for name in _mains(members):
            try:
                parts += _parts(members, name, hints)
            except Unreadable as refused:
                told.append(Evidence("member", name, f"« {name} » : {refused.user_message}"))
    if not parts:
        reasons = " ".join(e.proof for e in told[:3]) or "Elle est vide."
        raise Unreadable(f"Rien à importer dans cette archive. {reasons}")
    return Probe(format, tuple(parts), tuple(told))


def stage(path: Path, reading: dict[str, Any], out: Path, progress: Progress) -> Staged:
    """Write one part of one member to `out` as Parquet."""
    with unpacked(path, reading["member"]) as members:
        member = members.path(reading["member"])
        connector = connector_for(reading["member_format"])
        return connector.stage(
            member, reading["member_format"], reading["member_part"], reading, out, progress
        )


def count(path: Path, reading: dict[str, Any]) -> SourceCount:
    """Count one part of one member with the second reader of its connector."""
    with unpacked(path, reading["member"]) as members:
        member = members.path(reading["member"])
        connector = connector_for(reading["member_format"])
        return connector.count(member, reading["member_format"], reading["member_part"], reading)


def _mains(members: Members) -> list[str]:
    """Give the members that are not the companions of another; a geodatabase is one."""
    groups: dict[tuple[str, str], str] = {}
    for name in members.names:
        pure = PurePosixPath(name)
        if pure.suffix.lower() in _MAIN:
            key = (str(pure.parent), pure.stem.casefold())
            groups[key] = _MAIN[pure.suffix.lower()]
    named = dict.fromkeys(_geodatabase(n) or n for n in members.names)
    return [n for n in named if not _is_side(n, groups)]


def _geodatabase(name: str) -> str | None:
    """Give the folder that is the geodatabase of a member, None where it is in none."""
    inside = (str(folder) for folder in PurePosixPath(name).parents if is_geodatabase(folder.name))
    return next(inside, None)


def _is_side(name: str, groups: dict[tuple[str, str], str]) -> bool:
    pure = PurePosixPath(name)
    first = pure.name.split(".")[0].casefold()
    for stem in {pure.stem.casefold(), first}:
        format = groups.get((str(pure.parent), stem))
        if format and pure.suffix.lower() in _SIDE_FILES[format]:
            return True
    return False


def _parts(members: Members, name: str, hints: dict[str, Any]) -> list[PartProbe]:
    path = members.path(name)
    found = recognise(path)
    if found.format == "zip":
        raise Unreadable("une archive dans l'archive n'est pas ouverte : dépliez-la d'abord.")
    answer = connector_for(found.format).probe(path, found.format, _own(hints, name))
    parts = []
    for part in answer.parts:
        source = f"{name}{_SEPARATOR}{part.source}" if part.source else name
        single = len(answer.parts) == 1
        title = PurePosixPath(name).stem if single else part.title
        reading = part.reading | {
            "member": name,
            "member_format": found.format,
            "member_part": part.source,
        }
        told = Evidence("format", LABELS[found.format], found.proof)
        parts.append(
            replace(
                part,
                source=source,
                title=title,
                reading=reading,
                evidence=(told, *part.evidence),
            )
        )
    return parts


def _own(hints: dict[str, Any], name: str) -> dict[str, Any]:
    part = hints.get("part")
    if part is None:
        return {k: v for k, v in hints.items() if k != "format"}
    member, _, inner = str(part).partition(_SEPARATOR)
    if member != name:
        return {}
    own = {k: v for k, v in hints.items() if k not in ("format", "part")}
    return own | {"part": inner} if inner else own
