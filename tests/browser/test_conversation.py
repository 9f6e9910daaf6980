"""Two people speak with each other."""

import re
from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE_MS

SAMPLE_S = 1 / 22_050


def test_english_is_heard_in_portuguese(visit: Visit) -> None:
    visitor = visit("en-003", 2.0).open()
    visitor.speak(0, 5.9)
    expect(visitor.words(0)).to_contain_text(re.compile("cabbage juice", re.I))
    expect(visitor.words(1)).to_contain_text(re.compile("suco", re.I))
    visitor.hears(2.0)
    visitor.done()
    expect(visitor.half(0).locator(".first-sound")).to_contain_text(re.compile(r"\d\.\d s"))
    assert visitor.heard()["loudest"] > 0.1


def test_portuguese_is_heard_in_english(visit: Visit) -> None:
    visitor = visit("pt-002", 2.0).open()
    visitor.speak(1, 8.5)
    expect(visitor.words(1)).to_contain_text("carro")
    expect(visitor.words(0)).to_contain_text("car")
    visitor.hears(2.0)
    visitor.done()


def test_pieces_of_a_voice_follow_each_other_without_a_gap(visit: Visit) -> None:
    visitor = visit("en-003", 2.0).open()
    visitor.speak(0, 5.9)
    visitor.hears(1.0)
    visitor.quiet()
    starts = visitor.heard()["starts"]
    if len(starts) < 2:
        pytest.skip("the voice came in one piece")
    for piece, following in pairwise(starts):
        assert following["when"] == pytest.approx(
            piece["when"] + piece["duration"], abs=SAMPLE_S / 2
        )


def test_every_step_is_seen(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.page.evaluate(
        """() => {
            window.steps = [];
            new MutationObserver(() => {
                const line = [...document.querySelectorAll('.line circle')].map((c) => c.dataset.step).join();
                const words = [...document.querySelectorAll('.words, .pending')].map((w) => w.textContent).join('|');
                if (line) window.steps.push(`${line} ${words}`);
            }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
        }"""
    )
    visitor.speak(0, 4.4)
    visitor.done()
    steps = "\n".join(visitor.page.evaluate("window.steps"))
    assert "done,doing,todo,todo,todo" in steps
    assert "done,done,doing,todo,todo" in steps
    assert re.search(r"feathers.*\|traduzindo…", steps), (
        "the transcript comes before the translation"
    )
    assert "done,done,done,doing" in steps
    assert "done,done,done,done,done" in steps


def test_both_voices_at_once_look_different_and_are_both_there(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.tool("Both at once").click()
    expect(visitor.tool("Both at once")).to_have_attribute("aria-pressed", "true")
    visitor.speak(0, 4.4)
    expect(visitor.half(0).locator(".line[data-parallel]")).to_be_visible()
    visitor.done()
    visitor.quiet()
    before = visitor.heard()["seconds"]
    visitor.half(0).get_by_role("button", name="Play in English").click()
    visitor.hears(before + 1.0)


def test_the_button_shows_that_it_hears(visit: Visit) -> None:
    visitor = visit("pt-002", 6.0).open()
    level = "getComputedStyle(document.querySelector('[data-side=\"1\"] .talk')).getPropertyValue('--level')"
    with visitor.holding(1):
        visitor.page.wait_for_function(f"() => {level} > 0.5")
        expect(visitor.half(1).locator(".timer")).to_have_text("0:11", timeout=PATIENCE_MS)
        visitor.page.wait_for_function(f"() => {level} < 0.1")  # nobody speaks any more


def test_a_voice_waits_to_be_asked_where_that_is_wanted(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.tool("Settings").click()
    visitor.page.get_by_role("switch", name="Speak translations aloud").uncheck()
    visitor.page.keyboard.press("Escape")
    visitor.speak(0, 4.4)
    visitor.done()
    assert visitor.heard()["starts"] == []
    visitor.half(1).get_by_role("button", name="Ouvir em Português").click()
    visitor.hears(1.0)


def test_a_tap_begins_and_a_tap_ends(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.talk(0).click()
    expect(visitor.half(0).locator(".hint")).to_contain_text("Tap to finish")
    visitor.page.wait_for_timeout(4400)
    visitor.talk(0).click()
    expect(visitor.words(1)).to_contain_text("penas")


def test_the_conversation_can_be_copied_saved_and_forgotten(visit: Visit) -> None:
    visitor = visit("en-004", 2.0, permissions=["microphone", "clipboard-read", "clipboard-write"])
    visitor.open().speak(0, 4.4)
    visitor.done()
    visitor.half(1).get_by_role("button", name="Copiar texto").click()
    assert "penas" in visitor.page.evaluate("navigator.clipboard.readText()")
    with visitor.page.expect_download() as download:
        visitor.half(1).get_by_role("button", name="Salvar áudio").click()
    assert download.value.suggested_filename.endswith("-translated.ogg")
    visitor.tool("Settings").click()
    with visitor.page.expect_download() as download:
        visitor.page.get_by_role("button", name="Save the conversation as text").click()
    assert "Português: " in download.value.path().read_text()
    visitor.page.get_by_role("button", name="Forget this conversation").click()
    expect(visitor.page.locator(".utterance")).to_have_count(0)


def test_a_long_recording_takes_the_way_of_an_upload(visit: Visit) -> None:
    visitor = visit("pt-001", 2.0).open()
    visitor.speak(1, 13.7)
    expect(visitor.words(1)).to_contain_text("pirâmide")
    visitor.done()
    uploads = [url for url in visitor.posted if not url.endswith("/v1/tickets")]
    assert len(uploads) == 1


def test_after_a_swap_the_words_stay_with_their_language(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    expect(visitor.words(1)).to_contain_text("penas")
    visitor.tool("Swap").click()
    expect(visitor.words(0)).to_contain_text("penas")
    expect(visitor.words(1)).to_contain_text("feathers")
