"""Typed texts and corrections."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import complete


def test_a_typed_text_is_translated_and_spoken(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.panel(1).get_by_role("button", name="Digitar").click()
    area = app.panel(1).get_by_role("textbox", name="Digite em Português")
    expect(area).to_be_focused()
    area.fill("Onde fica a estação?")
    app.panel(1).get_by_role("button", name="Enviar").click()
    app.wait_until_done()
    expect(app.text(1)).to_have_text("Onde fica a estação?")
    expect(app.text(0)).to_have_text("Where is the station?")
    app.wait_for_audio(0.3)
    [request] = service.of("translate")
    assert (request["text"], request["source_lang"]) == ("Onde fica a estação?", "pt")
    assert "audio_data" not in request
    expect(area).to_have_value("")


def test_nothing_is_sent_without_text(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.panel(0).get_by_role("button", name="Type instead").click()
    app.panel(0).get_by_role("textbox").fill("   ")
    expect(app.panel(0).get_by_role("button", name="Send")).to_be_disabled()
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Escape")
    expect(app.panel(0).get_by_role("textbox")).to_have_count(0)
    assert service.of("translate") == []


def test_a_typed_text_survives_a_time_offline(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.context.set_offline(True)
    app.panel(0).get_by_role("button", name="Type instead").click()
    app.panel(0).get_by_role("textbox").fill("Hello")
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Escape")
    app.context.set_offline(False)
    app.wait_until_done()
    assert service.of("translate")[0]["text"] == "Hello"


def test_a_transcript_can_be_corrected_and_sent_again(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = lambda request: complete(
        request,
        request.get("text") or "Wear is the station?",
        "Onde fica a estação?" if request.get("text") else "Usar é a estação?",
    )
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.panel(0).get_by_role("button", name="Correct the text").click()
    area = app.panel(0).get_by_role("textbox", name="Correct the text")
    expect(area).to_have_value("Wear is the station?")
    area.fill("Where is the station?")
    area.press("Enter")
    app.wait_until_done(2)
    expect(app.text(0)).to_have_text("Where is the station?")
    expect(app.text(1)).to_have_text("Onde fica a estação?")
    old = app.panel(1).locator(".message").first
    expect(old).to_have_attribute("data-corrected", "true")
    expect(old).to_contain_text("Corrigido abaixo")
    assert service.of("translate")[-1]["text"] == "Where is the station?"
