"""Listening to shared sound.

Chromium really shares the tab that has the title SAMPLE_TITLE. What it cannot do in a test (sharing the sound
of the computer, the user's refusal) fake_share.js answers in its place.
"""

from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import expect

from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import Event, FakeService
from tests.browser.microphone import wav_base64

FAKE_SHARE: Final = Path(__file__).with_name("fake_share.js")
SAMPLE: Final = "pt-001"
SAMPLE_TITLE: Final = "Sample"
SHARES_SAMPLE: Final = (
    f"--auto-select-tab-capture-source-by-title={SAMPLE_TITLE}",
    "--autoplay-policy=no-user-gesture-required",
)
WINDOW: Final = "documentPictureInPicture.window"
PLAY: Final = """async (wav) => {
    const context = new AudioContext();
    const source = context.createBufferSource();
    const bytes = Uint8Array.from(atob(wav), (c) => c.charCodeAt(0));
    source.buffer = await context.decodeAudioData(bytes.buffer);
    source.connect(context.destination);
    source.start();
    await new Promise((resolve) => { source.onended = resolve; });
}"""


def partials(request: dict[str, Any]) -> list[Event]:
    """The answers to a partial recording."""
    if request["action"] != "partial":
        return []
    names = ("message_id", "segment", "revision")
    named = {name: request[name] for name in names}
    return [
        {
            "type": "partial_result",
            "data": named | {"stable_text": "Onde fica", "unstable_text": "a"},
        },
        {"type": "partial_translation", "data": named | {"translated_text": "Where is"}},
    ]


def prepared(opened: tuple[AppPage, FakeService]) -> tuple[AppPage, FakeService]:
    app, service = opened
    service.captions = True
    service.room = partials
    service.limits["message_bytes"] = 1 << 20  # no uploads
    return app, service


@pytest.fixture
def scripted(open_scripted: OpenScripted) -> tuple[AppPage, FakeService]:
    """The app, in a browser that answers as fake_share.js does."""
    app, service = prepared(open_scripted())
    app.context.add_init_script(path=FAKE_SHARE)
    return app, service


def share(app: AppPage) -> None:
    app.tool("Settings").click()
    app.page.get_by_role("button", name="Listen to a tab or meeting").click()


def listen(app: AppPage) -> None:
    share(app)
    expect(app.talk_button(1)).to_have_attribute("data-state", "listening", timeout=TIMEOUT_MS)


def states(app: AppPage) -> list[str]:
    return list(app.page.evaluate("share.tracks.map((track) => track.readyState)"))


def test_the_sound_of_a_tab_becomes_captions(open_scripted: OpenScripted) -> None:
    app, service = prepared(open_scripted(arguments=SHARES_SAMPLE, muted=False))
    tab = app.context.new_page()
    tab.set_content(f"<title>{SAMPLE_TITLE}</title>")
    app.page.bring_to_front()
    app.open()
    listen(app)
    app.tool("Captions window").click()
    app.page.wait_for_function(f"() => {WINDOW} !== null")
    tab.evaluate(PLAY, wav_base64(SAMPLE, 1.0))
    expect(app.text(0)).to_have_text("Where is the station?", timeout=TIMEOUT_MS)
    assert "Where is" in app.history("text0")
    app.page.wait_for_function(
        f"() => {WINDOW}.document.body.innerText.includes('Where is the station?')"
    )
    heard = service.of("translate")[0]
    assert (heard["source_lang"], heard["target_lang"]) == ("pt", "en")
    assert app.audio()["starts"] == []

    app.tool("Voice").click()
    tab.evaluate(PLAY, wav_base64(SAMPLE, 1.0))
    app.wait_for_audio(0.3)
    app.wait_for_silence()
    assert "paused" not in app.history("talk1")  # the voice is not in the sound of the tab

    # Chromium reports the shared picture, which works, as a camera, which the page may not use.
    app.errors = [error for error in app.errors if "camera is not allowed" not in error]
    tab.close()
    expect(app.talk_button(1)).to_have_attribute("data-state", "idle", timeout=TIMEOUT_MS)
    expect(app.tool("Stop listening")).to_have_count(0)
    app.page.wait_for_function(f"() => {WINDOW} === null")


def test_the_app_does_not_listen_to_itself(scripted: tuple[AppPage, FakeService]) -> None:
    app, _ = scripted
    app.open()
    app.page.evaluate("share.surface = 'monitor'")
    listen(app)
    assert states(app) == ["ended", "live"]  # only the sound is used
    app.tool("Voice").click()
    app.play(SAMPLE, 1.0)
    app.wait_for_audio(0.3)
    app.wait_for_silence()
    assert "paused" in app.history("talk1")
    app.tool("Stop listening").click()
    expect(app.talk_button(1)).to_have_attribute("data-state", "idle")
    assert states(app) == ["ended", "ended"]


def test_the_app_says_why_it_cannot_listen(scripted: tuple[AppPage, FakeService]) -> None:
    app, _ = scripted
    app.open()
    notice = app.panel(0).get_by_role("alert")
    for answer, text in {"refused": "Nothing was shared", "silent": "No sound was shared"}.items():
        app.page.evaluate("answer => { share.answer = answer }", answer)
        share(app)
        expect(notice).to_contain_text(text)
        expect(app.talk_button(1)).to_have_attribute("data-state", "idle")
        expect(app.tool("Stop listening")).to_have_count(0)
    app.page.evaluate("navigator.mediaDevices.getDisplayMedia = undefined")
    share(app)
    expect(notice).to_contain_text("This browser cannot share sound")
