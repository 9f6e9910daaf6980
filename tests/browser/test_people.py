"""Works for people: any device, any way of using it, and words when something is wrong."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import WEB, Visit
from tests.browser.visitor import PHONE, Visitor

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
def test_nothing_stands_in_anybodys_way(visit: Visit, scheme: str) -> None:
    visitor = visit("en-004", 2.0, color_scheme=scheme, reduced_motion="reduce").open()
    assert findings(visitor) == []
    with visitor.holding(0):
        visitor.page.wait_for_timeout(4400)
        assert findings(visitor) == []
    visitor.done()
    assert findings(visitor) == []
    visitor.tool("Settings").click()
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    assert findings(visitor) == []


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


def test_a_blocked_microphone_is_explained(visit: Visit) -> None:
    visitor = visit("en-004", allowed=False).open()
    session = visitor.context.new_cdp_session(visitor.page)
    denied = {"permission": {"name": "microphone"}, "setting": "denied"}
    session.send("Browser.setPermission", denied)
    visitor.talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("Allow it")
    visitor.talk(1).click()
    expect(visitor.half(1).get_by_role("alert")).to_contain_text("Permita")
    expect(visitor.talk(0)).to_have_attribute("data-state", "idle")


def test_a_missing_microphone_is_explained(visit: Visit) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["microphone"])
    visitor.open().talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("No microphone was found")


def test_an_old_browser_is_told_so(visit: Visit) -> None:
    visitor = visit()
    visitor.context.add_init_script("delete window.MediaRecorder")
    visitor.page.goto(visitor.url)
    expect(visitor.page.get_by_role("heading")).to_have_text("This browser cannot listen")


def test_silence_is_answered_with_advice(visit: Visit) -> None:
    visitor = visit(6.0).open()
    visitor.speak(0, 1.5)
    expect(visitor.half(0).locator(".trouble")).to_contain_text("I heard no words")


def test_the_app_speaks_portuguese_to_those_who_do(visit: Visit) -> None:
    visitor = visit(locale="pt-BR").open()
    expect(visitor.half(0).locator(".welcome")).to_contain_text("Segure o botão")
    expect(visitor.tool("Mãos livres")).to_be_visible()
    assert visitor.page.evaluate("document.documentElement.lang") == "pt"


def test_right_to_left_is_ready(visit: Visit) -> None:
    visitor = visit()
    offers = [{"source": a, "target": b, "voice_quality": "basic"} for a, b in ("ea", "ae")]
    for offer in offers:
        offer |= {key: {"e": "en", "a": "ar"}[offer[key]] for key in ("source", "target")}
    visitor.page.route_web_socket(
        lambda url: True,
        lambda socket: socket.on_message(
            lambda _: socket.send(json.dumps({"type": "ready", "data": ready(offers)}))
        ),
    )
    visitor.open()
    arabic = visitor.half(1)
    expect(arabic).to_have_attribute("dir", "rtl")
    picker, talk = arabic.locator(".picker").bounding_box(), visitor.talk(1).bounding_box()
    assert picker and talk and picker["x"] > talk["x"]


def ready(offers: list[dict[str, str]]) -> dict[str, Any]:
    limits = {"message_bytes": 32768, "upload_bytes": 1, "audio_s": 60, "segments": 500}
    return {"protocol": 1, "connection_id": "x", "limits": limits, "languages": offers}


def test_no_component_is_long() -> None:
    components = [*Path(WEB / "src").rglob("*.tsx")]
    assert len(components) > 10
    assert [c.name for c in components if len(c.read_text().splitlines()) > 150] == []
