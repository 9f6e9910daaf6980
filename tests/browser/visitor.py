"""A person at the web app: what they do and what they see and hear."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, Self

from playwright.sync_api import BrowserContext, Locator, Page, Request, WebSocket, expect

from infra.web_app import origin

LOUDNESS: Final = Path(__file__).with_name("loudness.js")
PATIENCE_MS: Final = 30_000
LOADING_S: Final = 6.0
"""Silence until hands-free listens, on a machine that has much to do."""
PHONE: Final = {"width": 390, "height": 844}
DESK: Final = {"width": 1280, "height": 800}


class Visitor:
    """The halves are numbered: 0 is the upper or the left one."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.context = context
        self.url = url
        self.complaints: list[str] = []
        self.requested: list[str] = []
        self.posted: list[str] = []
        self.sockets: list[str] = []
        self.said: list[dict[str, Any]] = []
        """What the app sent over its sockets."""
        self.told: list[dict[str, Any]] = []
        """What it was answered there."""
        self._policy = ""
        context.add_init_script(path=LOUDNESS)
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._listen)
        self.page.on("request", self._note)
        self.page.on("websocket", self._overhear)

    def open(self) -> Self:
        """Until one can talk."""
        answer = self.page.goto(self.url)
        self._policy = (answer and answer.header_value("content-security-policy")) or ""
        expect(self.talk(0)).to_be_enabled(timeout=PATIENCE_MS)
        return self

    def half(self, side: int) -> Locator:
        return self.page.locator(f'.half[data-side="{side}"]')

    def talk(self, side: int) -> Locator:
        return self.half(side).locator(".talk")

    def words(self, side: int) -> Locator:
        return self.half(side).locator(".words").last

    def tool(self, name: str) -> Locator:
        return self.page.locator(".spine").get_by_role("button", name=name)

    @contextmanager
    def holding(self, side: int) -> Iterator[None]:
        """The button of that side."""
        box = self.talk(side).bounding_box()
        assert box
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        try:
            yield
        finally:
            self.page.mouse.up()

    def speak(self, side: int, seconds: float) -> None:
        """Holds the button while the microphone plays."""
        with self.holding(side):
            expect(self.half(side).locator(".timer")).to_be_visible()
            self.page.wait_for_timeout(seconds * 1000)

    def done(self, count: int = 1) -> None:
        """Until so many messages are over."""
        expect(self.half(0).locator('.utterance[data-status="done"]')).to_have_count(
            count, timeout=PATIENCE_MS
        )

    def asked(self, action: str) -> list[dict[str, Any]]:
        """What the app said of this kind."""
        return [said for said in self.said if said["action"] == action]

    def heard(self) -> dict[str, Any]:
        """What came out of the loudspeaker so far."""
        return dict(self.page.evaluate("window.heard"))

    def hears(self, seconds: float) -> None:
        """Until there was sound for so long."""
        self.page.wait_for_function(
            "seconds => window.heard.seconds >= seconds", arg=seconds, timeout=PATIENCE_MS
        )

    def quiet(self) -> None:
        """Until nothing plays."""
        expect(self.page.locator("[data-playing]")).to_have_count(0, timeout=PATIENCE_MS)

    def forgive(self, what: str) -> None:
        """That was meant to go wrong."""
        assert any(what in complaint for complaint in self.complaints)
        self.complaints = [said for said in self.complaints if what not in said]

    def strangers(self) -> set[str]:
        """Who was asked for anything, beside the page's own server and those its policy names."""
        ours = {origin(self.url), *re.findall(r"\w+://[^\s;]+", self._policy)}
        asked = [*self.requested, *self.posted, *self.sockets]
        return {origin(url) for url in asked if not url.startswith("blob:")} - ours

    def seen(self, selector: str, attribute: str, seconds: float) -> list[str]:
        """The values this attribute takes in that time, each once, in their order."""
        values: list[str] = []
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            found = self.page.locator(selector)
            value = found.first.get_attribute(attribute) if found.count() else None
            if value and value not in values:
                values.append(value)
            self.page.wait_for_timeout(20)
        return values

    def _note(self, request: Request) -> None:
        (self.posted if request.method == "POST" else self.requested).append(request.url)

    def _overhear(self, socket: WebSocket) -> None:
        self.sockets.append(socket.url)
        socket.on("framesent", lambda frame: self.said.append(json.loads(frame)))
        socket.on("framereceived", lambda frame: self.told.append(json.loads(frame)))

    def _listen(self, message: Any) -> None:
        if message.type == "error" and "ERR_" not in message.text:
            self.complaints.append(message.text)
