"""The main states, as pictures: into the folder that DRAGOMAN_SCREENSHOTS names (docs/screenshots to
renew those of the README), else into a folder of the test's own."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import DESK, PATIENCE_MS, PHONE

DEVICES = {"phone": PHONE, "desk": DESK}


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("DRAGOMAN_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", DEVICES)
def test_main_states(visit: Visit, album: Path, device: str, scheme: str) -> None:
    options = {"viewport": DEVICES[device], "device_scale_factor": 2 if device == "phone" else 1}
    visitor = visit("en-004", 20.0, color_scheme=scheme, **options).open()

    def take(state: str) -> None:
        visitor.page.wait_for_function(
            "() => document.getAnimations().every((one) => !(one instanceof CSSTransition))"
        )
        taken = album / f"{device}-{scheme}-{state}.png"
        visitor.page.screenshot(path=taken)
        assert taken.stat().st_size > 5_000

    visitor.page.evaluate("document.fonts.ready")
    take("welcome")
    if device == "desk":
        visitor.tool("Both at once").click()
    with visitor.holding(0):
        expect(visitor.half(0).locator(".timer")).to_have_text("0:02")
        take("recording")
        visitor.page.wait_for_timeout(2300)
    expect(visitor.words(0)).to_be_visible()
    take("translating")
    visitor.done()
    visitor.quiet()
    visitor.page.mouse.move(5, 5)
    take("conversation")
    visitor.speak(0, 1.0)
    expect(visitor.half(0).locator(".trouble")).to_be_visible()
    visitor.page.mouse.move(5, 5)
    take("trouble")
    visitor.tool("Settings").click()
    take("settings")
    visitor.page.keyboard.press("Escape")
    visitor.tool("Hands-free").click()
    visitor.talk(1).click()
    expect(visitor.talk(1)).to_have_attribute("data-state", "listening", timeout=PATIENCE_MS)
    take("listening")
