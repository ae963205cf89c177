"""What a real browser receives for the first view of a page."""

from __future__ import annotations

import shutil

WINDOW = {"width": 1280, "height": 900}
SETTLED_MS = 3000


def first_view(address: str) -> dict[str, int] | None:
    """Give the bytes received by address, compressed, headers included; None without a browser."""
    chromium = next((p for p in map(shutil.which, ("chromium", "chromium-browser")) if p), None)
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        except Error:
            return None
        page = browser.new_page(viewport=WINDOW)
        watch = page.context.new_cdp_session(page)
        asked: dict[str, str] = {}
        received: dict[str, int] = {}

        def finished(event: dict) -> None:
            name = asked.get(event["requestId"], event["requestId"])
            received[name] = received.get(name, 0) + int(event["encodedDataLength"])

        watch.on(
            "Network.requestWillBeSent",
            lambda event: asked.update({event["requestId"]: event["request"]["url"]}),
        )
        watch.on("Network.loadingFinished", finished)
        watch.send("Network.enable")
        page.goto(address, wait_until="networkidle")
        page.wait_for_timeout(SETTLED_MS)
        browser.close()
    return received
