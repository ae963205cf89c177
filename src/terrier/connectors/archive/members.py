"""The members of a zip archive or of a folder: checked, then unpacked for the connectors."""

from __future__ import annotations

import shutil
import stat
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from terrier.domain.kernel.errors import Unreadable

MOST_MEMBERS = 2_000
MOST_BYTES = 8 << 30
MOST_RATIO = 200
"""Bytes out for a byte in; real tables compress 5 to 30 times, a bomb a thousand times."""
_SMALL = 32 << 20
"""The ratio of an archive that unpacks to less than this is nobody's concern."""
_IGNORED_PARTS = frozenset(("__MACOSX", "Thumbs.db", ".DS_Store", "desktop.ini"))
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Members:
    """Unpacked files under a root, by their names in the archive."""

    root: Path
    names: tuple[str, ...]

    def path(self, name: str) -> Path:
        """Give the file of a member."""
        return self.root / name


@contextmanager
def unpacked(path: Path, keep: str | None = None) -> Iterator[Members]:
    """Unpack an archive, or take a folder as it is.

    Parameters
    ----------
    path
        A .zip, or a folder of files received together.
    keep
        Unpack only this member, those of the same stem beside it, and those inside it.

    Raises
    ------
    Unreadable
        Where the archive is a bomb, names files outside itself, is protected or damaged.
    """
    if path.is_dir():
        files = sorted(p for p in path.rglob("*") if p.is_file() and not p.is_symlink())
        names = [p.relative_to(path).as_posix() for p in files]
        yield Members(path, tuple(n for n in names if not _ignored(n)))
        return
    with tempfile.TemporaryDirectory(prefix="terrier-") as folder:
        root = Path(folder)
        try:
            with zipfile.ZipFile(path) as archive:
                wanted = _checked(archive, path.stat().st_size)
                if keep is not None:
                    wanted = {n: i for n, i in wanted.items() if _goes_with(n, keep)}
                _extract(archive, wanted, root)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError) as wrong:
            raise Unreadable(
                "Cette archive est abîmée ou incomplète : refaites-la, puis renvoyez-la.",
                message=str(wrong),
            ) from wrong
        yield Members(root, tuple(wanted))


def _checked(archive: zipfile.ZipFile, size: int) -> dict[str, zipfile.ZipInfo]:
    infos = [i for i in archive.infolist() if not i.is_dir()]
    if len(infos) > MOST_MEMBERS:
        raise Unreadable(
            f"Cette archive contient {len(infos)} fichiers, au-delà des {MOST_MEMBERS} permis : "
            "n'y mettez que les données."
        )
    total = sum(i.file_size for i in infos)
    if total > MOST_BYTES or (total > _SMALL and total > MOST_RATIO * size):
        raise Unreadable(
            f"Cette archive de {size >> 10} Ko se déplierait en {total >> 20} Mo : elle est "
            "refusée, car elle ressemble à un piège. Envoyez les fichiers sans les comprimer."
        )
    wanted = {}
    for info in infos:
        name = _name(info)
        _refuse_dangerous(name, info)
        if not _ignored(name):
            wanted[name] = info
    return wanted


def _name(info: zipfile.ZipInfo) -> str:
    """Give the name of a member; names without the UTF-8 flag are CP437, or UTF-8 all the same."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _refuse_dangerous(name: str, info: zipfile.ZipInfo) -> None:
    pure = PurePosixPath(name.replace("\\", "/"))
    drive = len(name) > 1 and name[1] == ":"
    if pure.is_absolute() or drive or ".." in pure.parts or "\0" in name:
        raise Unreadable(
            f"L'archive contient un chemin interdit, « {name[:80]} », qui sort de son dossier : "
            "refaites-la avec des noms simples."
        )
    if stat.S_ISLNK(info.external_attr >> 16):
        raise Unreadable(
            f"L'archive contient un lien symbolique, « {name[:80]} » : mettez-y le fichier même."
        )
    if info.flag_bits & 0x1:
        raise Unreadable(
            "Cette archive est protégée par un mot de passe : refaites-la sans mot de passe."
        )


def _ignored(name: str) -> bool:
    parts = PurePosixPath(name).parts
    return any(p in _IGNORED_PARTS for p in parts) or parts[-1].startswith((".", "~$"))


def _goes_with(name: str, kept: str) -> bool:
    return _stem(name) == _stem(kept) or name.startswith(f"{kept}/")


def _stem(name: str) -> tuple[str, str]:
    pure = PurePosixPath(name)
    return str(pure.parent), pure.stem.casefold()


def _extract(archive: zipfile.ZipFile, wanted: dict[str, zipfile.ZipInfo], root: Path) -> None:
    left = MOST_BYTES
    for name, info in wanted.items():
        target = root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        # Never more than declared: the directory of an archive may lie about sizes.
        with archive.open(info) as source, target.open("wb") as file:
            shutil.copyfileobj(source, file, _CHUNK)
        left -= target.stat().st_size
        if left < 0:
            raise Unreadable("Cette archive se déplie en plus de 8 Go : elle est refusée.")
