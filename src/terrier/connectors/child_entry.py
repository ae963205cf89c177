"""The child's side of `terrier.connectors.child`."""

from __future__ import annotations

import json
import os
import resource
import sys
import threading
import time
import traceback
from importlib import import_module
from typing import IO, Any

from terrier.domain.kernel.errors import TerrierError, no_room

_PAUSE = 0.2
"""Seconds between two progress messages."""


def main() -> None:
    """Read one request, call its target, write progress and the answer as JSON lines."""
    # Libraries that print must not break the conversation: what they print goes to stderr.
    answers = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    request = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_die_with_parent, daemon=True).start()
    limit = int(request["memory_mb"]) << 20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer = _answer(request, answers)
    _write(answers, answer)
    answers.close()
    # Some libraries crash while they are torn down, when the answer is already given.
    os._exit(0)


def _answer(request: dict[str, Any], answers: IO[bytes]) -> dict[str, Any]:
    try:
        module, _, name = request["target"].partition(":")
        function = getattr(import_module(module), name)
        return {"result": function(**request["arguments"], progress=_Reporter(answers))}
    except TerrierError as error:
        return _error(type(error).__name__, error.user_message, error.message)
    except MemoryError:
        sentence = (
            "La lecture du fichier demande plus de mémoire que permis et a été arrêtée. Découpez "
            "le fichier, ou envoyez-le en .csv ou .parquet."
        )
        return _error("Unreadable", sentence, traceback.format_exc())
    except Exception as error:  # noqa: BLE001 - edge: the connector runner
        if full := no_room(error):
            return _error(type(full).__name__, full.user_message, traceback.format_exc())
        sentence = (
            "Le fichier n'a pas pu être lu : il est sans doute abîmé ou d'une variante inconnue "
            f"({type(error).__name__}). Enregistrez-le de nouveau dans le logiciel d'origine, puis "
            "renvoyez-le."
        )
        return _error("Unreadable", sentence, traceback.format_exc())


def _error(kind: str, user_message: str, message: str) -> dict[str, Any]:
    return {"error": {"kind": kind, "user_message": user_message, "message": message}}


class _Reporter:
    def __init__(self, answers: IO[bytes]) -> None:
        self._answers = answers
        self._last = 0.0

    def __call__(self, step: str, share: float) -> None:
        now = time.monotonic()
        if now - self._last >= _PAUSE:
            self._last = now
            _write(self._answers, {"progress": [step, share]})


def _write(answers: IO[bytes], message: dict[str, Any]) -> None:
    data = memoryview(json.dumps(message).encode() + b"\n")
    while data:
        data = data[answers.write(data) :]


def _die_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(1)


if __name__ == "__main__":
    main()
