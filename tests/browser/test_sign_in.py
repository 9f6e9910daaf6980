"""Signing in to the web app of a deployment with users, at a local OpenID provider."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx2
import pytest
from playwright.sync_api import expect

from infra.local import ports
from infra.local.page_server import PageServer, page_url
from infra.web_app import SignIn
from tests.browser.app_page import AppPage
from tests.browser.conftest import NPM, WEB, Browse
from tests.browser.fake_service import ORIGIN, FakeService

PROVIDER = WEB / "tests" / "openIdProvider.mjs"
TIMEOUT_S = 30
LONG_S = 300
EXPIRES_SOON_S = 20
"""So short that the app renews the token before each use."""

OpenWithUsers = Callable[[int], tuple[AppPage, FakeService]]


@pytest.fixture
def open_with_users(browse: Browse, web_build: Path) -> Iterator[OpenWithUsers]:
    """Opens the app of a deployment whose access tokens are valid for so many seconds. The service
    admits whom the provider knows by the token."""
    opened: list[AppPage] = []
    with ExitStack() as running:

        def open_with_users(token_s: int) -> tuple[AppPage, FakeService]:
            port = ports.any_free()
            issuer = running.enter_context(provider(page_url(port) + "/", token_s))
            sign_in = SignIn(issuer, "web-app", [issuer])
            websocket_url = f"{ORIGIN.replace('http', 'ws')}/ws"
            server = PageServer(
                port, websocket_url, ORIGIN, ["en", "pt"], web_build, sign_in=sign_in
            )
            running.enter_context(server)
            app = browse(server.url)
            service = FakeService(app.page)
            service.admits = lambda token: token is not None and known(issuer, token)
            opened.append(app.load())
            return app, service

        yield open_with_users
        for app in opened:
            # The provider's own pages have a font of another origin.
            app.fetched = [url for url in app.fetched if "fonts.googleapis.com" not in url]


class provider:
    """A running OpenID provider; its value is its address."""

    def __init__(self, page: str, token_s: int) -> None:
        command = [str(NPM.with_name("node")), str(PROVIDER), page, str(token_s)]
        pipe = subprocess.PIPE
        self._process: subprocess.Popen[str] = subprocess.Popen(
            command, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )

    def __enter__(self) -> str:
        assert self._process.stdout
        return next(line.strip() for line in self._process.stdout if line.startswith("http"))

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=TIMEOUT_S)  # It ends with its input.


def known(issuer: str, token: str) -> bool:
    """Whether the provider knows the access token."""
    headers = {"Authorization": f"Bearer {token}"}
    return httpx2.get(f"{issuer}/me", headers=headers, timeout=TIMEOUT_S).status_code == 200


def type_text(app: AppPage, text: str) -> None:
    app.panel(0).get_by_role("button", name="Type").click()
    app.panel(0).get_by_role("textbox").fill(text)
    app.page.keyboard.press("Enter")
    app.page.keyboard.press("Escape")


def sign_in(app: AppPage) -> None:
    """Signs in through the forms of the provider."""
    app.page.get_by_role("button", name="Sign in").click()
    app.page.locator("[name=login]").fill("ana")
    app.page.locator("[name=password]").fill("secret")
    app.page.get_by_role("button", name="Sign-in").click()
    app.page.get_by_role("button", name="Continue").click()
    app.page.wait_for_url(app.url + "/")


def test_no_word_is_lost_when_tokens_expire_or_are_revoked(open_with_users: OpenWithUsers) -> None:
    app, service = open_with_users(EXPIRES_SOON_S)
    type_text(app, "One.")
    expect(app.panel(0).locator(".stage")).to_contain_text("Waiting to be sent")
    assert service.tokens == []

    sign_in(app)
    app.wait_until_done(1)
    assert service.sessions == [None]

    service.disconnect()
    type_text(app, "Two.")
    app.wait_until_done(2)
    assert len(set(service.tokens)) == len(service.tokens) == 2
    expect(app.page.locator(".sign-in-bar")).to_have_count(0)

    issuer = app.page.evaluate("fetch('config.json').then((it) => it.json())")["sign_in"]["issuer"]
    httpx2.post(f"{issuer}/restart", timeout=TIMEOUT_S)
    service.disconnect()
    expect(app.page.locator(".sign-in-bar")).to_contain_text("What was said here is kept")
    type_text(app, "Three.")
    sign_in(app)
    app.wait_until_done(3)
    sent = [request["text"] for request in service.of("translate")]
    assert sorted(set(sent)) == ["One.", "Three.", "Two."]
    app.expect_error("400")


def test_a_refused_token_is_renewed_and_signing_out_leaves_nothing(
    open_with_users: OpenWithUsers,
) -> None:
    app, service = open_with_users(LONG_S)
    sign_in(app)
    type_text(app, "One.")
    app.wait_until_done(1)
    first = service.tokens[0]
    admits = service.admits
    service.admits = lambda token: token != first and admits(token)
    service.disconnect()
    type_text(app, "Two.")
    app.wait_until_done(2)
    assert service.tokens[0] == service.tokens[1] != service.tokens[-1]
    app.expect_error("401")

    app.tool("Settings").click()
    app.page.get_by_role("button", name="Sign out").click()
    app.page.get_by_role("button", name="Yes, sign me out").click()
    app.page.wait_for_url(app.url + "/")
    expect(app.page.get_by_role("button", name="Sign in")).to_be_visible()
    expect(app.page.locator(".message")).to_have_count(0)
    last = service.tokens[-1]
    assert last and not admits(last)
    left = app.page.evaluate("JSON.stringify(sessionStorage)")
    assert last not in left and "One." not in left
