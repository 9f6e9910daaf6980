"""Smaller things that users notice."""

import pytest
from playwright.sync_api import expect

from tests.browser.app_page import DESK, PHONE, TIMEOUT_MS
from tests.browser.conftest import OpenScripted

VOICES = [
    {"voice": "en_US-joe-medium", "language": "en", "quality": "natural"},
    {"voice": "pf_dora", "language": "pt", "quality": "natural"},
    {"voice": "espeak-pt-br", "language": "pt", "quality": "basic"},
]
TONES = """
    window.tones = 0;
    const { start } = OscillatorNode.prototype;
    OscillatorNode.prototype.start = function (...when) { tones += 1; return start.apply(this, when); };
    window.vibrations = 0;
    navigator.vibrate = () => { vibrations += 1; return true; };
"""


def test_tones_and_vibration_mark_a_recording(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(TONES)
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    assert app.page.evaluate("[tones, vibrations]") == [2, 2]
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Tones and vibration").uncheck()
    app.page.keyboard.press("Escape")
    app.say(0, 0.4)
    app.wait_until_done(2)
    assert app.page.evaluate("[tones, vibrations]") == [2, 2]


def test_the_screen_stays_on_while_recording(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(
        """window.locks = [];
        navigator.wakeLock.request = async () => {
            locks.push('on');
            return { release: async () => { locks.push('off'); } };
        };"""
    )
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    assert app.page.evaluate("locks") == ["on", "off"]


def test_a_message_can_be_replayed_slower(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.audio_s = 1.0
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    app.wait_for_silence()
    app.panel(1).get_by_role("button", name="Ouvir mais devagar").click()
    app.page.wait_for_function("audio.starts.length === 2")
    normal, slower = app.audio()["starts"]
    assert slower["duration"] == pytest.approx(normal["duration"] / 0.75, rel=0.01)


def test_a_refused_clipboard_is_explained(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(
        """navigator.clipboard.writeText = () =>
            Promise.reject(new DOMException('denied', 'NotAllowedError'));"""
    )
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    app.panel(1).get_by_role("button", name="Copiar texto").click()
    expect(app.panel(1).locator(".notice")).to_contain_text("não permitiu copiar")


def test_the_delay_is_shown_on_demand(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    app.wait_for_silence()
    figure = app.panel(0).locator(".first-sound")
    expect(figure).to_be_hidden()
    app.panel(0).get_by_text("Spoken").click()
    expect(figure).to_contain_text("s after the end of your speech")


def test_deletion_asks_for_confirmation_and_can_be_undone(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    app.tool("Settings").click()
    app.page.get_by_role("button", name="Forget this conversation").click()
    app.page.get_by_role("button", name="Keep it").click()
    app.page.get_by_role("button", name="Forget this conversation").click()
    app.page.get_by_role("button", name="Forget it").click()
    app.page.keyboard.press("Escape")
    expect(app.page.locator(".message")).to_have_count(0)
    app.page.get_by_role("button", name="Undo").click()
    expect(app.text(1)).to_contain_text("Onde fica")
    assert service.deletions == 0


def test_a_deleted_conversation_is_removed_from_the_service_after_a_delay(
    open_scripted: OpenScripted,
) -> None:
    app, _ = open_scripted()
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    app.tool("Settings").click()
    app.page.get_by_role("button", name="Forget this conversation").click()
    with app.page.expect_request(lambda request: request.method == "DELETE"):
        app.page.get_by_role("button", name="Forget it").click()
    expect(app.page.get_by_role("button", name="Undo")).to_have_count(0)
    app.page.reload()
    expect(app.talk_button(0)).to_be_enabled()
    expect(app.page.locator(".message")).to_have_count(0)


@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_saving_and_forgetting_are_at_hand(open_scripted: OpenScripted, viewport: object) -> None:
    app, _ = open_scripted(viewport=viewport)
    app.open()
    app.tool("Settings").click()
    for name in ("Save the conversation as text", "Forget this conversation"):
        expect(app.page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)


def test_voices_are_grouped_with_quality_and_sample(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.voices = VOICES
    app.open()
    app.tool("Settings").click()
    group = app.page.get_by_role("group", name="Portuguese voice")
    expect(group.get_by_role("radio")).to_have_count(2)
    expect(group).to_contain_text("natural")
    expect(group).to_contain_text("basic")
    sample = group.get_by_role("button", name="Play a sample of Brazilian Portuguese", exact=True)
    sample.click()
    app.wait_for_audio(0.3)
    [request] = service.of("translate")
    assert (request["voice"], request["target_lang"]) == ("espeak-pt-br", "pt")
    assert request["text"]
    expect(app.page.locator(".message")).to_have_count(0)


def test_a_sample_that_cannot_be_played_is_explained(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.voices = VOICES

    def refuse(request: dict[str, object]) -> list[dict[str, object]]:
        error = {"code": "invalid_message", "stage": "received", "message": "no"}
        place = {"message_id": request["message_id"], "segment": 0}
        rest = {"retryable": False, "retry_after_ms": None}
        return [{"type": "error", "data": place | error | rest}]

    service.script = refuse
    app.open()
    app.tool("Settings").click()
    app.page.get_by_role("button", name="Play a sample of American English, Joe").click()
    app.page.keyboard.press("Escape")
    expect(app.panel(0).locator(".notice")).to_contain_text(
        "sample could not be played", timeout=TIMEOUT_MS
    )


def test_red_is_for_trouble_only(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    for side in (0, 1):
        color = app.talk_button(side).evaluate("b => getComputedStyle(b).backgroundColor")
        red, green, blue = (int(part) for part in color[4:-1].split(","))
        assert red <= max(green, blue)
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
    app.page.keyboard.press("Escape")
    notice = app.panel(0).locator(".notice")
    expect(notice).to_have_attribute("data-kind", "advice")
