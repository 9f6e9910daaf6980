"""The web app in Debian's Chromium, on the whole stack with real models."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from infra.local import ports
from infra.local.page_server import WEB_APP, PageServer
from infra.local.stack import EmulatedStack
from tests.browser import chromium
from tests.browser.app_page import DESK, FAKE_MICROPHONE, AppPage
from tests.browser.fake_service import ORIGIN, FakeService
from tests.browser.microphone import write_wav
from tests.browser.tcp_proxy import TcpProxy
from tests.network_namespaces import Machine

WEB: Final = WEB_APP.parent
NPM: Final = WEB.parent / ".venv" / "bin" / "npm"

CONTEXT: Final = {"viewport": DESK, "locale": "en-US", "service_workers": "block"}
"""The service worker would answer in place of routes that tests set."""

Browse = Callable[..., AppPage]
OpenApp = Callable[..., AppPage]
OpenScripted = Callable[..., tuple[AppPage, FakeService]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        names = getattr(item, "fixturenames", ())
        if "browse" in names and "open_scripted" not in names:
            item.add_marker(pytest.mark.emulator)
            item.add_marker(pytest.mark.models)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skips before the stack starts if there is no browser."""
    if "browse" in getattr(item, "fixturenames", ()):
        try:
            chromium.path()
        except chromium.NoChromium as reason:
            pytest.skip(str(reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Repeats at the end that the browser tests were not run."""
    skipped = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reason for reason in skipped if chromium.NOT_RUN in reason):
        terminalreporter.write_line(reason.removeprefix("Skipped: "), red=True, bold=True)


@pytest.fixture(scope="module")
def browsers() -> Iterator[Playwright]:
    """Closed after each module, because Playwright holds the main thread's event loop."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="module")
def browser(browsers: Playwright) -> Iterator[Browser]:
    """The browser of the tests that need no own one. Their pages share nothing but its process."""
    with _launched(browsers, chromium.arguments(None)) as browser:
        yield browser


def _launched(
    browsers: Playwright, arguments: Sequence[str], path: str = "", muted: bool = True
) -> Browser:
    return browsers.chromium.launch(
        executable_path=path or chromium.path(),
        args=arguments,
        ignore_default_args=["--headless", *([] if muted else ["--mute-audio"])],
    )


@pytest.fixture(scope="session")
def web_build() -> Path:
    """The web app, built."""
    if not (WEB_APP / "index.html").exists():
        for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([NPM, *command], cwd=WEB, check=True, capture_output=True)
    return WEB_APP


@pytest.fixture(scope="session")
def proxy(stack: EmulatedStack) -> Iterator[TcpProxy]:
    with TcpProxy(stack.emulator.port) as proxy:
        yield proxy


@pytest.fixture(scope="session")
def page_server(stack: EmulatedStack, proxy: TcpProxy, web_build: Path) -> Iterator[PageServer]:
    """Serves the app, whose WebSocket goes through the proxy."""
    websocket_url = stack.websocket_url.replace(f":{stack.emulator.port}/", f":{proxy.port}/")
    with PageServer(stack.page_port, websocket_url, stack.http_url, stack.languages) as server:
        yield server


@pytest.fixture
def browse(
    browsers: Playwright, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Browse]:
    """Opens a page with a microphone that plays these recordings and silences once opened, or with
    one that the test plays into (`fake_microphone`), on this machine or `inside` another. Fails at the end if the page had errors or
    contacted other origins."""
    opened: list[AppPage] = []
    own = ExitStack()

    def browse(
        url: str,
        *parts: str | float,
        allowed: bool = True,
        fake_microphone: bool = True,
        arguments: Sequence[str] = (),
        muted: bool = True,
        inside: Machine | None = None,
        **options: Any,
    ) -> AppPage:
        if parts or arguments or inside or not muted:
            microphone = write_wav(tmp_path, *parts) if parts else None
            flags = [*chromium.arguments(microphone, allowed=allowed), *arguments]
            path = str(chromium.inside(inside, tmp_path)) if inside else ""
            browser = own.enter_context(_launched(browsers, flags, path, muted))
        else:
            browser = request.getfixturevalue("browser")
        context = browser.new_context(**CONTEXT | options)
        if fake_microphone and not parts:
            context.add_init_script(path=FAKE_MICROPHONE)
        opened.append(AppPage(context, url))
        return opened[-1]

    yield browse
    for app in opened:
        app.context.close()
    own.close()
    for app in opened:
        assert app.errors == []
        assert app.foreign_origins() == set()


@pytest.fixture
def open_app(browse: Browse, page_server: PageServer, proxy: TcpProxy) -> Iterator[OpenApp]:
    """Opens the app on the shared stack."""
    yield partial(browse, page_server.url)
    proxy.stop()
    proxy.start()


@pytest.fixture(scope="session")
def scripted_page_server(web_build: Path) -> Iterator[PageServer]:
    """Serves the app for a scripted service."""
    url = f"{ORIGIN.replace('http', 'ws')}/ws"
    with PageServer(ports.any_free(), url, ORIGIN, ["en", "pt"]) as server:
        yield server


@pytest.fixture
def open_scripted(browse: Browse, scripted_page_server: PageServer) -> OpenScripted:
    """Opens the app on a scripted service. Returns both; the page is not loaded yet."""

    def open_scripted(*parts: str | float, **options: Any) -> tuple[AppPage, FakeService]:
        app = browse(scripted_page_server.url, *parts, **options)
        return app, FakeService(app.page)

    return open_scripted
