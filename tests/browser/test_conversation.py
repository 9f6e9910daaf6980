"""A conversation with push-to-talk."""

import base64
import re
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.app_page import AppPage
from tests.browser.conftest import OpenApp
from tests.browser.microphone import wav_base64

SAMPLE_S = 1 / 22_050


def test_english_speech_is_played_in_portuguese(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-003")
    expect(app.text(0)).to_contain_text(re.compile("cabbage juice", re.I))
    expect(app.text(1)).to_contain_text(re.compile("suco", re.I))
    app.wait_for_audio(2.0)
    app.wait_until_done()
    app.panel(0).get_by_text("Spoken").click()
    expect(app.panel(0).locator(".first-sound")).to_contain_text(re.compile(r"\d\.\d s"))
    assert app.audio()["loudest"] > 0.1


def test_portuguese_speech_is_played_in_english(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(1, "pt-002")
    expect(app.text(1)).to_contain_text("carro")
    expect(app.text(0)).to_contain_text("car")
    app.wait_for_audio(2.0)
    app.wait_until_done()


def test_chunks_play_without_a_gap(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(
        1, "pt-002"
    )  # the English voice is computed faster than it plays, also on a busy machine
    app.wait_for_audio(1.0)
    app.wait_for_silence()
    starts = app.audio()["starts"]
    if len(starts) < 2:
        pytest.skip("the voice came in one chunk")
    for chunk, following in pairwise(starts):
        assert following["when"] == pytest.approx(
            chunk["when"] + chunk["duration"], abs=SAMPLE_S / 2
        )


def test_every_step_is_shown(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    app.wait_until_done()
    steps = app.history("steps")
    shown = [
        "done,doing,todo,todo,todo",
        "done,done,doing,todo,todo",
        "done,done,done,doing,",
        "done,done,done,done,done",
    ]
    places = [next(n for n, s in enumerate(steps) if s.startswith(step)) for step in shown]
    assert places == sorted(places)
    transcript, translation = app.changes("text0")[0], app.changes("text1")[0]
    assert transcript["at"] < translation["at"]
    assert "traduzindo…" in app.history("pending1")


def test_parallel_mode_shows_its_steps_and_both_voices(open_app: OpenApp) -> None:
    app = open_app().open()
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Make my own voice at the same time").check()
    app.page.keyboard.press("Escape")
    app.say(0, "en-004")
    expect(app.panel(0).locator(".step-line[data-parallel]")).to_be_visible()
    app.wait_until_done()
    app.wait_for_silence()
    before = app.audio()["seconds"]
    app.panel(0).get_by_role("button", name="Play in English", exact=True).click()
    app.wait_for_audio(before + 1.0)


def test_the_talk_button_shows_the_level(open_app: OpenApp) -> None:
    app = open_app().open()
    level = "getComputedStyle(document.querySelector('[data-side=\"1\"] .talk-button')).getPropertyValue('--level')"
    with app.holding(1):
        expect(app.talk_button(1)).to_have_attribute("data-state", "recording")
        app.page.evaluate("wav => { microphone.play(wav) }", wav_base64("pt-002", 1.0))
        app.page.wait_for_function(f"() => {level} > 0.5")
        app.page.wait_for_function(f"() => {level} < 0.1")  # after the recording


def test_without_autoplay_the_voice_plays_on_demand(open_app: OpenApp) -> None:
    app = open_app().open()
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Speak translations aloud").uncheck()
    app.page.keyboard.press("Escape")
    app.say(0, "en-004")
    app.wait_until_done()
    assert app.audio()["starts"] == []
    app.panel(1).get_by_role("button", name="Ouvir em Português", exact=True).click()
    app.wait_for_audio(1.0)


def test_a_tap_starts_and_a_tap_stops_recording(open_app: OpenApp) -> None:
    app = open_app().open()
    app.tap(0)
    expect(app.panel(0).locator(".hint")).to_contain_text("Tap to finish")
    app.play("en-004")
    app.tap(0)
    expect(app.text(1)).to_contain_text("penas")


def test_the_conversation_can_be_copied_saved_and_deleted(open_app: OpenApp) -> None:
    app = open_app(permissions=["microphone", "clipboard-read", "clipboard-write"])
    app.open().say(0, "en-004")
    app.wait_until_done()
    app.panel(1).get_by_role("button", name="Copiar texto").click()
    assert "penas" in app.page.evaluate("navigator.clipboard.readText()")
    with app.page.expect_download() as download:
        app.panel(1).get_by_role("button", name="Salvar áudio").click()
    assert download.value.suggested_filename.endswith("-translated.ogg")
    app.tool("Settings").click()
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Save the conversation as text").click()
    assert "Português: " in download.value.path().read_text()
    with app.page.expect_download() as download:
        app.page.get_by_role("button", name="Save the conversation as subtitles").click()
    assert download.value.suggested_filename == "dragoman.vtt"
    [cue] = cues(app, download.value.path().read_bytes())
    assert 0 <= cue["start"] < cue["end"] - 2
    assert "feathers" in cue["text"]
    assert "penas" in cue["text"]
    app.page.get_by_role("button", name="Forget this conversation").click()
    app.page.get_by_role("button", name="Forget it").click()
    expect(app.page.locator(".message")).to_have_count(0)


def cues(app: AppPage, subtitles: bytes) -> list[dict[str, Any]]:
    """The cues that the browser's player reads."""
    player = app.page.context.new_page()
    found = player.evaluate(
        """(address) => new Promise((resolve, reject) => {
            document.body.innerHTML = '<video><track kind="subtitles" default></video>';
            const track = document.querySelector('track');
            track.onerror = () => reject(new Error('not WebVTT'));
            track.onload = () => resolve([...track.track.cues].map(
                ({ startTime, endTime, text }) => ({ start: startTime, end: endTime, text })));
            track.track.mode = 'showing';
            track.src = address;
        })""",
        f"data:text/vtt;base64,{base64.b64encode(subtitles).decode()}",
    )
    player.close()
    return list(found)


def test_a_long_recording_is_uploaded(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(1, "pt-001")
    expect(app.text(1)).to_contain_text("pirâmide")
    app.wait_until_done()
    uploads = [url for url in app.posted if not url.endswith("/v1/tickets")]
    assert len(uploads) == 1


def test_after_a_swap_the_texts_stay_with_their_language(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    expect(app.text(1)).to_contain_text("penas")
    app.tool("Swap").click()
    expect(app.text(0)).to_contain_text("penas")
    expect(app.text(1)).to_contain_text("feathers")
