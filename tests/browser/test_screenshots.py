"""Screenshots of the main states, written to the folder DRAGOMAN_SCREENSHOTS (docs/screenshots to
renew those of the documentation) or to a temporary folder."""

import os
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.app_page import DESK, PHONE, TIMEOUT_MS
from tests.browser.conftest import OpenApp, OpenScripted
from tests.browser.fake_service import complete

SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
DEVICES = {"phone": PHONE, "desk": DESK}
LARGE_TEXT = "() => { document.documentElement.style.fontSize = '200%' }"
SIZES: dict[str, tuple[ViewportSize, str]] = {
    "small-phone": (ViewportSize(width=320, height=568), "() => {}"),
    "landscape": (ViewportSize(width=844, height=390), "() => {}"),
    "large-text": (PHONE, LARGE_TEXT),
}


@pytest.fixture
def album(tmp_path: Path) -> Path:
    folder = Path(os.environ.get("DRAGOMAN_SCREENSHOTS", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("device", DEVICES)
def test_main_states(open_app: OpenApp, album: Path, device: str) -> None:
    options: dict[str, Any] = {
        "viewport": DEVICES[device],
        "device_scale_factor": 2 if device == "phone" else 1,
    }
    app = open_app(**options).open()

    def take(state: str) -> None:
        for scheme in SCHEMES:
            app.page.emulate_media(color_scheme=scheme)
            app.page.wait_for_function(
                "() => document.getAnimations().every((one) => !(one instanceof CSSTransition))"
            )
            taken = album / f"{device}-{scheme}-{state}.png"
            app.page.screenshot(path=taken)
            assert taken.stat().st_size > 5_000

    app.page.evaluate("document.fonts.ready")
    take("welcome")
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play("en-004")
        take("recording")
    expect(app.text(0)).to_be_visible()
    take("translating")
    app.wait_until_done()
    app.wait_for_silence()
    app.page.mouse.move(5, 5)
    take("conversation")
    app.say(0, 1.0)
    expect(app.panel(0).locator(".problem")).to_be_visible()
    app.page.mouse.move(5, 5)
    take("trouble")
    app.tool("Settings").click()
    take("settings")
    app.page.keyboard.press("Escape")
    app.tool("Hands-free").click()
    app.tap(1)
    expect(app.talk_button(1)).to_have_attribute("data-state", "listening", timeout=TIMEOUT_MS)
    take("listening")


@pytest.mark.parametrize("size", SIZES)
def test_other_sizes(open_scripted: OpenScripted, album: Path, size: str) -> None:
    viewport, script = SIZES[size]
    app, service = open_scripted(viewport=viewport)
    doubt = {"words": [{"text": word, "confidence": 0.3} for word in ("Larkspur", "station.")]}
    service.script = lambda request: complete(request, "Larkspur station.", stt=doubt)
    app.open()
    app.page.evaluate(script)
    app.say(0, 0.5)
    app.wait_until_done()
    app.wait_for_silence()
    app.page.mouse.move(5, 5)
    taken = album / f"{size}-light-conversation.png"
    app.page.screenshot(path=taken)
    assert taken.stat().st_size > 5_000
