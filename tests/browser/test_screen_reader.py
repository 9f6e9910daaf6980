"""Announcements of screen readers."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import complete
from tests.browser.test_hands_free import listen


def test_nothing_is_announced_into_the_open_microphone(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    app.say(0, 0.4)
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        app.play(1.0)
        recording_until = app.page.evaluate("performance.now()")
        before = app.page.get_by_role("log", name="Dragoman").locator("p").count()
        service.send(*complete(service.of("translate")[0]))
        app.play(0.5)
        assert app.page.get_by_role("log", name="Dragoman").locator("p").count() == before
    app.wait_until_done(2)
    app.wait_for_silence()
    app.wait_for_history("announced", "Onde fica")
    last = app.changes("announced")[-1]
    assert last["at"] > recording_until


def test_announcements_wait_for_playback(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    service.audio_s = 1.5
    app.open()
    app.say(0, 0.4)
    app.wait_for_history("announced", "Onde fica")
    playing = app.changes("playing")
    assert [change["value"] != "" for change in playing] == [True, False]
    translated = next(c for c in app.changes("announced") if "Onde fica" in c["value"])
    assert translated["at"] >= playing[-1]["at"]


def test_hands_free_announces_after_it_has_stopped(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    listen(app)
    app.play(0.3, "en-001", 1.5)
    app.wait_until_done()
    app.wait_for_silence()
    assert app.history("announced") == []
    app.tap(0)
    app.wait_for_history("announced", "Onde fica")


def test_no_alert_comes_and_goes_at_load(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted(locale="pt-BR")
    app.open()
    app.page.wait_for_timeout(200)
    assert app.history("notice0") == []
    assert app.history("notice1") == []
    assert app.history("banner") == []
