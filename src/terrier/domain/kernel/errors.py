"""The root of every error that Terrier raises on purpose."""

from __future__ import annotations

import errno


class TerrierError(Exception):
    """An error with a sentence for people and a code for machines.

    Parameters
    ----------
    user_message
        French sentence shown on screens, in the API and on the command line: it says the line,
        the column, the value, the rule and the remedy, as far as they are known.
    message
        Detail for the log; defaults to the user message.
    """

    code = "terrier"

    def __init__(self, user_message: str, *, message: str | None = None) -> None:
        super().__init__(message or user_message)
        self.message = message or user_message
        self.user_message = user_message


class Refused(TerrierError):
    """The person may not do this."""

    code = "refused"


class Unknown(Refused):
    """What was shown to say who asks is not valid, or no longer."""

    code = "unknown"


class NotFound(TerrierError):
    """The thing does not exist, or not for this reader."""

    code = "not_found"


class Gone(TerrierError):
    """The thing existed and was withdrawn for the stated reason."""

    code = "gone"


class Conflict(TerrierError):
    """Somebody else changed the thing meanwhile."""

    code = "conflict"


class Invalid(TerrierError):
    """What was given does not obey the stated rule."""

    code = "invalid"


class TooBig(Invalid):
    """What was sent is larger than the administrator allows."""

    code = "too_big"


class Unreadable(TerrierError):
    """A file or a feed cannot be read."""

    code = "unreadable"


class Unholdable(TerrierError):
    """A format cannot hold the data; the sentence names one that can."""

    code = "unholdable"


class Busy(TerrierError):
    """Too much is asked at once; the sentence says when to come back."""

    code = "busy"


class Unavailable(TerrierError):
    """Another service that this needs does not answer."""

    code = "unavailable"


class NoRoom(TerrierError):
    """The disk has no room left: nothing is wrong with what was given."""

    code = "no_room"


def no_room(error: BaseException) -> NoRoom | None:
    """Give the sentence of a disk that is full, None where the error says something else.

    DuckDB and GDAL put the system's words in errors of their own, hence the look at the text.
    """
    codes = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
    told = isinstance(error, OSError) and error.errno in codes
    if not told and not any(w in str(error) for w in ("No space left", "File too large")):
        return None
    return NoRoom(
        "Le disque du serveur est plein : rien n'a été changé. Demandez à l'administrateur de "
        "faire de la place, puis recommencez.",
        message=str(error),
    )
