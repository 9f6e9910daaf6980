"""A conversation that lasts: over reloads, lost connections and times without internet."""

from playwright.sync_api import expect

from tests.browser.cable import Cable
from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE_MS


def test_a_reload_in_the_middle_loses_nothing(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    expect(visitor.half(0).locator('.utterance[data-status="working"]')).to_be_visible()
    visitor.page.reload()
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    visitor.done()


def test_what_was_said_is_still_there_after_a_reload(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    visitor.done()
    visitor.quiet()
    visitor.page.reload()
    expect(visitor.words(1)).to_contain_text("penas")
    visitor.half(1).get_by_role("button", name="Ouvir em Português").click()
    visitor.hears(1.0)


def test_a_service_that_was_away_is_found_again(visit: Visit, cable: Cable) -> None:
    visitor = visit("en-004", 2.0).open()
    cable.cut()
    expect(visitor.page.locator(".banner[data-shown]")).to_contain_text("Reaching the interpreter")
    visitor.speak(0, 4.4)
    expect(visitor.half(0).locator(".stage")).to_contain_text("Waiting to be sent")
    cable.mend()
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    expect(visitor.page.locator(".banner[data-shown]")).to_have_count(0)
    visitor.done()


def test_a_connection_lost_in_the_middle_loses_nothing(visit: Visit, cable: Cable) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.speak(0, 4.4)
    expect(visitor.half(0).locator('.utterance[data-status="working"]')).to_be_visible()
    cable.cut()
    visitor.page.wait_for_timeout(700)
    cable.mend()
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    visitor.done()


def test_what_is_said_offline_is_sent_when_back(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.context.set_offline(True)
    expect(visitor.page.locator(".banner[data-shown]")).to_contain_text("No internet")
    visitor.speak(0, 4.4)
    visitor.context.set_offline(False)
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    visitor.done()
