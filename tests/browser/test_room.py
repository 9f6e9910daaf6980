"""A room of three people in three languages: three browsers on the whole stack with real models."""

import base64
from collections.abc import Iterator
from typing import Any, Final

import httpx2
import pytest
from playwright.sync_api import expect

from dragoman.audio.chunking import concatenate
from dragoman.audio.codec import PyAVCodec
from dragoman.stt.pack_speech_to_text import PackSpeechToText
from dragoman.tts.pack_synthesizer import PackSynthesizer
from infra.local.page_server import PageServer
from infra.local.paths import LOGS
from infra.local.stack import EmulatedStack
from tests.browser.app_page import DESK, TIMEOUT_MS, AppPage
from tests.browser.axe import findings
from tests.browser.conftest import Browse
from tests.browser.participant import Participant
from tests.packs import with_spanish
from tests.words import likeness

pytestmark = [pytest.mark.emulator, pytest.mark.models]

LANGUAGES: Final = ("en", "pt", "es")
SAID: Final = {"en": "Good morning. I have a dog.", "pt": "Bom dia. Eu tenho um cachorro."}


@pytest.fixture(scope="module")
def page_server(web_build: Any) -> Iterator[PageServer]:
    """The app on a stack with the packs of tests/packs besides the built-in ones."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("DRAGOMAN_MODELS_DIR", str(with_spanish().root))
        with (
            EmulatedStack(languages=LANGUAGES, logs=LOGS / "tests-room", environments=1) as stack,
            PageServer(
                stack.page_port, stack.websocket_url, stack.http_url, stack.languages
            ) as server,
        ):
            yield server


@pytest.fixture(scope="module")
def recordings() -> dict[str, str]:
    """The recordings to play, by language, as WAV files in base64."""
    synthesizer = PackSynthesizer(with_spanish(), threads=2)
    spoken = {
        language: concatenate(list(synthesizer.speak(text, language)))
        for language, text in SAID.items()
    }
    return {
        language: base64.b64encode(PyAVCodec(60).encode(sound, "audio/wav")).decode()
        for language, sound in spoken.items()
    }


def expect_heard(person: Participant, seconds: float) -> None:
    """Expects that a voice was heard, and that the last one is in the language of this person."""
    person.app.wait_for_audio(seconds)
    person.app.wait_for_silence()
    assert person.app.audio()["loudest"] > 0.05
    ready = [
        event["data"]
        for event in person.app.received
        if event.get("type") == "audio_ready" and event["data"]["track"] == "translated"
    ]
    voice = PyAVCodec(60).decode(httpx2.get(ready[-1]["url"]).content)
    recogniser = PackSpeechToText(with_spanish(), threads=2)
    heard = recogniser.recognise(voice, (person.language,)).text
    assert likeness(person.reads()[-1], heard) > 0.5


def test_each_person_reads_and_hears_their_own_language(
    browse: Browse, page_server: PageServer, recordings: dict[str, str]
) -> None:
    host = Participant(browse, "en", "Ben")
    link = host.open_room(page_server.url)
    ana, luz = Participant(browse, "pt", "Ana"), Participant(browse, "es", "Luz")
    for person in (ana, luz):
        person.join(link)
    everyone = host.page.get_by_role("button", name="3 people")
    expect(everyone).to_be_visible(timeout=TIMEOUT_MS)

    host.say(recordings["en"])
    for person in (host, ana, luz):
        person.wait_for_turns(1)
    assert luz.reads() == ["Buenos días. Tengo un perro."]
    assert ana.reads()[0].startswith("Bom dia")
    assert "dog" in host.reads()[0]
    expect_heard(ana, 0.8)
    expect_heard(luz, 0.8)
    assert host.app.audio()["starts"] == [], "nobody hears themselves"

    ana.say(recordings["pt"])
    for person in (host, ana, luz):
        person.wait_for_turns(2)
    assert "dog" in host.reads()[1]
    assert "perro" in luz.reads()[1]
    expect_heard(host, 0.8)
    for person in (host, ana, luz):
        names = person.page.locator(".turn .person").all_inner_texts()
        assert names == ["Ben", "Ana"]
        assert findings(person.app) == []


def test_who_comes_late_who_comes_back_and_the_screen_of_a_hall(
    browse: Browse, page_server: PageServer, recordings: dict[str, str]
) -> None:
    host = Participant(browse, "en", "Ben")
    link = host.open_room(page_server.url)
    ana = Participant(browse, "pt", "Ana")
    ana.join(link)
    host.say(recordings["en"])
    ana.wait_for_turns(1)

    screen = Participant(browse, "es", "Pantalla", viewport=DESK)
    screen.app.url = link.replace("/#", "/?display#")
    screen.app.load()
    screen.page.get_by_role("button", name="Entrar", exact=True).click()
    expect(screen.page.locator(".qr-code")).to_be_visible(timeout=TIMEOUT_MS)
    luz = Participant(browse, "es", "Luz")
    luz.join(link)
    luz.wait_for_turns(1)
    assert "dog" in luz.reads()[0], "nobody listened in Spanish then: the original"

    ana.page.close()  # as a phone does that needs its memory
    host.say(recordings["en"])
    luz.wait_for_turns(2)
    assert "perro" in luz.reads()[1]
    caption = screen.page.locator(".hall-caption").last
    expect(caption).to_contain_text("perro", timeout=TIMEOUT_MS)
    assert screen.app.audio()["starts"] == []

    back = AppPage(ana.app.context, link)
    ana.app = back
    ana.join(link)
    ana.wait_for_turns(2)
    assert [text.startswith("Bom dia") for text in ana.reads()] == [True, True]
    back.wait_for_audio(0.8)
    expect(host.page.get_by_role("button", name="4 people")).to_be_visible()
