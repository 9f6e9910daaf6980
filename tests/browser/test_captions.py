"""Captions on the page."""

import re

from playwright.sync_api import expect

from tests.browser.app_page import TIMEOUT_MS
from tests.browser.conftest import OpenApp


def test_words_appear_while_the_button_is_held(open_app: OpenApp) -> None:
    app = open_app().open()
    caption = app.panel(0).locator(".caption")
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play("en-004", 1.0)
        expect(caption.locator(".stable")).to_contain_text(re.compile(r"\w"), timeout=TIMEOUT_MS)
        assert caption.get_attribute("aria-hidden") == "true"
        assert not app.requests("translate")
        assert app.page.get_by_role("log", name="Dragoman").locator("p").count() == 0
    app.wait_until_done()
    expect(caption).to_have_count(0)
    assert {partial["message_id"] for partial in app.requests("partial")} == {
        app.requests("translate")[0]["message_id"]
    }


def test_a_cancelled_recording_leaves_no_words(open_app: OpenApp) -> None:
    app = open_app().open()
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play("en-004")
        expect(app.panel(0).locator(".caption")).to_contain_text(
            re.compile(r"\w"), timeout=TIMEOUT_MS
        )
        app.panel(0).get_by_role("button", name="Cancel").dispatch_event("click")
        expect(app.panel(0).locator(".caption")).to_have_count(0)
    assert not app.requests("translate")


def test_words_appear_hands_free(open_app: OpenApp) -> None:
    app = open_app().open()
    app.tool("Hands-free").click()
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "listening", timeout=30_000)
    app.play("en-004", 1.5)
    app.wait_until_done()
    partials = app.requests("partial")
    assert partials
    assert {partial["segment"] for partial in partials} == {0}
    assert any(event["type"] == "partial_result" for event in app.received)
