"""A process that draws: charts are laid out beside the server rather than in its way.

The converter is an engine of JavaScript that keeps Python's lock while it draws: in the server's
own process every other request would wait for each picture. There is one such process for each
process that draws; it starts with the first picture, and ends when its pipe closes.
"""

from __future__ import annotations

import atexit
import base64
import json
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, BinaryIO

VEGA_LITE = "6.4"
PNG_SCALE = 2.0
SECONDS = 60.0
"""After which a picture that does not come is given up."""
_queue = ThreadPoolExecutor(1, thread_name_prefix="draughtsman")
"""Who talks to the process: one thread, hence one picture at a time, in the order asked."""
_at_work: list[subprocess.Popen[bytes]] = []


def svg(specification: dict[str, Any], locales: dict[str, Any]) -> Future[str]:
    """Begin to lay a Vega-Lite specification out as SVG."""
    return _queue.submit(_asked, {"draw": specification, **locales})


def png(drawn: str) -> bytes:
    """Turn an SVG into a picture of points on white, sharp enough for a report."""
    return base64.b64decode(_queue.submit(_asked, {"picture": drawn}).result())


def _asked(request: dict[str, Any]) -> str:
    line = json.dumps(request).encode() + b"\n"
    answered = _sent(line) or _sent(line)
    if answered is None:
        raise RuntimeError("the process that draws ended twice on one picture")
    answer: dict[str, str] = json.loads(answered)
    if "refused" in answer:
        raise ValueError(answer["refused"])
    return answer["drawn"]


def _sent(line: bytes) -> bytes | None:
    """Ask, and give the answer; None where the process has ended, which is then replaced."""
    child = _draughtsman()
    assert child.stdin is not None
    assert child.stdout is not None
    patience = threading.Timer(SECONDS, child.kill)
    patience.start()
    try:
        child.stdin.write(line)
        child.stdin.flush()
        answered = child.stdout.readline()
    except BrokenPipeError:
        answered = b""
    finally:
        patience.cancel()
    if not answered:
        _dismiss()
    return answered or None


def _draughtsman() -> subprocess.Popen[bytes]:
    if not _at_work:
        command = [sys.executable, "-m", "terrier.web.draughtsman"]
        pipe = subprocess.PIPE
        # In a session of its own: what interrupts a terminal is for the server to handle.
        _at_work.append(subprocess.Popen(command, stdin=pipe, stdout=pipe, start_new_session=True))
    return _at_work[0]


@atexit.register
def _dismiss() -> None:
    while _at_work:
        child = _at_work.pop()
        child.kill()
        child.communicate()


def _draw(orders: BinaryIO, out: BinaryIO) -> None:
    """Answer each line with a line, until there are no more: what the process does."""
    import vl_convert

    for line in orders:
        request = json.loads(line)
        try:
            if "picture" in request:
                points = vl_convert.svg_to_png(request["picture"], scale=PNG_SCALE)
                answer = {"drawn": base64.b64encode(points).decode()}
            else:
                answer = {
                    "drawn": vl_convert.vegalite_to_svg(
                        request.pop("draw"), vl_version=VEGA_LITE, allowed_base_urls=[], **request
                    )
                }
        except ValueError as refused:
            answer = {"refused": str(refused)}
        out.write(json.dumps(answer).encode() + b"\n")
        out.flush()


if __name__ == "__main__":
    _draw(sys.stdin.buffer, sys.stdout.buffer)
