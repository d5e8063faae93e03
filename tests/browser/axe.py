"""What axe, the judge of whether everybody can read a page, finds wrong with one."""

from __future__ import annotations

from typing import Any

from tests.browser.serving import AXE_ADDRESS

CHECK = """async (address) => {
    if (!window.axe) await import(address);
    const found = await axe.run({ resultTypes: ["violations"] });
    return found.violations
        .filter((each) => ["serious", "critical"].includes(each.impact))
        .map((each) => `${each.id}: ${each.nodes.map((node) => node.html).join(" ")}`);
}"""


def serious(page: Any) -> list[str]:  # Any: Playwright is there only with the test packages
    """What is serious or worse; the script comes from our own address, as the pages' policy demands."""
    found: list[str] = page.evaluate(CHECK, AXE_ADDRESS)
    return found
