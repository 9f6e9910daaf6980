"""Errors and uncertainty are shown beside the message, with what to do about them."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Route, WebSocketRoute, expect

from infra.local.stack import EmulatedStack
from tests.browser.app_page import TIMEOUT_MS, AppPage
from tests.browser.conftest import OpenApp


@contextmanager
def without(stack: EmulatedStack, function: str) -> Iterator[None]:
    """Throttles this function."""
    client = stack.client("lambda")
    [name] = [
        found["FunctionName"]
        for found in client.list_functions()["Functions"]
        if found["Environment"]["Variables"].get("POWERTOOLS_SERVICE_NAME") == function
    ]
    before = client.get_function_concurrency(FunctionName=name)
    client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        yield
    finally:
        reserved = before["ReservedConcurrentExecutions"]
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)


def test_missing_voices_are_named_beside_the_texts(open_app: OpenApp, stack: EmulatedStack) -> None:
    app = open_app().open()
    with without(stack, "synthesize"):
        app.say(0, "en-004")
        app.wait_until_done()
    expect(app.text(0)).to_contain_text("feathers")
    expect(app.text(1)).to_contain_text("penas")
    expect(app.panel(0).locator(".warning")).to_contain_text("Your own voice is missing")
    expect(app.panel(1).locator(".warning")).to_contain_text("Não há voz para isto")
    expect(app.panel(0).locator('[data-step="missing"]')).to_have_count(2)
    expect(app.page.locator(".play-button")).to_have_count(0)


def test_a_failed_message_can_be_retried(open_app: OpenApp, stack: EmulatedStack) -> None:
    app = open_app().open()
    trouble = app.panel(0).locator(".problem")
    with without(stack, "transcribe"):
        app.say(0, "en-004")
        expect(trouble).to_contain_text("Wait a moment", timeout=TIMEOUT_MS)
    trouble.get_by_role("button", name="Try again").click()
    expect(app.text(1)).to_contain_text("penas")
    expect(trouble).to_have_count(0)
    app.wait_until_done()


def test_an_uncertain_transcript_is_marked(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, "pt-002")  # Portuguese, where English was expected
    expect(app.text(0)).to_contain_text(re.compile(r"\w+"), timeout=TIMEOUT_MS)
    expect(app.panel(0).locator(".low-confidence")).to_contain_text("I may have misheard this")
    app.wait_until_done()


def test_silence_is_reported_with_advice(open_app: OpenApp) -> None:
    app = open_app().open()
    app.say(0, 1.5)
    expect(app.panel(0).locator(".problem")).to_contain_text("I heard no words")
    announced = app.page.get_by_role("log", name="Dragoman").locator("p")
    expect(announced.last).to_contain_text("I heard no words")


def test_available_pairs_can_be_chosen_and_others_are_explained(open_app: OpenApp) -> None:
    app = open_app()
    requests = offer(app, ("en", "pt"), ("pt", "en"), ("en", "fr"), ("fr", "en"))
    app.open().panel(0).get_by_role("combobox").select_option("fr")
    explained = app.panel(0).get_by_role("alert")
    expect(explained).to_contain_text("Cette paire de langues n’est pas disponible ici")
    expect(app.talk_button(0)).to_be_disabled()
    app.panel(1).get_by_role("combobox").select_option("en")
    expect(app.talk_button(0)).to_be_enabled()
    expect(app.talk_button(0)).to_have_accessible_name("Parler Français")
    assert (requests[-1]["source_lang"], requests[-1]["target_lang"]) == ("fr", "en")


def test_the_choice_of_voices_is_hidden_without_voices(open_app: OpenApp) -> None:
    app = open_app()
    offer(app, ("en", "pt"), ("pt", "en"))
    app.open().tool("Settings").click()
    expect(app.page.get_by_role("dialog").get_by_role("radio")).to_have_count(0)
    choices = app.page.get_by_role("dialog").get_by_role("combobox")
    expect(choices).to_have_count(1)
    expect(choices).to_have_accessible_name("Language of the app")


def test_right_to_left_languages_are_laid_out_from_the_right(open_app: OpenApp) -> None:
    app = open_app()
    offer(app, ("en", "ar"), ("ar", "en"))
    app.open()
    arabic = app.panel(1)
    expect(arabic).to_have_attribute("dir", "rtl")
    picker, talk = arabic.locator(".picker").bounding_box(), app.talk_button(1).bounding_box()
    assert picker and talk and picker["x"] > talk["x"]


def test_a_blocked_microphone_is_explained(open_app: OpenApp) -> None:
    app = open_app("en-004", allowed=False).open()
    session = app.context.new_cdp_session(app.page)
    denied = {"permission": {"name": "microphone"}, "setting": "denied"}
    session.send("Browser.setPermission", denied)
    app.talk_button(0).click()
    expect(app.panel(0).get_by_role("alert")).to_contain_text("Allow it")
    app.talk_button(1).click()
    expect(app.panel(1).get_by_role("alert")).to_contain_text("Permita")
    expect(app.talk_button(0)).to_have_attribute("data-state", "idle")


def test_a_missing_microphone_is_explained(open_app: OpenApp) -> None:
    app = open_app(fake_microphone=False)
    app.context.grant_permissions(["microphone"])
    app.open().talk_button(0).click()
    expect(app.panel(0).get_by_role("alert")).to_contain_text("No microphone was found")


def test_a_busy_microphone_is_explained(open_app: OpenApp) -> None:
    app = open_app(fake_microphone=False)
    app.context.add_init_script(
        """navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException('in use', 'NotReadableError'));"""
    )
    app.open().talk_button(0).click()
    expect(app.panel(0).get_by_role("alert")).to_contain_text("Close other apps")


def test_an_insecure_address_is_explained(open_app: OpenApp) -> None:
    """The page server refuses foreign hosts, so its answers are given to an origin without https."""
    app = open_app()
    served, app.url = app.url.rstrip("/"), "http://dragoman.example"

    def answer(route: Route) -> None:
        route.fulfill(response=route.fetch(url=route.request.url.replace(app.url, served)))

    app.context.route(f"{app.url}/**", answer)
    # The service would refuse the foreign origin, which the browser reports as an error.
    app.context.route("**/v1/tickets", lambda route: route.abort())
    app.load()
    expect(app.page.get_by_role("main")).to_contain_text("Open this page with https://")


def offer(app: AppPage, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    """Replaces the service by one with these pairs. Returns the requests it receives."""
    requests: list[dict[str, Any]] = []
    limits = {"message_bytes": 32768, "upload_bytes": 1, "audio_s": 60, "segments": 500}
    offers = [{"source": a, "target": b, "voice_quality": "basic"} for a, b in pairs]
    ready: dict[str, Any] = {"protocol": 1, "connection_id": "x", "limits": limits}
    answer = json.dumps({"type": "ready", "data": ready | {"languages": offers}})

    def hear(socket: WebSocketRoute) -> None:
        def reply(message: str | bytes) -> None:
            requests.append(json.loads(message))
            socket.send(answer)

        socket.on_message(reply)

    app.page.route_web_socket(lambda url: True, hear)
    return requests
