"""Speaker and listener see where a message may be wrong."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import Event, complete

TEXT = "We meet at Larkspur station."
BACK: dict[str, Any] = {"back_translation": "In which place is the station?"}
WORDS = [{"text": word, "confidence": 0.3 if word == "Larkspur" else 0.95} for word in TEXT.split()]


def test_an_uncertain_transcript_is_marked_for_both(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = lambda request: complete(request, TEXT, stt={"confidence": 0.4})
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.panel(0)).to_contain_text("I may have misheard this")
    expect(app.panel(1)).to_contain_text("Isto pode ter sido mal entendido")


def test_the_listener_is_warned_before_the_voice_plays(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = lambda request: complete(request, TEXT, stt={"confidence": 0.4})
    app.open()
    app.page.evaluate(
        "() => whenSeen('[data-side=\"1\"] .low-confidence', () => { window.warned = performance.now() })"
    )
    app.say(0, 0.6)
    app.wait_until_done()
    app.wait_for_audio(0.3)
    assert app.page.evaluate("window.warned") <= app.audio()["starts"][0]["at"]


def test_uncertain_words_are_marked(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = lambda request: complete(request, TEXT, stt={"words": WORDS})
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.text(0)).to_have_text(TEXT)
    expect(app.text(0).locator("mark")).to_have_text(["Larkspur"])
    assert service.of("translate")[0]["words"] is True


def test_an_uncertain_translation_is_marked_for_both(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()

    def script(request: dict[str, Any]) -> list[Event]:
        code = "uncertain_translation"
        warning = {"code": code, "segment": 0, "track": None, "message": "unsure"}
        return complete(request, warnings=[warning])

    service.script = script
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.panel(0)).to_contain_text("This translation is uncertain")
    expect(app.panel(1)).to_contain_text("Esta tradução é incerta")
    expect(app.page.locator(".warning")).to_have_count(0)


def test_an_incomplete_recording_is_marked(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    warning = {"code": "audio_incomplete", "segment": 0, "track": None, "message": "cut off"}
    service.script = lambda request: complete(request, warnings=[warning])
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.panel(0)).to_contain_text("A part of the recording could not be read")
    expect(app.page.locator(".warning")).to_have_count(0)


def test_a_translation_can_be_checked(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()

    def script(request: dict[str, Any]) -> list[Event]:
        back = "In which place is the station?" if request.get("back_translation") else None
        return complete(request, back_translation=back)

    service.script = script
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.wait_for_silence()
    before = len(app.audio()["starts"])
    app.panel(0).get_by_role("button", name="Check the translation").click()
    expect(app.panel(0).locator(".back-translation q")).to_have_text(
        "In which place is the station?"
    )
    request = service.of("translate")[-1]
    assert (request["text"], request["source_lang"]) == ("Where is the station?", "en")
    assert len(app.audio()["starts"]) == before
    expect(app.page.locator(".panel[data-side='0'] .message")).to_have_count(1)


def test_a_check_that_the_service_cannot_do_is_explained(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.panel(0).get_by_role("button", name="Check the translation").click()
    expect(app.panel(0).locator(".notice")).to_contain_text("could not be checked")
