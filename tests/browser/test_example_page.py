"""The example for browsers, at the origin of the web app."""

from typing import Final

from playwright.sync_api import Route, expect

from infra.local.page_server import PageServer
from infra.target import ROOT
from tests import client_package
from tests.browser.app_page import TIMEOUT_MS
from tests.browser.conftest import Browse
from tests.browser.tcp_proxy import TcpProxy

PAGE: Final = ROOT / "examples" / "page.html"


def test_the_page_translates_a_text_and_speaks(
    browse: Browse, page_server: PageServer, proxy: TcpProxy
) -> None:
    app = browse(f"{page_server.url}/example.html")
    package = client_package.build()
    policy = app.page.request.get(page_server.url).headers["content-security-policy"]
    policy = policy.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'")

    def serve(route: Route) -> None:
        name = route.request.url.removeprefix(f"{page_server.url}/")
        file = PAGE if name == "example.html" else package / name.removeprefix("client/")
        route.fulfill(path=file, headers={"Content-Security-Policy": policy})

    app.page.route("**/example.html", serve)
    app.page.route("**/client/dist/*.js", serve)
    app.load()
    app.page.get_by_role("button", name="Translate").click()
    expect(app.page.locator("#translation")).to_contain_text("brigad", timeout=TIMEOUT_MS)
    app.wait_for_audio(0.3)
