"""The app runs with what the browser has."""

import pytest
from playwright.sync_api import expect

from tests.browser.app_page import TIMEOUT_MS
from tests.browser.conftest import OpenScripted

BLOCKED_STORAGE = """
    for (const name of ['localStorage', 'sessionStorage'])
        Object.defineProperty(window, name, {
            get() { throw new DOMException('Access is denied for this document.', 'SecurityError'); },
        });
"""
FULL_STORAGE = """
    Storage.prototype.setItem = () => {
        throw new DOMException('exceeded the quota', 'QuotaExceededError');
    };
"""
WITHOUT = {
    "service worker": "delete Navigator.prototype.serviceWorker",
    "clipboard": "delete Navigator.prototype.clipboard",
    "wake lock": "delete Navigator.prototype.wakeLock",
    "vibration": "delete Navigator.prototype.vibrate",
    "audio encoder": "delete window.AudioEncoder",
}


@pytest.mark.parametrize("script", [BLOCKED_STORAGE, FULL_STORAGE], ids=["blocked", "full"])
def test_a_conversation_works_without_storage(open_scripted: OpenScripted, script: str) -> None:
    app, service = open_scripted()
    app.context.add_init_script(script)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.text(1)).to_contain_text("Onde fica")
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Hands-free").check()
    assert service.of("translate")[0]["audio_data"]


@pytest.mark.parametrize("script", WITHOUT.values(), ids=list(WITHOUT))
def test_a_conversation_works_without_optional_features(
    open_scripted: OpenScripted, script: str
) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(script)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.text(1)).to_contain_text("Onde fica")


def test_typing_works_where_the_browser_cannot_record(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.context.add_init_script("delete window.MediaRecorder")
    app.load()
    expect(app.panel(0)).to_contain_text("current Chrome, Firefox, Safari or Edge")
    expect(app.talk_button(0)).to_be_disabled()
    app.panel(0).get_by_role("button", name="Type instead").click()
    app.panel(0).get_by_role("textbox").fill("Hello")
    app.page.keyboard.press("Enter")
    app.wait_until_done()
    assert service.of("translate")[0]["text"] == "Hello"


def test_a_script_that_does_not_load_leaves_an_explanation(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.page.route("**/*.js", lambda route: route.abort())
    app.load()
    expect(app.page.get_by_role("main")).to_contain_text("current browser", timeout=TIMEOUT_MS)
    expect(app.page.get_by_role("main")).to_be_visible()


def test_a_failure_while_rendering_is_explained(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(
        "Intl.DisplayNames = class { of() { throw new Error('broken') } };"
        "Date.prototype.toLocaleTimeString = () => { throw new Error('broken time') };"
    )
    app.open()
    app.say(0, 0.6)
    expect(app.page.get_by_role("alert")).to_contain_text("Something went wrong")
    expect(app.page.get_by_role("button", name="Try again")).to_be_visible()
