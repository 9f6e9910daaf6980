"""The web app in Debian's Chromium, against the whole stack with its real models."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Playwright, sync_playwright

from infra.local.page_server import WEB_APP, PageServer
from infra.local.stack import EmulatedStack
from tests.browser import chromium, speech
from tests.browser.cable import Cable
from tests.browser.visitor import DESK, Visitor

WEB: Final = WEB_APP.parent
NPM: Final = WEB.parent / ".venv" / "bin" / "npm"

Browse = Callable[..., Visitor]
Visit = Callable[..., Visitor]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browse" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.emulator)
            item.add_marker(pytest.mark.models)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before anything else is started for a browser that is not there."""
    if "browse" in getattr(item, "fixturenames", ()):
        try:
            chromium.path()
        except chromium.NoChromium as reason:
            pytest.skip(str(reason))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What was skipped is one of many lines: that nothing was tried in a browser is said apart."""
    skipped = {report.longrepr[2] for report in terminalreporter.stats.get("skipped", [])}
    for reason in sorted(reason for reason in skipped if chromium.NOT_TRIED in reason):
        terminalreporter.write_line(reason.removeprefix("Skipped: "), red=True, bold=True)


@pytest.fixture(scope="module")
def browsers() -> Iterator[Playwright]:
    """Gone before other tests begin: Playwright holds the main thread's event loop."""
    with sync_playwright() as playwright:
        yield playwright


@pytest.fixture(scope="session")
def app() -> Path:
    """The web app, built."""
    if not (WEB_APP / "index.html").exists():
        for command in (["ci", "--no-audit", "--no-fund"], ["run", "build"]):
            subprocess.run([NPM, *command], cwd=WEB, check=True, capture_output=True)
    return WEB_APP


@pytest.fixture(scope="session")
def cable(stack: EmulatedStack) -> Iterator[Cable]:
    with Cable(stack.emulator.port) as cable:
        yield cable


@pytest.fixture(scope="session")
def page_server(stack: EmulatedStack, cable: Cable, app: Path) -> Iterator[PageServer]:
    """Sends the browser through the cable."""
    websocket_url = stack.websocket_url.replace(f":{stack.emulator.port}/", f":{cable.port}/")
    with PageServer(stack.page_port, websocket_url, stack.http_url, stack.languages) as server:
        yield server


@pytest.fixture
def browse(browsers: Playwright, tmp_path: Path) -> Iterator[Browse]:
    """Opens a page for someone at whose microphone these recordings and silences are heard. At the
    end nothing may have gone wrong in the page, and nothing been asked of anybody else."""
    opened: list[Visitor] = []

    def browse(
        url: str,
        *parts: str | float,
        allowed: bool = True,
        arguments: Sequence[str] = (),
        **options: Any,
    ) -> Visitor:
        microphone = speech.microphone(tmp_path, *parts)[0] if parts else None
        browser = browsers.chromium.launch(
            executable_path=chromium.path(),
            args=[*chromium.arguments(microphone, allowed=allowed), *arguments],
            ignore_default_args=["--headless"],
        )
        context = browser.new_context(**{"viewport": DESK, "locale": "en-US"} | options)
        opened.append(Visitor(context, url))
        return opened[-1]

    yield browse
    for visitor in opened:
        browser = visitor.context.browser
        assert browser
        browser.close()
    for visitor in opened:
        assert visitor.complaints == []
        assert visitor.strangers() == set()


@pytest.fixture
def visit(browse: Browse, page_server: PageServer, cable: Cable) -> Iterator[Visit]:
    """Opens the app on the shared stack."""
    yield partial(browse, page_server.url)
    cable.cut()
    cable.mend()
