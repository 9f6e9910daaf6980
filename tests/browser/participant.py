"""A participant of a room, as a test plays them."""

from typing import Any, Final

from playwright.sync_api import Page, expect

from tests.browser.app_page import PHONE, TIMEOUT_MS, AppPage
from tests.browser.conftest import Browse

LOCALES: Final = {"en": "en-US", "pt": "pt-BR", "es": "es-ES"}
ENTER: Final = {
    "en": ("Your name", "Join"),
    "pt": ("Seu nome", "Entrar"),
    "es": ("Su nombre", "Entrar"),
}


class Participant:
    """A person with a phone, whose language is that of the browser."""

    def __init__(self, browse: Browse, language: str, name: str, **options: Any) -> None:
        self.app: AppPage = browse("", **{"viewport": PHONE, "locale": LOCALES[language]} | options)
        self.language = language
        self.name = name

    @property
    def page(self) -> Page:
        return self.app.page

    def open_room(self, url: str) -> str:
        """Opens a room from the start page, in English. Returns the link of the invitation."""
        self.app.url = url
        self.app.open()
        self.page.get_by_role("link", name="Invite").click()
        self.page.get_by_label("Your name").fill(self.name)
        self.page.get_by_role("button", name="Open a conversation").click()
        link = self.page.get_by_label("Link of the invitation").input_value()
        self.page.keyboard.press("Escape")
        return link

    def join(self, link: str) -> None:
        self.app.url = link
        self.app.load()
        name, button = ENTER[self.language]
        self.page.get_by_label(name).fill(self.name)
        expect(self.page.locator("select.language")).to_have_value(self.language)
        self.page.get_by_role("button", name=button, exact=True).click()
        expect(self.page.locator(".room")).to_be_visible(timeout=TIMEOUT_MS)

    def say(self, wav: str) -> None:
        """Holds the button while a WAV file, in base64, plays into the microphone."""
        button = self.page.locator(".talk-button")
        button.dispatch_event("pointerdown", {"button": 0, "pointerId": 1})
        expect(button).to_have_attribute("data-state", "recording")
        self.page.evaluate("wav => microphone.play(wav)", wav)
        self.page.wait_for_timeout(300)
        button.dispatch_event("pointerup", {"button": 0, "pointerId": 1})

    def reads(self) -> list[str]:
        return self.page.locator(".turn .text").all_inner_texts()

    def wait_for_turns(self, count: int) -> None:
        done = self.page.locator('.turn[data-status="done"]')
        expect(done).to_have_count(count, timeout=2 * TIMEOUT_MS)
