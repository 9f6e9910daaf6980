"""The app as it is installed: its manifest, its start without a network, and its updates."""

import json
import re
import shutil
from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha384
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from infra.local import ports
from infra.local.page_server import PageServer
from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import Browse
from tests.browser.fake_service import ORIGIN, FakeService

OpenInstalled = Callable[[], tuple[AppPage, FakeService]]


@pytest.fixture
def app_folder(web_build: Path, tmp_path: Path) -> Path:
    """A copy of the app, which the test may change."""
    return Path(shutil.copytree(web_build, tmp_path / "app"))


@pytest.fixture
def server(app_folder: Path) -> Iterator[PageServer]:
    url = f"{ORIGIN.replace('http', 'ws')}/ws"
    with PageServer(ports.any_free(), url, ORIGIN, ["en", "pt"], web_app=app_folder) as server:
        yield server


@pytest.fixture
def open_installed(browse: Browse, server: PageServer) -> OpenInstalled:
    """Opens the app a second time, when the service worker serves it."""

    def open_installed() -> tuple[AppPage, FakeService]:
        app = browse(server.url, service_workers="allow")
        service = FakeService(app.page)
        app.open()
        app.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        app.open()
        assert app.page.evaluate("navigator.serviceWorker.controller !== null")
        return app, service

    return open_installed


def test_the_browser_can_install_the_app(open_installed: OpenInstalled) -> None:
    app, _ = open_installed()
    browser = app.context.new_cdp_session(app.page)
    manifest = browser.send("Page.getAppManifest")
    assert manifest["errors"] == []
    problems = browser.send("Page.getInstallabilityErrors")["installabilityErrors"]
    # Pages of tests are private ones, in which nothing can be installed.
    assert {problem["errorId"] for problem in problems} <= {"in-incognito"}
    icons = json.loads(manifest["data"])["icons"]
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in icons}
    assert "maskable" in {icon.get("purpose") for icon in icons}
    for icon in icons:
        with urlopen(f"{app.url}/{icon['src']}") as answer:  # noqa: S310
            assert answer.headers["Content-Type"] == icon["type"]


def test_a_text_that_another_app_shares_can_be_sent(open_installed: OpenInstalled) -> None:
    app, service = open_installed()
    browser = app.context.new_cdp_session(app.page)
    target = json.loads(browser.send("Page.getAppManifest")["data"])["share_target"]
    assert target["method"] == "GET"
    query = urlencode({target["params"]["text"]: "Where is Alice & Bob's hotel?"})
    start = app.page.url
    app.page.goto(f"{start}{target['action']}?{query}")
    field = app.panel(0).get_by_role("textbox")
    expect(field).to_have_value("Where is Alice & Bob's hotel?")
    assert app.page.url == start
    assert not service.of("translate")
    app.panel(0).get_by_role("button", name="Send").click()
    app.wait_until_done()
    assert service.of("translate")[0]["text"] == "Where is Alice & Bob's hotel?"
    expect(field).to_have_count(0)


def test_the_app_starts_without_a_network(open_installed: OpenInstalled) -> None:
    app, _ = open_installed()
    app.say(0, 0.6)
    app.wait_until_done()
    app.context.set_offline(True)
    app.load()
    expect(app.text(1)).to_contain_text("Onde fica")
    expect(app.page.locator(".banner")).to_contain_text("No internet")
    app.say(0, 0.6)
    expect(app.panel(0).locator('.message[data-status="waiting"]')).to_have_count(1)
    app.context.set_offline(False)
    app.wait_until_done(2)
    app.errors.clear()  # the browser reports every request that failed


def test_an_update_waits_for_the_end_of_a_message(
    open_installed: OpenInstalled, app_folder: Path
) -> None:
    app, service = open_installed()
    app.page.evaluate("window.before = true")
    with app.holding(0):
        expect(app.talk_button(0)).to_have_attribute("data-state", "recording")
        _change(app_folder)
        _find_update(app.page)
        app.play(0.6)
        app.page.wait_for_timeout(8000)  # longer than an idle page waits
        assert app.page.evaluate("window.before")
    app.wait_until_done()
    app.page.wait_for_function(
        "() => !window.before && document.title === 'New'", timeout=TIMEOUT_MS
    )
    expect(app.text(1)).to_contain_text("Onde fica")
    app.say(0, 0.6)
    app.wait_until_done(2)
    assert len(service.of("translate")) == 2


def test_an_update_waits_while_the_app_is_open_twice(
    open_installed: OpenInstalled, app_folder: Path
) -> None:
    app, _ = open_installed()
    other = app.context.new_page()
    other.goto(app.url)
    other.wait_for_function("() => navigator.serviceWorker.controller !== null")
    other.wait_for_function(
        "() => navigator.locks.query().then(({ held }) => held.some(({ name }) => name === 'dragoman.page'))"
    )
    app.page.evaluate("window.before = true")
    _change(app_folder)
    _find_update(app.page)
    app.page.wait_for_timeout(8000)
    assert app.page.evaluate("window.before")
    other.close()
    app.page.wait_for_function(
        "() => !window.before && document.title === 'New'", timeout=TIMEOUT_MS
    )


def _change(app_folder: Path) -> None:
    """Deploys another version."""
    page, worker = app_folder / "index.html", app_folder / "sw.js"
    page.write_text(page.read_text().replace("<title>Dragoman</title>", "<title>New</title>"))
    integrity = f"sha384-{b64encode(sha384(page.read_bytes()).digest()).decode()}"
    changed, count = re.subn(
        r'(url:"index\.html",revision:)"\w+",integrity:"[^"]+"',
        rf'\1"another",integrity:"{integrity}"',
        worker.read_text(),
    )
    assert count == 1
    worker.write_text(changed)


def _find_update(page: Page) -> None:
    """Lets the browser look for another version, and waits until it is ready to start."""
    page.evaluate(
        """async () => {
            const worker = await navigator.serviceWorker.ready;
            await worker.update();
            while (!worker.waiting) await new Promise((resolve) => setTimeout(resolve, 50));
        }"""
    )
