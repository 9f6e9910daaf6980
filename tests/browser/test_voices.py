"""Who listens chooses who speaks, and how fast."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit


def test_who_was_chosen_speaks_as_fast_as_was_chosen(visit: Visit) -> None:
    visitor = visit("pt-002", 2.0).open()
    visitor.tool("Settings").click()
    voices = visitor.page.get_by_role("combobox", name="English voice", exact=True)
    offered = voices.locator("option")
    expect(offered.first).to_have_text(re.compile("^American English, .*natural$"))
    first, other = (offered.nth(n).get_attribute("value") for n in (0, 1))
    expect(voices).to_have_value(first or "")
    voices.select_option(other)
    speed = visitor.page.get_by_role("combobox", name="Speed of the voices")
    expect(speed).to_have_value("normal")
    speed.select_option(label="Faster")
    visitor.page.keyboard.press("Escape")
    visitor.speak(1, 8.5)
    visitor.hears(1.0)
    visitor.done()
    [said] = visitor.asked("translate")
    assert (said["target_lang"], said["voice"], said["speed"]) == ("en", other, 1.25)
    spoken = {
        told["data"]["track"]: told["data"]["voice"]
        for told in visitor.told
        if told.get("type") == "audio_ready"
    }
    assert spoken["translated"] == other
    assert visitor.heard()["loudest"] > 0.1


def test_who_was_chosen_is_still_chosen_after_a_reload(visit: Visit) -> None:
    visitor = visit().open()
    voices = visitor.page.get_by_role("combobox", name="Portuguese voice")
    visitor.tool("Settings").click()
    voices.focus()
    first = voices.input_value()
    visitor.page.keyboard.press("ArrowDown")
    expect(voices).not_to_have_value(first)
    chosen = voices.input_value()
    visitor.page.reload()
    visitor.tool("Settings").click()
    expect(voices).to_have_value(chosen)
