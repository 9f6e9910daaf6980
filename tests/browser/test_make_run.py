"""The app as `make run` starts it, with limits that a test can reach, and killed during a message."""

import os
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import expect

from dragoman.protocol import SEGMENT_END_SEQ
from infra.local import ports
from tests.browser.app_page import TIMEOUT_MS
from tests.browser.conftest import Browse, OpenApp
from tests.browser.test_hands_free import listen
from tests.emulator.launched import Launched
from tests.emulator.processes import descendants, workers
from tests.emulator.waiting import eventually
from tests.packs import with_quick_voices

LINKS_LIVE_S: Final = 6
LONGEST_S: Final = 7
LIMITS: Final = {
    "DRAGOMAN_URL_LIFETIME_S": str(LINKS_LIVE_S),
    "DRAGOMAN_MAX_AUDIO_S": str(LONGEST_S),
    "DRAGOMAN_MAX_UPLOAD_BYTES": "60000",
}


class OwnService:
    """A service that restarts at the same two ports."""

    def __init__(self, state: Path) -> None:
        page, self._gateway = ports.any_free(), ports.any_free()
        self._options = (f"--port={page}", f"--emulator-port={self._gateway}")
        packs = {"DRAGOMAN_MODELS_DIR": str(with_quick_voices().root)}
        self._environment = LIMITS | packs | {"XDG_STATE_HOME": str(state)}
        self.start()

    def start(self) -> None:
        self._launched = Launched(*self._options, environment=self._environment)
        self.url = self._launched.url

    def freeze(self, function: str) -> None:
        """Stops the workers of a function from working."""
        for pid in workers(self._emulator(), function):
            os.kill(pid, signal.SIGSTOP)

    def kill(self) -> None:
        """Kills the whole service."""
        emulator = self._emulator()
        self._launched.kill()
        os.killpg(emulator, signal.SIGKILL)
        assert eventually(lambda: ports.is_free(self._gateway))

    def _emulator(self) -> int:
        """The process group of the emulator and its functions."""
        return descendants(self._launched.process.pid)[0]

    def stop(self) -> None:
        self._launched.interrupt()


@pytest.fixture(scope="module")
def service(web_build: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnService]:
    service = OwnService(tmp_path_factory.mktemp("state"))
    yield service
    service.stop()


@pytest.fixture
def open_app(browse: Browse, service: OwnService) -> OpenApp:
    return partial(browse, service.url)


def test_the_printed_address_serves_a_working_app(open_app: OpenApp) -> None:
    app = open_app("en-004", 8.0).open()  # the browser's own fake microphone
    app.speak(0, 4.4)
    expect(app.text(1)).to_contain_text("penas")
    app.wait_for_audio(2.0)
    app.wait_until_done()


def test_a_voice_plays_again_after_its_link_has_expired(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    app.wait_until_done()
    app.wait_for_silence()
    app.page.reload()
    app.page.wait_for_timeout(LINKS_LIVE_S * 1000)
    app.panel(1).get_by_role("button", name="Ouvir em Português", exact=True).click()
    app.wait_for_audio(1.0)
    assert [request["after_seq"] for request in app.requests("resume")] == [SEGMENT_END_SEQ - 1]
    app.wait_for_silence()
    app.page.wait_for_timeout(LINKS_LIVE_S * 1000)
    with app.page.expect_download() as download:
        app.panel(0).get_by_role("button", name="Save audio").click()
    assert download.value.path().stat().st_size > 1000
    app.expect_error("403 (Forbidden)")


def test_a_recording_at_the_limit_is_sent_and_explained(open_app: OpenApp) -> None:
    app = open_app().open()
    with app.holding(0):
        app.play("en-004")
        notice = app.panel(0).get_by_role("alert")
        expect(notice).to_contain_text("as much as fits", timeout=TIMEOUT_MS)
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    expect(app.talk_button(0)).to_have_attribute("data-state", "idle")
    app.wait_until_done()


def test_a_recording_too_large_is_explained(open_app: OpenApp) -> None:
    app = open_app()
    # Without an encoder, segments are WAV files, ten times as large.
    app.context.add_init_script("delete window.AudioEncoder")
    listen(app.open())
    app.play(0.5, "en-004", 1.5)
    trouble = app.panel(0).locator(".problem")
    expect(trouble).to_contain_text("Say it in shorter parts", timeout=TIMEOUT_MS)


def test_after_a_restart_without_memory_the_message_is_sent_again(
    open_app: OpenApp, service: OwnService
) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    app.wait_until_done()
    app.wait_for_silence()
    app.page.reload()
    service.freeze("transcribe")
    app.say(0, "en-004")
    app.wait_for_history("stage", "Listening to the words")
    service.kill()
    banner = app.page.locator(".banner[data-shown]")
    expect(banner).to_contain_text("Reaching the interpreter")
    service.start()
    expect(banner).to_have_count(0, timeout=TIMEOUT_MS)
    app.wait_until_done(2)
    expect(app.text(1)).to_contain_text("penas")
    ids = [request["message_id"] for request in app.requests("translate")]
    assert len(ids) == len(set(ids)) == 3, "the unfinished message was sent again as a new one"
    # The text is still here; its audio was lost with the service.
    first = app.panel(1).locator(".message").first
    expect(first).to_contain_text("penas")
    app.wait_for_silence()
    first.get_by_role("button", name="Ouvir em Português", exact=True).click()
    expect(app.panel(1).get_by_role("alert")).to_contain_text("Esta voz não está mais guardada")
    app.expect_error("403 (Forbidden)")
