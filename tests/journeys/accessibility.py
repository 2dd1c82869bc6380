"""What axe-core finds on a page as it stands, in one line a finding."""

from pathlib import Path

from playwright.sync_api import Page

AXE = (Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
# WCAG 2.2 A and AA, and what axe's authors count as good practice beside them.
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def findings(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Every violation on the page: the rule, what it says, and where. `rules` asks for these alone."""
    page.evaluate(AXE)
    only = {"type": "tag", "values": TAGS} if rules is None else {"type": "rule", "values": rules}
    found = page.evaluate("only => axe.run(document, {runOnly: only})", only)
    return [
        f"{one['id']} ({one['impact']}): {one['help']} at {node['target']}"
        for one in found["violations"]
        for node in one["nodes"]
    ]
