"""Works for people: any device, any way of using it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.conftest import WEB, Visit
from tests.browser.visitor import DESK, PATIENCE_MS, PHONE, Visitor

AXE = WEB / "node_modules" / "axe-core" / "axe.min.js"


def findings(visitor: Visitor) -> list[dict[str, Any]]:
    """What axe calls serious or critical."""
    # Evaluated by the debugger, which the page's Content-Security-Policy does not concern.
    visitor.page.evaluate(AXE.read_text())
    result = visitor.page.evaluate("axe.run()")
    return [
        {"id": found["id"], "where": [node["html"][:120] for node in found["nodes"]]}
        for found in result["violations"]
        if found["impact"] in ("serious", "critical")
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [PHONE, DESK], ids=["phone", "desk"])
def test_nothing_stands_in_anybodys_way(visit: Visit, device: ViewportSize, scheme: str) -> None:
    visitor = visit(
        "en-004", 20.0, viewport=device, color_scheme=scheme, reduced_motion="reduce"
    ).open()
    found = {"welcome": findings(visitor)}
    with visitor.holding(0):
        visitor.page.wait_for_timeout(4400)
        found["recording"] = findings(visitor)
    found["working"] = findings(visitor)
    visitor.done()
    found["conversation"] = findings(visitor)
    visitor.quiet()
    visitor.speak(0, 1.0)
    expect(visitor.half(0).locator(".trouble")).to_be_visible()
    found["trouble"] = findings(visitor)
    visitor.tool("Settings").click()
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    found["settings"] = findings(visitor)
    visitor.page.keyboard.press("Escape")
    visitor.tool("Hands-free").click()
    visitor.talk(0).click()
    expect(visitor.talk(0)).to_have_attribute("data-state", "listening", timeout=PATIENCE_MS)
    found["listening"] = findings(visitor)
    visitor.context.set_offline(True)
    expect(visitor.page.locator(".banner[data-shown]")).to_be_visible()
    found["offline"] = findings(visitor)
    assert {state: faults for state, faults in found.items() if faults} == {}


def test_nothing_moves_for_those_who_asked_for_that(visit: Visit) -> None:
    visitor = visit("en-004", 2.0, reduced_motion="reduce").open()
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    seen = [visitor.page.evaluate(moving)]
    with visitor.holding(0):
        visitor.page.wait_for_timeout(4400)
        seen.append(visitor.page.evaluate(moving))
        expect(visitor.half(0).locator(".ring")).to_have_css("scale", "1.2")
    expect(visitor.half(0).locator(".progress")).to_be_visible()
    seen.append(visitor.page.evaluate(moving))
    visitor.done()
    assert seen == [0, 0, 0]


def test_a_keyboard_is_enough(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    for _ in range(2):
        visitor.page.keyboard.press("Tab")
    expect(visitor.talk(0)).to_be_focused()
    visitor.page.keyboard.down("Space")
    visitor.page.wait_for_timeout(4400)
    visitor.page.keyboard.up("Space")
    expect(visitor.words(1)).to_contain_text("penas")
    visitor.done()
    visitor.quiet()
    play = visitor.half(1).get_by_role("button", name="Ouvir em Português")
    for _ in range(20):
        if play.evaluate("button => button === document.activeElement"):
            break
        visitor.page.keyboard.press("Tab")
    before = visitor.heard()["seconds"]
    visitor.page.keyboard.press("Enter")
    visitor.hears(before + 1.0)


def test_the_space_bar_speaks_from_anywhere(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.page.keyboard.down("Space")
    expect(visitor.half(0).locator(".timer")).to_be_visible()
    visitor.page.wait_for_timeout(4400)
    visitor.page.keyboard.up("Space")
    expect(visitor.words(1)).to_contain_text("penas")


def test_the_end_is_announced_and_not_every_word(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    visitor.done()
    said = visitor.page.get_by_role("log").locator("p")
    expect(said).to_have_count(3)
    expect(said.nth(0)).to_have_text("Sent")
    expect(said.nth(2)).to_have_attribute("lang", "pt")
    expect(said.nth(2)).to_contain_text("penas")


def test_a_phone_shows_it_all(visit: Visit) -> None:
    visitor = visit("en-004", 2.0, viewport=PHONE, has_touch=True, is_mobile=True).open()
    visitor.speak(0, 4.4)
    visitor.done()
    wide = visitor.page.evaluate("document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]
    for control in visitor.page.locator("button:visible, select:visible").all():
        box = control.bounding_box()
        assert box
        assert box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"]
        assert box["y"] >= 0 and box["y"] + box["height"] <= PHONE["height"]
        assert min(box["width"], box["height"]) >= 40
    visitor.tool("Settings").click()
    visitor.page.get_by_role("switch", name="Face to face").check()
    visitor.page.get_by_role("button", name="Close").click()
    expect(visitor.half(0)).to_have_css("rotate", "180deg")


def test_the_app_speaks_portuguese_to_those_who_do(visit: Visit) -> None:
    visitor = visit(locale="pt-BR").open()
    expect(visitor.half(0).locator(".welcome")).to_contain_text("Segure o botão")
    expect(visitor.tool("Mãos livres")).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.lang") == "pt"


def test_no_component_is_long() -> None:
    components = [*Path(WEB / "src").rglob("*.tsx")]
    assert len(components) > 10
    assert [c.name for c in components if len(c.read_text().splitlines()) > 150] == []


def test_fingers_let_the_sound_out(visit: Visit) -> None:
    visitor = visit("en-004", 2.0, viewport=PHONE, has_touch=True, is_mobile=True).open()
    box = visitor.talk(0).bounding_box()
    assert box
    spot = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    fingers = visitor.context.new_cdp_session(visitor.page)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [spot]})
    expect(visitor.half(0).locator(".timer")).to_be_visible()
    visitor.page.wait_for_timeout(4400)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert visitor.heard()["unlocked"], "while the browser takes it for the will of a person"
    visitor.hears(2.0)
