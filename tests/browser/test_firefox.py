"""The core conversation in a second browser engine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local.page_server import PageServer
from tests.browser import firefox
from tests.browser.firefox import Firefox

TALK = '.panel[data-side="0"] .talk-button'
DONE = "document.querySelector('.panel[data-side=\"0\"] .message:last-child[data-status=done]')"

pytestmark = [pytest.mark.emulator, pytest.mark.models]


@pytest.fixture
def browser(tmp_path: Path, page_server: PageServer) -> Iterator[Firefox]:
    if not firefox.is_available():
        pytest.skip("Firefox is missing; on Debian: apt-get install firefox-esr pulseaudio")
    with Firefox(tmp_path / "profile") as browser:
        browser.open(page_server.url)
        browser.wait_for(f"document.querySelector('{TALK}')?.disabled === false")
        yield browser
        assert browser.errors == []


def test_push_to_talk_is_translated_and_played(browser: Firefox) -> None:
    browser.press(TALK, "keydown")
    browser.wait_for(f"document.querySelector('{TALK}').dataset.state === 'recording'")
    browser.play("en-004", 0.3)
    browser.press(TALK, "keyup")
    browser.wait_for(DONE)
    texts = browser.evaluate("[...document.querySelectorAll('.text')].map((t) => t.textContent)")
    assert "penas" in texts[0]
    assert "feathers" in texts[1]
    browser.wait_for("audio.seconds > 1")


def test_hands_free_is_translated_and_played(browser: Firefox) -> None:
    browser.click('.tool[aria-pressed="false"]')
    browser.click(TALK)
    browser.wait_for(f"document.querySelector('{TALK}').dataset.state === 'listening'")
    browser.play(0.5, "en-004", 2.0)
    browser.wait_for(DONE)
    texts = browser.evaluate("[...document.querySelectorAll('.text')].map((t) => t.textContent)")
    assert "penas" in texts[0]
    browser.wait_for("audio.seconds > 1")
