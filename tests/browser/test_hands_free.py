"""Listening all the time: cut at pauses, and deaf to the app's own voice."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.visitor import LOADING_S, PATIENCE_MS


def test_pauses_cut_and_the_voice_waits_for_the_speaker(visit: Visit) -> None:
    visitor = visit(LOADING_S, "en-001", 12.0).open()
    assert not [url for url in visitor.requested if "/vad/" in url]
    visitor.tool("Hands-free").click()
    visitor.talk(0).click()
    expect(visitor.talk(0)).to_have_attribute("data-state", "speaking", timeout=PATIENCE_MS)
    assert [url for url in visitor.requested if url.endswith(".onnx")]
    # The first stretch is translated while the rest is still being said, but not yet spoken.
    expect(visitor.words(1)).to_contain_text(re.compile(r"\w+"), timeout=PATIENCE_MS)
    assert visitor.talk(0).get_attribute("data-state") == "speaking"
    assert visitor.heard()["starts"] == []
    phases = visitor.seen('.half[data-side="0"] .talk', "data-state", 12)
    assert "paused" in phases, "while the voice speaks, nobody is listened to"
    visitor.done()
    expect(visitor.words(0)).to_contain_text(
        re.compile("for you.*capital letter.*sentence", re.S | re.I)
    )
    visitor.quiet()
    expect(visitor.talk(0)).to_have_attribute("data-state", "listening")
    assert len({said["message_id"] for said in visitor.said if "message_id" in said}) == 1
    segments = [said["segment"] for said in visitor.said if said["action"] == "translate"]
    assert segments == list(range(len(segments)))
    assert len(segments) > 1
    assert [said for said in visitor.said if said["action"] == "finish"]
    visitor.talk(0).click()
    expect(visitor.talk(0)).to_have_attribute("data-state", "idle")
