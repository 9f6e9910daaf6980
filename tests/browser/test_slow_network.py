"""The app on a slow network: 400 kbit/s with a round trip of 400 ms."""

from playwright.sync_api import expect

from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenScripted
from tests.browser.test_hands_free import listen

SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}


def throttle(app: AppPage) -> None:
    session = app.context.new_cdp_session(app.page)
    session.send("Network.enable")
    session.send("Network.emulateNetworkConditions", SLOW)


def transferred(app: AppPage) -> dict[str, float]:
    """Bytes by kind of file that were transferred before the app could be used."""
    return dict(
        app.page.evaluate(
            """() => {
                const ready = seen.find((s) => s.name === 'talk0').at;
                const files = performance.getEntriesByType('resource');
                const early = files.filter((file) => file.startTime < ready);
                const kinds = {};
                for (const { name, transferSize } of early) {
                    const kind = name.split('.').pop().split('?')[0];
                    kinds[kind] = (kinds[kind] ?? 0) + transferSize;
                }
                return { ...kinds, ready };
            }"""
        )
    )


def test_the_shell_is_painted_before_the_script_runs(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    throttle(app)
    app.open()
    painted = app.page.evaluate(
        "performance.getEntriesByName('first-contentful-paint')[0].startTime"
    )
    assert painted <= app.changes("talk0")[0]["at"]


def test_text_comes_before_fonts(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    throttle(app)
    app.open()
    before = transferred(app)
    assert "woff2" not in before
    # What 400 kbit/s brings in two seconds; the round trips take the third.
    assert sum(size for kind, size in before.items() if kind != "ready") < 60_000
    app.page.wait_for_function(
        "() => performance.getEntriesByType('resource').some((f) => f.name.includes('woff2'))",
        timeout=TIMEOUT_MS,
    )


def test_recording_is_possible_before_the_connection(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.page.route("**/v1/tickets", lambda route: None)  # never answered
    app.load()
    expect(app.talk_button(0)).to_be_enabled(timeout=TIMEOUT_MS)
    app.say(0, 0.4)
    expect(app.panel(0).locator(".message")).to_have_attribute("data-status", "waiting")
    assert service.requests == []


def test_loading_the_voice_activity_model_shows_progress(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    throttle(app)
    app.tool("Hands-free").click()
    app.tap(0)
    bar = app.panel(0).locator("progress")
    expect(bar).to_be_visible()
    app.page.wait_for_function(
        "() => { const p = document.querySelector('progress'); return p && p.value > 0 && p.value < 1 }"
    )


def test_the_voice_activity_model_is_fetched_once(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    listen(app)
    app.tap(0)
    app.tap(0)
    expect(app.talk_button(0)).to_have_attribute("data-state", "listening", timeout=TIMEOUT_MS)
    assert len([url for url in app.fetched if url.endswith(".f16")]) == 1
