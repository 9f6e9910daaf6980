"""Hands-free mode: speech is cut at pauses, and playback waits for the speaker."""

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenApp


def listen(app: AppPage, side: int = 0) -> None:
    """Starts hands-free mode."""
    app.tool("Hands-free").click()
    app.tap(side)
    expect(app.talk_button(side)).to_have_attribute("data-state", "listening", timeout=TIMEOUT_MS)


def state_at(changes: list[dict[str, Any]], at: float) -> str:
    return next((str(c["value"]) for c in reversed(changes) if c["at"] <= at), "")


def _requests(app: AppPage) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The requests at suspected pauses, without the field that marks them, and those that end segments."""
    tentative: list[dict[str, Any]] = []
    accepted: list[dict[str, Any]] = []
    for request in app.requests("translate"):
        fields = dict(request)
        (tentative if fields.pop("tentative", False) else accepted).append(fields)
    return tentative, accepted


def test_the_voice_activity_model_is_loaded_on_demand(open_app: OpenApp) -> None:
    app = open_app().open()
    assert not [url for url in app.fetched if url.endswith(".f16")]
    listen(app)
    assert [url for url in app.fetched if url.endswith(".f16")]


def test_pauses_cut_and_the_voice_waits_for_the_speaker(open_app: OpenApp) -> None:
    app = open_app().open()
    listen(app)
    app.play(0.5, "en-001", 2.0)
    app.wait_until_done()
    app.wait_for_silence()
    states = app.changes("talk0")
    history = [value for value in app.history("talk0") if value not in ("idle", "loading")]
    # On a slow machine a voice comes some time after the speech, or after another voice.
    assert re.fullmatch("listening speaking( listening)?( paused listening)+", " ".join(history))
    # The first segment was sent while the speaker went on.
    spoken_until = next(c["at"] for c in states if c["value"] == "paused")
    assert app.changes("status")[0]["at"] < spoken_until
    # Playback starts only after the speaker has paused.
    starts = app.audio()["starts"]
    assert starts
    assert {state_at(states, start["at"] + 50) for start in starts} == {"paused"}
    expect(app.text(0)).to_contain_text(
        re.compile("for you.*capital letter.*sentence", re.S | re.I)
    )
    assert len({request["message_id"] for request in app.sent if "message_id" in request}) == 1
    tentative, accepted = _requests(app)
    segments = [request["segment"] for request in accepted]
    assert segments == list(range(len(segments)))
    assert len(segments) > 1
    # What was sent at a suspected pause is what ends the segment, unless the speaker went on.
    assert tentative
    recordings = {request.get("audio_data"): request for request in accepted}
    for request in tentative:
        assert recordings.get(request["audio_data"], request) == request
    assert app.requests("finish")
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "idle")
