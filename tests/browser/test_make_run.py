"""What `make run` starts, at the address it prints: with limits a test can reach, and killed in the
middle of it all."""

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
from tests.browser.conftest import Browse, Visit
from tests.browser.visitor import LOADING_S, PATIENCE_MS
from tests.emulator.launched import Launched
from tests.emulator.processes import descendants, workers
from tests.emulator.waiting import eventually

LINKS_LIVE_S: Final = 6
LONGEST_S: Final = 7
LIMITS: Final = {
    "DRAGOMAN_URL_LIFETIME_S": str(LINKS_LIVE_S),
    "DRAGOMAN_MAX_AUDIO_S": str(LONGEST_S),
    "DRAGOMAN_MAX_UPLOAD_BYTES": "60000",
}


class OwnService:
    """Always at the same two ports."""

    def __init__(self, state: Path) -> None:
        page, self._gateway = ports.any_free(), ports.any_free()
        self._options = (f"--port={page}", f"--emulator-port={self._gateway}")
        self._environment = {**LIMITS, "XDG_STATE_HOME": str(state)}
        self.start()

    def start(self) -> None:
        self._launched = Launched(*self._options, environment=self._environment)
        self.url = self._launched.url

    def freeze(self, function: str) -> None:
        """It takes what comes and does nothing with it."""
        for pid in workers(self._emulator(), function):
            os.kill(pid, signal.SIGSTOP)

    def kill(self) -> None:
        """All of it, at once."""
        emulator = self._emulator()
        self._launched.kill()
        os.killpg(emulator, signal.SIGKILL)
        assert eventually(lambda: ports.is_free(self._gateway))

    def _emulator(self) -> int:
        """Its process, which leads those of the functions."""
        return descendants(self._launched.process.pid)[0]

    def stop(self) -> None:
        self._launched.interrupt()


@pytest.fixture(scope="module")
def service(app: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OwnService]:
    service = OwnService(tmp_path_factory.mktemp("state"))
    yield service
    service.stop()


@pytest.fixture
def visit(browse: Browse, service: OwnService) -> Visit:
    return partial(browse, service.url)


def test_the_address_it_prints_is_all_one_needs(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    expect(visitor.words(1)).to_contain_text("penas")
    visitor.hears(2.0)
    visitor.done()


def test_a_voice_is_heard_again_long_after_its_link_has_died(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    visitor.done()
    visitor.quiet()
    visitor.page.reload()
    visitor.page.wait_for_timeout(LINKS_LIVE_S * 1000)
    visitor.half(1).get_by_role("button", name="Ouvir em Português").click()
    visitor.hears(1.0)
    assert [said["after_seq"] for said in visitor.asked("resume")] == [SEGMENT_END_SEQ - 1]
    visitor.quiet()
    visitor.page.wait_for_timeout(LINKS_LIVE_S * 1000)
    with visitor.page.expect_download() as download:
        visitor.half(0).get_by_role("button", name="Save audio").click()
    assert download.value.path().stat().st_size > 1000
    visitor.forgive("403 (Forbidden)")


def test_who_speaks_too_long_is_told_and_heard_so_far(visit: Visit) -> None:
    visitor = visit("en-004", 8.0).open()
    with visitor.holding(0):
        told = visitor.half(0).get_by_role("alert")
        expect(told).to_contain_text("as much as fits", timeout=PATIENCE_MS)
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    expect(visitor.talk(0)).to_have_attribute("data-state", "idle")
    visitor.done()


def test_a_recording_that_is_too_large_is_explained(visit: Visit) -> None:
    visitor = visit(LOADING_S, "en-004", 8.0)
    # Without an encoder a stretch of speech is WAV, ten times as large.
    visitor.context.add_init_script("delete window.AudioEncoder")
    visitor.open().tool("Hands-free").click()
    visitor.talk(0).click()
    trouble = visitor.half(0).locator(".trouble")
    expect(trouble).to_contain_text("Say it in shorter parts", timeout=PATIENCE_MS)


def test_a_service_that_was_killed_and_forgot_everything_is_told_again(
    visit: Visit, service: OwnService
) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    visitor.done()
    visitor.quiet()
    visitor.page.reload()
    service.freeze("transcribe")
    visitor.speak(0, 4.4)
    expect(visitor.half(0).locator('.utterance[data-status="working"]')).to_be_visible()
    service.kill()
    banner = visitor.page.locator(".banner[data-shown]")
    expect(banner).to_contain_text("Reaching the interpreter")
    service.start()
    expect(banner).to_have_count(0, timeout=PATIENCE_MS)
    visitor.done(2)
    expect(visitor.words(1)).to_contain_text("penas")
    told = [said["message_id"] for said in visitor.asked("translate")]
    assert len(told) == len(set(told)) == 3, (
        "what was under way was said once more, as a new message"
    )
    # Its words are still here; only its voice went down with the service.
    first = visitor.half(1).locator(".utterance").first
    expect(first).to_contain_text("penas")
    visitor.quiet()
    first.get_by_role("button", name="Ouvir em Português").click()
    expect(visitor.half(1).get_by_role("alert")).to_contain_text("Esta voz não está mais guardada")
    visitor.forgive("403 (Forbidden)")
