"""The app against a scripted service."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenScripted


def test_a_message(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.say(0, "en-004")
    app.wait_until_done()
    app.wait_for_silence()
    expect(app.text(1)).to_contain_text("Onde fica")
    assert app.audio()["starts"]
