"""The interface in all its languages."""

import pytest
from playwright.sync_api import expect

from tests.browser.app_page import PHONE
from tests.browser.conftest import OpenScripted

WELCOME = {
    "de-AT": "Halten Sie den Knopf und sprechen Sie.",
    "es-MX": "Mantenga pulsado el botón y hable.",
    "fr-CA": "Maintenez le bouton et parlez.",
    "it-IT": "Tieni premuto il pulsante e parla.",
    "ja-JP": "Hold the button and speak.",
}


@pytest.mark.parametrize("locale", WELCOME)
def test_the_interface_is_in_the_language_of_the_device(
    open_scripted: OpenScripted, locale: str
) -> None:
    app, service = open_scripted(locale=locale)
    language = locale.partition("-")[0]
    service.pairs = ((language, "en"), ("en", language))
    app.open()
    expect(app.page.get_by_text(WELCOME[locale]).first).to_be_visible()
    expect(app.page.get_by_text(WELCOME["ja-JP"]).first).to_be_visible()  # the English side


def test_the_language_of_the_interface_can_be_chosen(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    app.tool("Settings").click()
    app.page.get_by_label("Language of the app").select_option("fr")
    expect(app.page.get_by_role("heading", name="Réglages")).to_be_visible()
    app.page.reload()
    expect(app.tool("Réglages")).to_be_visible()


@pytest.mark.parametrize("locale", ["de-DE", "es-ES", "fr-FR", "it-IT"])
def test_every_language_fits_on_a_small_phone(open_scripted: OpenScripted, locale: str) -> None:
    app, service = open_scripted(locale=locale, viewport={"width": 320, "height": 568})
    language = locale.partition("-")[0]
    service.pairs = ((language, "pt"), ("pt", language))
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    assert app.page.evaluate("document.documentElement.scrollWidth") <= 320
    for control in app.page.locator("button:visible, summary:visible").all():
        assert control.evaluate("c => c.scrollWidth <= c.clientWidth + 1")


def test_the_start_page_fits_a_phone_from_right_to_left(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted(viewport=PHONE)
    app.url += "/?lang=ar-XB"
    app.open()
    root, width = app.page.locator("html"), PHONE["width"]
    expect(root).to_have_attribute("dir", "rtl")
    expect(app.panel(0)).to_have_attribute("dir", "rtl")
    expect(app.panel(0).locator(".welcome")).to_contain_text("\u202eHold the button")
    assert root.evaluate("root => root.scrollWidth") <= width
    for control in app.page.locator("button:visible, select:visible").all():
        box = control.bounding_box()
        assert box
        assert box["x"] >= 0 and box["x"] + box["width"] <= width, control
        assert control.evaluate("c => c.scrollWidth <= c.clientWidth + 1 || c.tagName === 'SELECT'")
    tops = [
        part.evaluate("part => part.getBoundingClientRect().top")
        for part in (app.panel(1), app.page.locator(".toolbar"), app.panel(0))
    ]
    assert tops == sorted(tops)
    middle = app.talk_button(0).evaluate("button => button.getBoundingClientRect().left")
    picker = app.panel(0).locator(".picker")
    assert picker.evaluate("picker => picker.getBoundingClientRect().left") > middle
