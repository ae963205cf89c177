"""What axe says of the page that is shown."""

from __future__ import annotations

from pathlib import Path

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page) -> list[str]:
    """List what axe finds wrong on the page, and where."""
    page.wait_for_load_state()
    # Injected by the driver, past the page's own policy.
    return page.evaluate(
        f"""async () => {{ {AXE.read_text()};
        return (await axe.run(document, {{runOnly: {RULES}}})).violations.map((v) =>
          `${{v.id}}: ${{v.nodes.map((n) => n.html.slice(0, 160)).join(" | ")}}`); }}"""
    )
