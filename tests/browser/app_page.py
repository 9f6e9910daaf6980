"""The web app's page as a test uses it."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from playwright.sync_api import (
    BrowserContext,
    Locator,
    Page,
    Request,
    ViewportSize,
    WebSocket,
    expect,
)

from infra.web_app import origin
from tests.browser.microphone import wav_base64

PROBE: Final = Path(__file__).with_name("probe.js")
TIMEOUT_MS: Final = 30_000
FAKE_MICROPHONE: Final = Path(__file__).with_name("fake_microphone.js")
PHONE: Final = ViewportSize(width=390, height=844)
DESK: Final = ViewportSize(width=1280, height=800)


class AppPage:
    """A page object. Sides are numbered: 0 is the upper or left one."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.errors: list[str] = []
        self.fetched: list[str] = []
        self.posted: list[str] = []
        self.sockets: list[str] = []
        self.sent: list[dict[str, Any]] = []
        """Requests sent over WebSockets."""
        self.received: list[dict[str, Any]] = []
        """Events received over WebSockets."""
        self._policy = ""
        self._reactions: dict[str, Callable[[], object]] = {}
        context.add_init_script(path=PROBE)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(TIMEOUT_MS)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._on_console)
        self.page.on("request", self._on_request)
        self.page.on("websocket", self._on_websocket)

    def load(self) -> Self:
        """Loads the page, without waiting for the app."""
        answer = self.page.goto(self.url)
        self._policy = (answer and answer.header_value("content-security-policy")) or ""
        return self

    def open(self) -> Self:
        """Opens the app and waits until it is connected."""
        self.load()
        expect(self.talk_button(0)).to_be_enabled(timeout=TIMEOUT_MS)
        toolbar = self.page.locator(".toolbar")
        expect(toolbar).to_have_attribute("data-connection", "ready", timeout=TIMEOUT_MS)
        return self

    def panel(self, side: int) -> Locator:
        return self.page.locator(f'.panel[data-side="{side}"]')

    def talk_button(self, side: int) -> Locator:
        return self.panel(side).locator(".talk-button")

    def text(self, side: int) -> Locator:
        return self.panel(side).locator(".text").last

    def tool(self, name: str) -> Locator:
        return self.page.locator(".toolbar").get_by_role("button", name=name)

    @contextmanager
    def holding(self, side: int) -> Iterator[None]:
        """Holds the talk button of a side."""
        self.talk_button(side).scroll_into_view_if_needed()
        box = self.talk_button(side).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        try:
            yield
        finally:
            self.page.mouse.up()

    def tap(self, side: int) -> None:
        """Taps the talk button, as quickly as on an idle machine."""
        self.talk_button(side).evaluate(
            """(button) => {
                for (const type of ['keydown', 'keyup'])
                    button.dispatchEvent(new KeyboardEvent(type, { key: 'Enter', bubbles: true }));
            }"""
        )

    def say(self, side: int, *parts: str | float) -> None:
        """Holds the talk button while recordings and silences play into the fake microphone."""
        with self.holding(side):
            expect(self.talk_button(side)).to_have_attribute("data-state", "recording")
            self.play(*parts, 0.3)

    def speak(self, side: int, seconds: float) -> None:
        """Holds the talk button for a time, for a microphone that plays by itself."""
        with self.holding(side):
            expect(self.talk_button(side)).to_have_attribute("data-state", "recording")
            self.page.wait_for_timeout(seconds * 1000)

    def wait_until_done(self, count: int = 1) -> None:
        """Waits until so many messages are done."""
        expect(self.panel(0).locator('.message[data-status="done"]')).to_have_count(
            count, timeout=TIMEOUT_MS
        )

    def requests(self, action: str) -> list[dict[str, Any]]:
        """The requests sent with this action."""
        return [request for request in self.sent if request["action"] == action]

    def audio(self) -> dict[str, Any]:
        """The audio that the page has played."""
        return dict(self.page.evaluate("window.audio"))

    def wait_for_audio(self, seconds: float) -> None:
        """Waits until the page has played sound for so long."""
        self.page.wait_for_function(
            "seconds => window.audio.seconds >= seconds", arg=seconds, timeout=TIMEOUT_MS
        )

    def wait_for_silence(self) -> None:
        """Waits until nothing plays."""
        expect(self.page.locator("[data-playing]")).to_have_count(0, timeout=TIMEOUT_MS)

    def expect_error(self, what: str) -> None:
        """Accepts an error that the test caused."""
        assert any(what in error for error in self.errors)
        self.errors = [error for error in self.errors if what not in error]

    def foreign_origins(self) -> set[str]:
        """Origins contacted that are neither the page's own nor named in its policy."""
        ours = {origin(self.url), *re.findall(r"\w+://[^\s;]+", self._policy)}
        contacted = [*self.fetched, *self.posted, *self.sockets]
        return {origin(url) for url in contacted if not url.startswith("blob:")} - ours

    def play(self, *parts: str | float) -> None:
        """Plays recordings and silences into the fake microphone, to their end."""
        self.page.evaluate("wav => microphone.play(wav)", wav_base64(*parts))

    def history(self, name: str) -> list[str]:
        """The values that a watched element took so far, in order (see probe.js)."""
        return [change["value"] for change in self.changes(name)]

    def changes(self, name: str) -> list[dict[str, Any]]:
        """Values and times (ms since the page was opened) of a watched element."""
        return [change for change in self.page.evaluate("seen") if change["name"] == name]

    def wait_for_history(self, name: str, value: str) -> None:
        """Waits until a watched element has or had a value that contains this."""
        self.page.wait_for_function(
            "([name, value]) => seen.some((s) => s.name === name && s.value.includes(value))",
            arg=[name, value],
            timeout=TIMEOUT_MS,
        )

    def when_received(self, event: str, action: Callable[[], object]) -> None:
        """Calls the action once, when the next event of this type arrives."""
        self._reactions[event] = action

    def _on_request(self, request: Request) -> None:
        (self.posted if request.method == "POST" else self.fetched).append(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url)
        socket.on("framesent", lambda frame: self.sent.append(json.loads(frame)))
        socket.on("framereceived", self._on_event)

    def _on_event(self, frame: str | bytes) -> None:
        event = json.loads(frame)
        self.received.append(event)
        if action := self._reactions.pop(event.get("type"), None):
            action()

    def _on_console(self, message: Any) -> None:
        if message.type == "error" and "ERR_" not in message.text:
            self.errors.append(message.text)
