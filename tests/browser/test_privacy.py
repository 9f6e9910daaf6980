"""The app contacts no other origins."""

from playwright.sync_api import expect

from infra.web_app import content_security_policy, origin
from tests.browser.app_page import TIMEOUT_MS
from tests.browser.conftest import OpenApp
from tests.browser.test_hands_free import listen


def test_a_conversation_contacts_only_the_service(open_app: OpenApp) -> None:
    app = open_app().open()
    listen(app)
    app.play(0.5, "en-004", 1.5)
    expect(app.text(1)).to_contain_text("penas", timeout=TIMEOUT_MS)
    app.wait_for_audio(2.0)
    config = app.page.evaluate("fetch('config.json').then((reply) => reply.json())")
    contacted = {origin(url) for url in [*app.fetched, *app.posted, *app.sockets]}
    assert contacted == {
        origin(url) for url in (app.url, config["websocket_url"], config["http_url"])
    }


def test_the_content_security_policy_blocks_other_origins(open_app: OpenApp) -> None:
    app = open_app().open()
    answer = app.page.request.get(app.url)
    policy = answer.headers["content-security-policy"]
    services = policy.partition("connect-src 'self' ")[2].split()
    assert policy == content_security_policy(*services), "the same as on AWS"
    refused = "fetch('https://example.com').then(() => 'fetched', (why) => why.name)"
    assert app.page.evaluate(refused) == "TypeError"
    assert any("Content Security Policy" in error for error in app.errors)
    app.expect_error("example.com")
    assert app.foreign_origins() == set()
