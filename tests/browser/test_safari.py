"""Known differences of Safari, emulated in Chromium where they can be."""

from playwright.sync_api import expect

from tests.browser.app_page import PHONE
from tests.browser.conftest import OpenScripted
from tests.browser.test_hands_free import listen

ONLY_MP4 = """
    const { isTypeSupported } = MediaRecorder;
    MediaRecorder.isTypeSupported = (type) =>
        type.startsWith('audio/mp4') && isTypeSupported.call(MediaRecorder, type);
"""
NO_AUDIO_ENCODER = "delete window.AudioEncoder; delete window.AudioDecoder;"
NO_OGG = """
    const { canPlayType } = HTMLMediaElement.prototype;
    HTMLMediaElement.prototype.canPlayType = function (type) {
        return type.startsWith('audio/ogg') ? '' : canPlayType.call(this, type);
    };
"""
SUSPENDED_UNTIL_GESTURE = """
    const { resume } = AudioContext.prototype;
    AudioContext.prototype.resume = function () {
        if (!navigator.userActivation.hasBeenActive) return new Promise(() => {});
        return resume.call(this);
    };
"""


def test_push_to_talk_records_mp4(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.context.add_init_script(ONLY_MP4)
    app.open()
    app.say(0, "en-004")
    app.wait_until_done()
    [request] = service.of("translate")
    assert request["content_type"].startswith("audio/mp4")


def test_hands_free_sends_wav_without_an_audio_encoder(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.limits |= {"message_bytes": 1_000_000}
    app.context.add_init_script(NO_AUDIO_ENCODER)
    app.open()
    listen(app)
    app.play(0.3, "en-001", 1.5)
    app.wait_until_done()
    assert {request["content_type"] for request in service.of("translate")} == {"audio/wav"}


def test_ogg_is_not_requested_where_it_cannot_be_played(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.context.add_init_script(NO_OGG)
    app.open()
    assert service.of("hello")[0]["accepts"] == ["audio/mpeg", "audio/wav"]


def test_sound_is_unlocked_by_the_gesture_that_records(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted(viewport=PHONE, has_touch=True)
    app.context.add_init_script(SUSPENDED_UNTIL_GESTURE)
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.wait_for_audio(0.3)
    assert app.audio()["unlocked"]


def test_a_private_window_without_storage_keeps_the_conversation_until_a_reload(
    open_scripted: OpenScripted,
) -> None:
    app, _ = open_scripted()
    app.context.add_init_script(
        "Storage.prototype.setItem = () => { throw new DOMException('', 'QuotaExceededError') }"
    )
    app.open()
    app.say(0, 0.6)
    app.wait_until_done()
    app.say(0, 0.6)
    app.wait_until_done(2)
    expect(app.panel(0).locator(".message")).to_have_count(2)
