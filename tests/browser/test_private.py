"""Nobody else hears of a conversation."""

from playwright.sync_api import expect

from infra.web_app import content_security_policy, origin
from tests.browser.conftest import Visit
from tests.browser.visitor import LOADING_S, PATIENCE_MS


def test_a_whole_conversation_asks_nothing_of_anybody_else(visit: Visit) -> None:
    visitor = visit(LOADING_S, "en-004", 8.0).open()
    visitor.tool("Hands-free").click()
    visitor.talk(0).click()
    expect(visitor.words(1)).to_contain_text("penas", timeout=PATIENCE_MS)
    visitor.hears(2.0)
    config = visitor.page.evaluate("fetch('config.json').then((reply) => reply.json())")
    asked = {origin(url) for url in [*visitor.requested, *visitor.posted, *visitor.sockets]}
    assert asked == {
        origin(url) for url in (visitor.url, config["websocket_url"], config["http_url"])
    }


def test_what_is_not_ours_could_not_even_be_asked(visit: Visit) -> None:
    visitor = visit().open()
    answer = visitor.page.request.get(visitor.url)
    policy = answer.headers["content-security-policy"]
    services = policy.partition("connect-src 'self' ")[2].split()
    assert policy == content_security_policy(*services), "the same as on AWS"
    refused = "fetch('https://example.com').then(() => 'asked', (why) => why.name)"
    assert visitor.page.evaluate(refused) == "TypeError"
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    visitor.forgive("example.com")
    assert visitor.strangers() == set()
