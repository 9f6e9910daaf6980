"""Renders the icons of the installed app from web/public/icon.svg: python -m web.scripts.icons"""

from pathlib import Path
from typing import Final

from playwright.sync_api import sync_playwright

from tests.browser import chromium

PUBLIC: Final = Path(__file__).parents[1] / "public"
ICONS: Final = {"icon-180": (180, 0), "icon-192": (192, 0), "icon-512": (512, 0),
                "icon-maskable-512": (512, 52)}  # fmt: skip
"""The side of each icon, and the border in its background colour that systems may cut off, in pixels."""
BACKGROUND: Final = "#1d5f5c"


def main() -> None:
    svg = (PUBLIC / "icon.svg").read_text()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.path())
        page = browser.new_page()
        for name, (side, border) in ICONS.items():
            background = BACKGROUND if border or name == "icon-180" else "transparent"
            page.set_viewport_size({"width": side, "height": side})
            page.set_content(
                f"<style>body {{ margin: 0; background: {background} }} svg {{ position: absolute;"
                f" inset: {border}px; width: {side - 2 * border}px }}</style>{svg}"
            )
            page.screenshot(path=PUBLIC / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
