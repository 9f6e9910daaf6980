"""Cancelling a recording, and recordings that end by themselves."""

from playwright.sync_api import Dialog, expect

from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenScripted


def latch(app: AppPage, side: int = 0) -> None:
    """Taps the talk button, so that it records until the next tap."""
    app.tap(side)
    expect(app.talk_button(side)).to_have_attribute("data-state", "recording")


def test_sliding_off_the_button_cancels(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play(0.6)
        box = app.talk_button(0).bounding_box()
        assert box
        app.page.mouse.move(box["x"] + 20, box["y"] - 150)
        expect(app.panel(0).locator(".hint")).to_contain_text("Release to cancel")
    expect(app.panel(0).locator(".notice")).to_contain_text("Nothing was sent")
    expect(app.talk_button(0)).to_have_attribute("data-state", "idle")
    app.say(0, 0.6)
    app.wait_until_done()
    assert len(service.of("translate")) == 1


def test_sliding_back_onto_the_button_sends(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        box = app.talk_button(0).bounding_box()
        assert box
        app.page.mouse.move(box["x"] + 20, box["y"] - 150)
        app.play(0.6)
        app.page.mouse.move(box["x"] + 20, box["y"] + 20)
    app.wait_until_done()
    assert len(service.of("translate")) == 1


def test_escape_cancels(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    latch(app)
    app.page.keyboard.press("Escape")
    expect(app.panel(0).locator(".notice")).to_contain_text("Nothing was sent")
    expect(app.talk_button(0)).to_have_attribute("data-state", "idle")
    assert service.of("translate") == []


def test_the_cancel_button_cancels(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    latch(app, 1)
    app.panel(1).get_by_role("button", name="Cancelar").click()
    expect(app.panel(1).locator(".notice")).to_contain_text("Nada foi enviado")
    assert service.of("translate") == []


def test_a_very_short_recording_is_explained_once(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    # Tapped again as soon as it records, without a round trip to the test.
    app.page.evaluate(
        """() => whenSeen('.talk-button[data-state="recording"]', () => {
            const press = (type) => document.querySelector('[data-side="0"] .talk-button')
                .dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }));
            press('keydown'); press('keyup');
        })"""
    )
    app.tap(0)
    app.wait_for_history("notice0", "very short")
    assert [notice for notice in app.history("notice0") if notice] == [
        "That was very short. Hold the button while you speak."
    ]
    assert service.of("translate") == []


def test_a_latched_recording_ends_on_silence(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    latch(app)
    app.play("en-004")
    app.wait_until_done()
    assert len(service.of("translate")) == 1


def test_a_latched_recording_without_speech_is_not_sent(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    latch(app)
    app.page.wait_for_function(
        "() => seen.some((s) => s.name === 'notice0' && s.value.includes('Nothing was heard'))",
        timeout=TIMEOUT_MS,
    )
    assert service.of("translate") == []


def test_a_recording_is_sent_when_the_page_is_hidden(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    latch(app)
    app.play("en-004")
    app.page.evaluate(
        """() => {
            Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
        }"""
    )
    app.wait_until_done()
    assert len(service.of("translate")) == 1


def test_the_limit_is_announced_in_time(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.limits |= {"audio_s": 8}
    app.open()
    with app.holding(0):
        expect(app.panel(0).locator(".timer[data-ending]")).to_contain_text("s left")
    app.wait_until_done()


def test_a_reload_while_recording_asks_for_confirmation(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    latch(app)
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    app.page.on("dialog", answer)
    app.page.reload()
    assert asked == ["beforeunload"]


def test_a_reload_between_recordings_does_not_ask(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    app.page.on("dialog", answer)
    app.page.reload()
    expect(app.text(1)).to_contain_text("Onde fica")
    assert asked == []
