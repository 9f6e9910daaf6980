"""Listening all the time: cut at pauses, and deaf to the app's own voice."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE_MS


def test_pauses_cut_and_the_voice_waits_for_the_speaker(visit: Visit) -> None:
    visitor = visit(0.5, "en-004", 0.45, "en-003", 8.0).open()
    assert not [url for url in visitor.requested if "/vad/" in url]
    visitor.tool("Hands-free").click()
    visitor.talk(0).click()
    expect(visitor.talk(0)).to_have_attribute("data-state", "speaking", timeout=PATIENCE_MS)
    assert [url for url in visitor.requested if url.endswith(".onnx")]
    # The first stretch is translated while the second is still being said.
    expect(visitor.words(1)).to_contain_text(re.compile("penas|voar"), timeout=PATIENCE_MS)
    phases = visitor.seen('.half[data-side="0"] .talk', "data-state", 25)
    assert "paused" in phases, "while the voice speaks, nobody is listened to"
    visitor.done()
    expect(visitor.words(0)).to_contain_text(re.compile("feathers.*cabbage juice", re.S | re.I))
    visitor.quiet()
    expect(visitor.talk(0)).to_have_attribute("data-state", "listening")
    expect(visitor.half(0).locator(".utterance")).to_have_count(1)
    visitor.talk(0).click()
    expect(visitor.talk(0)).to_have_attribute("data-state", "idle")
