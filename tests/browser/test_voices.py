"""The choice of voices and speed."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import OpenApp


def test_the_translation_uses_the_chosen_voice_and_speed(open_app: OpenApp) -> None:
    app = open_app().open()
    app.tool("Settings").click()
    voices = app.page.get_by_role("group", name="English voice").get_by_role("radio")
    expect(voices.first).to_have_accessible_name(re.compile("^American English, .*natural$"))
    expect(voices.first).to_be_checked()
    other = voices.nth(1).get_attribute("value")
    voices.nth(1).check()
    speed = app.page.get_by_role("combobox", name="Speed of the voices")
    expect(speed).to_have_value("normal")
    speed.select_option(label="Faster")
    app.page.keyboard.press("Escape")
    app.say(1, "pt-002")
    app.wait_for_audio(1.0)
    app.wait_until_done()
    [request] = app.requests("translate")
    assert (request["target_lang"], request["voice"], request["speed"]) == ("en", other, 1.25)
    spoken = {
        event["data"]["track"]: event["data"]["voice"]
        for event in app.received
        if event.get("type") == "audio_ready"
    }
    assert spoken["translated"] == other
    assert app.audio()["loudest"] > 0.1


def test_the_chosen_voice_survives_a_reload(open_app: OpenApp) -> None:
    app = open_app().open()
    voices = app.page.get_by_role("group", name="Portuguese voice").get_by_role("radio")
    app.tool("Settings").click()
    expect(voices.first).to_be_checked()
    voices.nth(1).check()
    app.page.reload()
    app.tool("Settings").click()
    expect(voices.nth(1)).to_be_checked()
