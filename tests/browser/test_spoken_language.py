"""Detection of the other language of the pair."""

from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import Event, complete
from tests.browser.test_hands_free import listen


def portuguese(confidence: float) -> Any:
    """A service that always detects Portuguese with this confidence."""

    def script(request: dict[str, Any]) -> list[Event]:
        detected = {"detected_language": "pt", "detected_language_confidence": confidence}
        return complete(request, stt=detected)

    return script


def test_the_app_follows_the_spoken_language(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = portuguese(0.97)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.text(1)).to_contain_text("Onde fica")
    expect(app.panel(1).locator(".message")).to_have_attribute("data-own", "true")
    expect(app.text(0)).to_contain_text("Where is")
    expect(app.panel(1)).to_contain_text("Entendido como português")
    first, second = service.of("translate")
    assert (first["source_lang"], second["source_lang"]) == ("en", "pt")
    assert first["message_id"] != second["message_id"]
    assert first["audio_data"] == second["audio_data"]
    # Only the right translation is played.
    app.wait_for_silence()
    assert len(app.audio()["starts"]) == 1
    assert second["message_id"] in next(u for u in app.fetched if u.endswith("translated.wav"))


def test_following_can_be_corrected(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = portuguese(0.97)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.panel(0).get_by_role("button", name="No, it was English").click()
    app.wait_until_done()
    expect(app.panel(0).locator(".message")).to_have_attribute("data-own", "true")
    assert [request["source_lang"] for request in service.of("translate")] == ["en", "pt", "en"]


def test_the_app_asks_when_the_language_is_uncertain(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = portuguese(0.7)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.panel(0)).to_contain_text("Was that Portuguese?")
    expect(app.panel(1)).to_contain_text("Isso foi em português?")
    app.panel(1).get_by_role("button", name="Sim").click()
    expect(app.panel(1).locator(".message")).to_have_attribute("data-own", "true")
    app.wait_until_done()
    assert [request["source_lang"] for request in service.of("translate")] == ["en", "pt"]
    expect(app.panel(0)).not_to_contain_text("Was that")


def test_the_question_can_be_answered_with_no(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = portuguese(0.7)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.panel(0).get_by_role("button", name="No", exact=True).click()
    expect(app.panel(0)).not_to_contain_text("Was that")
    assert len(service.of("translate")) == 1


def test_following_can_be_switched_off(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.script = portuguese(0.97)
    app.open()
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Follow the spoken language").uncheck()
    app.page.keyboard.press("Escape")
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.panel(0)).to_contain_text("Was that Portuguese?")
    assert len(service.of("translate")) == 1


def test_hands_free_understands_both_people(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    english: list[str] = []

    def script(request: dict[str, Any]) -> list[Event]:
        english.append(request["message_id"])
        language = "en" if request["message_id"] == english[0] else "pt"
        return complete(
            request, stt={"detected_language": language, "detected_language_confidence": 0.95}
        )

    service.script = script
    app.open()
    listen(app)
    app.play(0.3, "en-004", 1.5)
    app.wait_until_done(1)
    app.wait_for_silence()
    app.play(0.3, "pt-002", 1.5)
    app.wait_until_done(2)
    rows = app.panel(1).locator(".message")
    expect(rows.nth(0)).not_to_have_attribute("data-own", "true")
    expect(rows.nth(1)).to_have_attribute("data-own", "true")
    directions = [request["source_lang"] for request in service.of("translate")]
    assert directions == sorted(directions)
    assert set(directions) == {"en", "pt"}


def test_an_older_service_that_detects_nothing_changes_nothing(
    open_scripted: OpenScripted,
) -> None:
    app, service = open_scripted()
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    expect(app.page.locator(".language-question")).to_have_count(0)
    assert len(service.of("translate")) == 1


def test_a_swap_during_a_recording_does_not_change_its_direction(
    open_scripted: OpenScripted,
) -> None:
    app, service = open_scripted()
    app.open()
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
    app.tool("Swap").click()
    app.play(0.6)
    app.tap(0)
    app.wait_until_done()
    [request] = service.of("translate")
    assert (request["source_lang"], request["target_lang"]) == ("en", "pt")
