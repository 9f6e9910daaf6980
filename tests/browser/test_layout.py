"""The layout of the two panels, and its reflow at all sizes (WCAG 1.4.4, 1.4.10, 1.4.12)."""

import pytest
from playwright.sync_api import ViewportSize, expect

from tests.browser.app_page import PHONE, AppPage
from tests.browser.axe import findings
from tests.browser.conftest import OpenScripted
from tests.browser.fake_service import FakeService, complete

SIZES: dict[str, ViewportSize] = {
    "small phone": ViewportSize(width=320, height=568),
    "phone": ViewportSize(width=390, height=844),
    "landscape": ViewportSize(width=844, height=390),
    "desk": ViewportSize(width=1280, height=800),
    "400 % zoom": ViewportSize(width=320, height=256),
}
PLAIN = "document.documentElement.style.fontSize = ''; document.adoptedStyleSheets = []"
LARGE_TEXT = "document.documentElement.style.fontSize = '200%'"
TEXT_SPACING = """
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
    document.adoptedStyleSheets = [sheet];
"""

MEASURE = """
    (controls) => controls.map((control) => {
        control.scrollIntoViewIfNeeded();
        const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
        const whole = control.scrollWidth <= control.clientWidth + 1 || control.tagName === 'SELECT';
        return { html: control.outerHTML.slice(0, 80), left, right, top, bottom, width, height, whole };
    })
"""
"""Scrolls to each control and measures it."""


def converse(app: AppPage, service: FakeService, count: int) -> None:
    """A conversation of typed messages, some of them long on one side only."""
    service.script = lambda request: complete(
        request, request["text"], "Palavras " * (1 + 12 * (len(service.of("translate")) % 2))
    )
    app.panel(0).get_by_role("button", name="Type instead").click()
    area = app.panel(0).get_by_role("textbox")
    for n in range(count):
        area.fill(f"Message number {n}")
        area.press("Enter")
        app.wait_until_done(n + 1)
    app.page.keyboard.press("Escape")


def without_autoplay(app: AppPage) -> None:
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Speak translations aloud").uncheck()
    app.page.keyboard.press("Escape")


@pytest.mark.parametrize("size", SIZES)
def test_everything_reflows(open_scripted: OpenScripted, size: str) -> None:
    app, _ = open_scripted(viewport=SIZES[size], locale="pt-BR")
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    reflows(app, SIZES[size])
    assert findings(app) == []
    for script in (LARGE_TEXT, TEXT_SPACING):
        app.page.evaluate(f"() => {{ {PLAIN}; {script} }}")
        reflows(app, SIZES[size])


def reflows(app: AppPage, size: ViewportSize) -> None:
    """Checks that every control is whole, large enough and can be scrolled to."""
    width, height = size["width"], size["height"]
    assert app.page.evaluate("document.documentElement.scrollWidth") <= width
    controls = app.page.locator("button:visible, select:visible, summary:visible")
    measured = controls.evaluate_all(MEASURE)
    assert len(measured) > 10
    for control in measured:
        assert control["left"] >= 0 and control["right"] <= width + 1, control
        assert control["top"] >= -1 and control["bottom"] <= height + 1, control
        assert min(control["width"], control["height"]) >= 24, control
        assert control["whole"], control
    for tool in app.page.locator(".tool").all():
        expect(tool.locator("span")).to_be_visible()


def test_every_control_has_a_name_at_every_size(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted()
    app.open()
    app.say(0, 0.4)
    app.wait_until_done()
    for size in SIZES.values():
        app.page.set_viewport_size(size)
        for control in app.page.locator("button:visible, select:visible").all():
            expect(control).not_to_have_accessible_name("")


def test_the_owner_is_at_the_bottom_and_the_other_side_turns(open_scripted: OpenScripted) -> None:
    app, _ = open_scripted(viewport=PHONE)
    app.open()
    owner, other = app.panel(0).bounding_box(), app.panel(1).bounding_box()
    assert owner and other and owner["y"] > other["y"]
    app.tool("Settings").click()
    app.page.get_by_role("switch", name="Face to face").check()
    app.page.keyboard.press("Escape")
    expect(app.panel(1)).to_have_css("rotate", "180deg")
    expect(app.panel(0)).to_have_css("rotate", "none")


@pytest.mark.parametrize("size", ["phone", "desk"])
def test_rows_are_aligned_and_scroll_together(open_scripted: OpenScripted, size: str) -> None:
    app, service = open_scripted(viewport=SIZES[size])
    app.open()
    without_autoplay(app)
    converse(app, service, 8)
    heights = 'side => [...document.querySelectorAll(`[data-side="${side}"] .log > *`)].map((row) => row.offsetHeight)'
    assert app.page.evaluate(heights, 0) == app.page.evaluate(heights, 1)
    scroll = 'side => document.querySelector(`[data-side="${side}"] .log`).scrollTop'
    app.panel(0).locator(".log").evaluate("log => { log.scrollTop = 40 }")
    app.page.wait_for_function(f"() => Math.abs(({scroll})(1) - 40) < 4")


def test_the_view_stays_at_an_earlier_message(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    without_autoplay(app)
    converse(app, service, 8)
    log = app.panel(0).locator(".log")
    at_end = "log => log.scrollHeight - log.clientHeight - log.scrollTop < 24"
    assert log.evaluate(at_end)
    log.evaluate("log => { log.scrollTop = 0 }")
    jump = app.panel(0).get_by_role("button", name="Newest message")
    expect(jump).to_be_visible()
    app.panel(0).get_by_role("button", name="Type instead").click()
    area = app.panel(0).get_by_role("textbox")
    area.fill("One more")
    area.press("Enter")
    app.wait_until_done(9)
    assert log.evaluate("log => log.scrollTop") < 24
    jump.click()
    app.page.wait_for_function(
        f"() => ({at_end})(document.querySelector('[data-side=\"0\"] .log'))"
    )
    expect(jump).to_have_count(0)


def test_messages_show_their_time(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.page.clock.set_fixed_time("2026-03-04T09:05:00")
    app.open()
    without_autoplay(app)
    converse(app, service, 1)
    expect(app.panel(0).locator(".time")).to_have_text("9:05 AM")
    expect(app.panel(1).locator(".time")).to_have_text("9:05")


def test_an_earlier_message_can_be_found(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    app.open()
    without_autoplay(app)
    converse(app, service, 8)
    app.tool("Settings").click()
    app.page.get_by_role("searchbox", name="Find in the conversation").fill("NUMBER 0")
    app.page.get_by_role("button", name="Message number 0").click()
    expect(app.page.get_by_role("dialog")).to_have_count(0)
    expect(app.panel(0).locator(".message").first).to_be_in_viewport()
