"""What went wrong, or may have, is said beside what there is, with what to do about it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import WebSocketRoute, expect

from infra.local.stack import EmulatedStack
from tests.browser.conftest import Visit
from tests.browser.visitor import PATIENCE_MS, Visitor


@contextmanager
def without(stack: EmulatedStack, function: str) -> Iterator[None]:
    """As if others had all that Lambda gives to this function."""
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


def test_voices_that_are_missing_are_named_beside_the_words(
    visit: Visit, stack: EmulatedStack
) -> None:
    visitor = visit("en-004", 2.0).open()
    with without(stack, "synthesize"):
        visitor.speak(0, 4.4)
        visitor.done()
    expect(visitor.words(0)).to_contain_text("feathers")
    expect(visitor.words(1)).to_contain_text("penas")
    expect(visitor.half(0).locator(".warning")).to_contain_text("Your own voice is missing")
    expect(visitor.half(1).locator(".warning")).to_contain_text("Não há voz para isto")
    expect(visitor.half(0).locator('[data-step="missing"]')).to_have_count(2)
    expect(visitor.page.locator(".round")).to_have_count(0)


def test_what_failed_for_a_moment_can_be_tried_again(visit: Visit, stack: EmulatedStack) -> None:
    visitor = visit("en-004", 2.0).open()
    trouble = visitor.half(0).locator(".trouble")
    with without(stack, "transcribe"):
        visitor.speak(0, 4.4)
        expect(trouble).to_contain_text("Wait a moment", timeout=PATIENCE_MS)
    trouble.get_by_role("button", name="Try again").click()
    expect(visitor.words(1)).to_contain_text("penas")
    expect(trouble).to_have_count(0)
    visitor.done()


def test_words_that_were_hardly_understood_are_marked(visit: Visit) -> None:
    visitor = visit("pt-002", 2.0).open()
    visitor.speak(0, 8.5)  # Portuguese, where English was expected
    expect(visitor.words(0)).to_contain_text(re.compile(r"\w+"), timeout=PATIENCE_MS)
    expect(visitor.half(0).locator(".doubtful")).to_contain_text("I may have misheard this")
    visitor.done()


def test_silence_is_answered_with_advice(visit: Visit) -> None:
    visitor = visit(6.0).open()
    visitor.speak(0, 1.5)
    expect(visitor.half(0).locator(".trouble")).to_contain_text("I heard no words")
    said = visitor.page.get_by_role("log", name="Dragoman").locator("p")
    expect(said.last).to_contain_text("I heard no words")


def test_a_press_that_was_too_short_is_explained(visit: Visit) -> None:
    visitor = visit("en-004", 2.0).open()
    visitor.talk(0).click()
    expect(visitor.half(0).locator(".timer")).to_be_visible()
    visitor.talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("very short")
    expect(visitor.page.locator(".utterance")).to_have_count(0)


def test_any_pair_on_offer_can_be_chosen_and_others_are_explained(visit: Visit) -> None:
    visitor = visit()
    said = offer(visitor, ("en", "pt"), ("pt", "en"), ("en", "fr"), ("fr", "en"))
    visitor.open().half(0).get_by_role("combobox").select_option("fr")
    explained = visitor.half(0).get_by_role("alert")
    expect(explained).to_contain_text("This pair of languages is not available here")
    expect(visitor.talk(0)).to_be_disabled()
    visitor.half(1).get_by_role("combobox").select_option("en")
    expect(visitor.talk(0)).to_be_enabled()
    expect(visitor.talk(0)).to_have_accessible_name("Speak Français")
    assert (said[-1]["source_lang"], said[-1]["target_lang"]) == ("fr", "en")


def test_where_no_voices_are_named_there_are_none_to_choose(visit: Visit) -> None:
    visitor = visit()
    offer(visitor, ("en", "pt"), ("pt", "en"))
    visitor.open().tool("Settings").click()
    choices = visitor.page.get_by_role("dialog").get_by_role("combobox")
    expect(choices).to_have_count(1)
    expect(choices).to_have_accessible_name("Language of the app")


def test_right_to_left_is_ready(visit: Visit) -> None:
    visitor = visit()
    offer(visitor, ("en", "ar"), ("ar", "en"))
    visitor.open()
    arabic = visitor.half(1)
    expect(arabic).to_have_attribute("dir", "rtl")
    picker, talk = arabic.locator(".picker").bounding_box(), visitor.talk(1).bounding_box()
    assert picker and talk and picker["x"] > talk["x"]


def test_a_blocked_microphone_is_explained(visit: Visit) -> None:
    visitor = visit("en-004", allowed=False).open()
    session = visitor.context.new_cdp_session(visitor.page)
    denied = {"permission": {"name": "microphone"}, "setting": "denied"}
    session.send("Browser.setPermission", denied)
    visitor.talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("Allow it")
    visitor.talk(1).click()
    expect(visitor.half(1).get_by_role("alert")).to_contain_text("Permita")
    expect(visitor.talk(0)).to_have_attribute("data-state", "idle")


def test_a_missing_microphone_is_explained(visit: Visit) -> None:
    visitor = visit()
    visitor.context.grant_permissions(["microphone"])
    visitor.open().talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("No microphone was found")


def test_a_microphone_that_others_use_is_explained(visit: Visit) -> None:
    visitor = visit()
    visitor.context.add_init_script(
        """navigator.mediaDevices.getUserMedia = () =>
            Promise.reject(new DOMException('in use', 'NotReadableError'));"""
    )
    visitor.open().talk(0).click()
    expect(visitor.half(0).get_by_role("alert")).to_contain_text("Close other apps")


def test_an_old_browser_is_told_so(visit: Visit) -> None:
    visitor = visit()
    visitor.context.add_init_script("delete window.MediaRecorder")
    visitor.page.goto(visitor.url)
    expect(visitor.page.get_by_role("heading")).to_have_text("This browser cannot listen")


def test_an_address_without_a_microphone_is_explained(visit: Visit) -> None:
    visitor = visit(arguments=["--host-resolver-rules=MAP dragoman.example 127.0.0.1"])
    visitor.url = f"http://dragoman.example:{urlsplit(visitor.url).port}"
    visitor.page.goto(visitor.url)
    expect(visitor.page.get_by_role("main")).to_contain_text("Open this page with https://")


def offer(visitor: Visitor, *pairs: tuple[str, str]) -> list[dict[str, Any]]:
    """Stands in for a service that has these languages; what it is told."""
    said: list[dict[str, Any]] = []
    limits = {"message_bytes": 32768, "upload_bytes": 1, "audio_s": 60, "segments": 500}
    offers = [{"source": a, "target": b, "voice_quality": "basic"} for a, b in pairs]
    ready: dict[str, Any] = {"protocol": 1, "connection_id": "x", "limits": limits}
    answer = json.dumps({"type": "ready", "data": ready | {"languages": offers}})

    def hear(socket: WebSocketRoute) -> None:
        def reply(message: str | bytes) -> None:
            said.append(json.loads(message))
            socket.send(answer)

        socket.on_message(reply)

    visitor.page.route_web_socket(lambda url: True, hear)
    return said
