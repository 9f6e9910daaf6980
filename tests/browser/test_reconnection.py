"""The conversation survives reloads, lost and expired connections and times offline."""

from playwright.sync_api import expect

from infra.local.stack import EmulatedStack
from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenApp
from tests.browser.tcp_proxy import TcpProxy
from tests.emulator.sweeping import as_if_old, sweep


def test_a_reload_during_a_message_loses_nothing(open_app: OpenApp) -> None:
    app = open_app().open()
    app.page.evaluate(
        """() => whenSeen('.message[data-status="working"]', () => location.reload())"""
    )
    with app.page.expect_navigation():
        app.say(0, "en-004")
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    app.wait_until_done()


def test_the_conversation_survives_a_reload(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "en-004")
    app.wait_until_done()
    app.wait_for_silence()
    app.page.reload()
    expect(app.text(1)).to_contain_text("penas")
    app.panel(1).get_by_role("button", name="Ouvir em Português", exact=True).click()
    app.wait_for_audio(1.0)


def test_a_message_recorded_during_an_outage_is_sent_afterwards(
    open_app: OpenApp, proxy: TcpProxy
) -> None:
    app = open_app().open()
    proxy.stop()
    expect(app.page.locator(".banner[data-shown]")).to_contain_text("Reaching the interpreter")
    app.say(0, "en-004")
    stage = app.panel(0).locator(".stage")
    expect(stage).to_contain_text("Waiting to be sent")
    app.page.reload()
    expect(stage).to_contain_text("Waiting to be sent")
    proxy.start()
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    expect(app.page.locator(".banner[data-shown]")).to_have_count(0)
    app.wait_until_done()


def test_a_connection_lost_during_a_message_loses_nothing(
    open_app: OpenApp, proxy: TcpProxy
) -> None:
    app = open_app().open()
    app.when_received("processing_started", proxy.stop)
    app.say(0, "en-004")
    app.wait_for_history("banner", "Reaching the interpreter")
    proxy.start()
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    app.wait_until_done()


def test_a_message_recorded_offline_is_sent_when_online(open_app: OpenApp) -> None:
    app = open_app().open()
    app.context.set_offline(True)
    expect(app.page.locator(".banner[data-shown]")).to_contain_text("No internet")
    app.say(0, "en-004")
    expect(app.panel(0).locator(".stage")).to_contain_text("Waiting to be sent")
    assert app.requests("translate") == []
    app.context.set_offline(False)
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    app.wait_until_done()


def test_an_expiring_connection_is_renewed_silently(
    open_app: OpenApp, stack: EmulatedStack
) -> None:
    app = open_app().open()
    # The app says hello twice on its one connection, and each hello writes the connection.
    wait_for_second_hello(app)
    ready = [event["data"] for event in app.received if event["type"] == "ready"]
    [connection_id] = {answer["connection_id"] for answer in ready}
    as_if_old(stack, connection_id)
    with app.page.expect_websocket():
        sweep(stack)
    assert "going_away" in {event["type"] for event in app.received}
    assert_unnoticed(app)


def test_an_idle_connection_is_kept_alive_and_an_old_one_renewed(open_app: OpenApp) -> None:
    app = open_app()
    app.page.clock.install()
    app.open()
    # An unanswered request would seem to have waited for nine minutes.
    wait_for_second_hello(app)
    opened = len(app.sockets)
    app.page.clock.fast_forward("09:00")
    app.page.wait_for_timeout(1000)
    assert len(app.requests("ping")) == 1
    assert len(app.sockets) == opened
    with app.page.expect_websocket():
        app.page.clock.fast_forward("01:50:00")
    assert_unnoticed(app)


def wait_for_second_hello(app: AppPage) -> None:
    """Waits until both requests of an opened app, the first to learn the pairs, are answered."""
    while sum(event["type"] == "ready" for event in app.received) < 2:
        app.page.wait_for_timeout(50)


def assert_unnoticed(app: AppPage) -> None:
    """No banner was shown and the conversation continues on another connection."""
    assert len(app.sockets) == 2
    app.say(0, "en-004")
    expect(app.text(1)).to_contain_text("penas")
    app.wait_until_done()
    assert app.history("banner") == []
