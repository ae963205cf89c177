"""Runs a function in a child process: limits of time and memory, progress, cancel, no crash.

The parsers of foreign formats are large C and C++ libraries; an odd file may loop, eat the memory
or crash the process. Only the child then dies, and the person gets a sentence.
"""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from typing import IO, Any

from terrier.connectors.contract import Progress
from terrier.domain.kernel import errors
from terrier.domain.kernel.errors import TerrierError, Unreadable

_HEARTBEAT = 0.5
"""Seconds between two calls of `progress`, so that a cancel is noticed while nothing moves."""


@dataclass(frozen=True)
class Limits:
    """What a child may use."""

    seconds: float = 3600.0
    memory_mb: int = 6144
    """Address space; what is really used is far less."""


def call(
    target: str, arguments: dict[str, Any], *, limits: Limits, progress: Progress | None = None
) -> Any:
    """Call a function in a child process.

    Parameters
    ----------
    target
        `module:function`; it takes `arguments` by name and `progress`, and returns plain JSON.
    arguments
        Plain JSON.
    limits
        Time and memory.
    progress
        Called with what the child reports, and at least twice a second; if it raises, the child
        is killed and the exception goes on.

    Returns
    -------
    Any
        What the function returned.

    Raises
    ------
    Unreadable
        Where the child crashed, ran out of memory or of time.
    TerrierError
        As raised by the function.
    """
    with tempfile.TemporaryFile() as complaints:
        child = subprocess.Popen(
            [sys.executable, "-m", "terrier.connectors.child_entry"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            start_new_session=True,
        )
        assert child.stdin is not None
        assert child.stdout is not None
        try:
            request = {"target": target, "arguments": arguments, "memory_mb": limits.memory_mb}
            _send(child.stdin, request)
            answer = _listen(child.stdout, limits.seconds, progress)
        finally:
            _end(child)
        if answer is None:
            complaints.seek(0)
            raise _crash(child.returncode, complaints.read()[-2000:].decode("utf-8", "replace"))
    if "error" in answer:
        raise _rebuilt(answer["error"])
    return answer["result"]


def _send(pipe: IO[bytes], request: dict[str, Any]) -> None:
    try:
        pipe.write(json.dumps(request).encode() + b"\n")
        # The pipe stays open: its end tells the child that this process is gone.
        pipe.flush()
    except BrokenPipeError:
        # The child died at once; `_listen` sees it and `_crash` says so.
        return


def _listen(pipe: IO[bytes], seconds: float, progress: Progress | None) -> dict[str, Any] | None:
    deadline = time.monotonic() + seconds
    step, share, pending = "ouverture", 0.0, b""
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Unreadable(
                    f"La lecture du fichier a dépassé {seconds:g} secondes et a été arrêtée. "
                    "Découpez le fichier, ou demandez à l'administrateur d'augmenter cette limite."
                )
            if selector.select(min(left, _HEARTBEAT)):
                data = os.read(pipe.fileno(), 1 << 20)
                if not data:
                    return None
                *messages, pending = (pending + data).split(b"\n")
                for message in map(json.loads, messages):
                    if "progress" not in message:
                        return dict(message)
                    step, share = message["progress"]
            if progress is not None:
                progress(step, share)


def _end(child: subprocess.Popen[bytes]) -> None:
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            try:
                pipe.close()
            except BrokenPipeError:
                continue


def _crash(code: int, complaint: str) -> Unreadable:
    detail = f"child ended with {code}: {complaint}"
    if "MemoryError" in complaint or "bad_alloc" in complaint or code == -signal.SIGKILL:
        return Unreadable(
            "La lecture du fichier demande plus de mémoire que permis et a été arrêtée. Découpez "
            "le fichier, ou envoyez-le en .csv ou .parquet.",
            message=detail,
        )
    return Unreadable(
        "La lecture du fichier s'est interrompue brutalement : il est sans doute abîmé. "
        "Ouvrez-le dans le logiciel d'origine, enregistrez-le de nouveau, puis renvoyez-le.",
        message=detail,
    )


def _rebuilt(error: dict[str, str]) -> TerrierError:
    kind = getattr(errors, error["kind"], Unreadable)
    rebuilt: TerrierError = kind(error["user_message"], message=error["message"])
    return rebuilt
