"""Accessibility: devices, input methods, screen readers, languages."""

import pytest
from playwright.sync_api import Locator, ViewportSize, expect

from tests.browser.app_page import DESK, PHONE, TIMEOUT_MS, AppPage
from tests.browser.axe import findings_in_both_schemes
from tests.browser.conftest import WEB, OpenApp


@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_axe_finds_nothing_serious(open_app: OpenApp, device: ViewportSize) -> None:
    app = open_app(viewport=device, color_scheme="light", reduced_motion="reduce").open()
    found = {"welcome": findings_in_both_schemes(app)}
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play("en-004")
        found["recording"] = findings_in_both_schemes(app)
    found["working"] = findings_in_both_schemes(app)
    app.wait_until_done()
    found["conversation"] = findings_in_both_schemes(app)
    app.wait_for_silence()
    app.say(0, 1.0)
    expect(app.panel(0).locator(".problem")).to_be_visible()
    found["trouble"] = findings_in_both_schemes(app)
    app.tool("Settings").click()
    expect(app.page.get_by_role("dialog")).to_be_visible()
    found["settings"] = findings_in_both_schemes(app)
    app.page.keyboard.press("Escape")
    app.tool("Hands-free").click()
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "listening", timeout=TIMEOUT_MS)
    found["listening"] = findings_in_both_schemes(app)
    app.context.set_offline(True)
    expect(app.page.locator(".banner[data-shown]")).to_be_visible()
    found["offline"] = findings_in_both_schemes(app)
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_reduced_motion_stops_all_animation(open_app: OpenApp) -> None:
    app = open_app(reduced_motion="reduce").open()
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    seen = [app.page.evaluate(moving)]
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play("en-004")
        seen.append(app.page.evaluate(moving))
        expect(app.panel(0).locator(".ring")).to_have_css("scale", "1.2")
    app.wait_until_done()
    app.page.wait_for_function(f"{moving} === 0")
    assert seen == [0, 0]


def focus(app: AppPage, control: Locator) -> None:
    """Presses Tab until the control has the focus."""
    for _ in range(40):
        if control.evaluate("control => control === document.activeElement"):
            break
        app.page.keyboard.press("Tab")
    expect(control).to_be_focused()


def test_the_keyboard_reaches_everything(open_app: OpenApp) -> None:
    app = open_app().open()
    focus(app, app.talk_button(0))
    app.page.keyboard.down("Space")
    expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
    app.play("en-004")
    app.page.keyboard.up("Space")
    expect(app.text(1)).to_contain_text("penas")
    app.wait_until_done()
    app.wait_for_silence()
    focus(app, app.panel(1).get_by_role("button", name="Ouvir em Português", exact=True))
    before = app.audio()["seconds"]
    app.page.keyboard.press("Enter")
    app.wait_for_audio(before + 1.0)


def test_the_space_bar_records_from_anywhere(open_app: OpenApp) -> None:
    app = open_app().open()
    app.page.keyboard.down("Space")
    expect(app.panel(0).locator(".timer")).to_be_visible()
    app.play("en-004")
    app.page.keyboard.up("Space")
    expect(app.text(1)).to_contain_text("penas")


def test_results_are_announced_once(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    app.wait_until_done()
    app.wait_for_silence()
    announced = app.page.get_by_role("log").locator("p")
    expect(announced).to_have_count(3)
    expect(announced.nth(0)).to_have_text("Sent")
    expect(announced.nth(2)).to_have_attribute("lang", "pt")
    expect(announced.nth(2)).to_contain_text("penas")


def test_the_interface_follows_the_browser_language(open_app: OpenApp) -> None:
    app = open_app(locale="pt-BR").open()
    expect(app.panel(0).locator(".welcome")).to_contain_text("Segure o botão")
    expect(app.tool("Mãos livres")).to_be_visible()
    assert app.page.evaluate("document.documentElement.lang") == "pt"


def test_components_are_short() -> None:
    components = [*(WEB / "src").rglob("*.tsx")]
    assert len(components) > 10
    assert [c.name for c in components if len(c.read_text().splitlines()) > 150] == []


def test_touch_unlocks_audio(open_app: OpenApp) -> None:
    app = open_app(viewport=PHONE, has_touch=True, is_mobile=True).open()
    box = app.talk_button(0).bounding_box()
    assert box
    point = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    touch = app.context.new_cdp_session(app.page)
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [point]})
    expect(app.panel(0).locator(".timer")).to_be_visible()
    app.play("en-004")
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert app.audio()["unlocked"], "within the gesture"
    app.wait_for_audio(2.0)
