"""A conversation that lasts: over reloads, lost and old connections and times without internet."""

from playwright.sync_api import expect

from infra.local.stack import EmulatedStack
from tests.browser.cable import Cable
from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE_MS, Visitor
from tests.emulator.sweeping import as_if_old, sweep


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
    stage = visitor.half(0).locator(".stage")
    expect(stage).to_contain_text("Waiting to be sent")
    visitor.page.reload()
    expect(stage).to_contain_text("Waiting to be sent")
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
    expect(visitor.half(0).locator(".stage")).to_contain_text("Waiting to be sent")
    assert visitor.asked("translate") == []
    visitor.context.set_offline(False)
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    visitor.done()


def test_a_connection_that_is_about_to_end_is_renewed_without_notice(
    visit: Visit, stack: EmulatedStack
) -> None:
    visitor = visit("en-004", 2.0).open()
    # It may have said hello twice by now, on the one connection there is.
    ready = [told["data"] for told in visitor.told if told["type"] == "ready"]
    [connection_id] = {answer["connection_id"] for answer in ready}
    as_if_old(stack, connection_id)
    with visitor.page.expect_websocket():
        sweep(stack)
    assert "going_away" in {told["type"] for told in visitor.told}
    unnoticed(visitor)


def test_a_quiet_connection_is_kept_awake_and_an_old_one_renewed(visit: Visit) -> None:
    visitor = visit("en-004", 2.0)
    visitor.page.clock.install()
    visitor.open()
    # It says hello twice, first to learn which pairs there are: what is unanswered would seem to have
    # waited for nine minutes.
    while sum(told["type"] == "ready" for told in visitor.told) < 2:
        visitor.page.wait_for_timeout(50)
    opened = len(visitor.sockets)
    visitor.page.clock.fast_forward("09:00")
    visitor.page.wait_for_timeout(1000)
    assert len(visitor.asked("ping")) == 1
    assert len(visitor.sockets) == opened
    with visitor.page.expect_websocket():
        visitor.page.clock.fast_forward("01:50:00")
    unnoticed(visitor)


def unnoticed(visitor: Visitor) -> None:
    """There is no word of it, and the conversation goes on over another connection."""
    assert visitor.seen(".banner", "data-shown", 2.5) == []
    assert len(visitor.sockets) == 2
    visitor.speak(0, 4.4)
    expect(visitor.words(1)).to_contain_text("penas")
    visitor.done()
