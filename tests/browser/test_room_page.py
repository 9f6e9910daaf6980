"""The page of a room with a scripted service: every state that a participant can meet."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.app_page import PHONE, AppPage
from tests.browser.axe import findings_in_both_schemes
from tests.browser.conftest import OpenScripted
from tests.browser.fake_room import CODE, ROOM_ID, FakeRoom, participant
from tests.browser.fake_service import FakeService

Enter = Callable[..., tuple[AppPage, FakeRoom, FakeService]]
OTHERS = (participant("Ana", "pt"), participant("Zoé", "fr"))


@pytest.fixture
def enter(open_scripted: OpenScripted) -> Enter:
    """Joins a room with these others, by its link."""

    def enter(
        *others: dict[str, Any], host: str = "ana", name: str = "Ben", **options: Any
    ) -> tuple[AppPage, FakeRoom, FakeService]:
        app, service = open_scripted(**{"viewport": PHONE} | options)
        room = FakeRoom(service, *others, host=host)
        app.url += f"/#room={ROOM_ID}"
        app.load()
        introduce(app.page, name)
        expect(app.page.locator(".room")).to_be_visible()
        return app, room, service

    return enter


def introduce(page: Page, name: str) -> None:
    page.get_by_label("Your name").fill(name)
    expect(page.get_by_label("Your language")).to_have_value("en")
    page.get_by_role("button", name="Join", exact=True).click()


@contextmanager
def speaking(app: AppPage) -> Iterator[None]:
    """Holds the talk button."""
    button = app.page.get_by_role("button", name="Speak English")
    button.dispatch_event("pointerdown", {"button": 0, "pointerId": 1})
    expect(button).to_have_attribute("data-state", "recording")
    yield
    button.dispatch_event("pointerup", {"button": 0, "pointerId": 1})
    expect(button).to_have_attribute("data-state", "idle")


def speak(app: AppPage) -> None:
    with speaking(app):
        app.page.wait_for_timeout(500)


def dialog(page: Page, name: str) -> Locator:
    return page.get_by_role("dialog", name=name)


# --- Entering -----------------------------------------------------------------------------------


def test_invite_on_the_start_page_opens_a_room(open_scripted: OpenScripted) -> None:
    app, service = open_scripted(viewport=PHONE)
    FakeRoom(service)
    app.open().tool("Invite").or_(app.page.get_by_role("link", name="Invite")).click()
    page = app.page
    page.get_by_label("Your name").fill("Ben")
    page.get_by_role("button", name="Open a conversation").click()
    invitation = dialog(page, "Invite")
    expect(invitation.locator(".code-letters")).to_have_text(CODE)
    link = page.url.partition("#")[0] + f"#room={ROOM_ID}"
    expect(invitation.get_by_label("Link of the invitation")).to_have_value(link)
    expect(invitation.get_by_role("img", name="QR code of the invitation")).to_be_visible()
    assert page.url == link
    request = {"action": "open_room", "name": "Ben", "language": "en", "captions_only": False}
    assert service.of("open_room") == [request]


def test_a_code_leads_into_a_room(open_scripted: OpenScripted) -> None:
    app, service = open_scripted(viewport=PHONE)
    FakeRoom(service, *OTHERS, host="ana")
    app.url += "/#room"
    page = app.load().page
    page.get_by_label("Code, if someone gave you one").fill("kmp rtw")
    introduce(page, "Ben")
    expect(page.get_by_role("button", name="3 people")).to_be_visible()
    assert service.of("join_room")[0]["code"] == "kmp rtw"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("room_unknown", "There is no such conversation any more"),
        ("room_locked", "locked"),
        ("room_full", "full"),
        ("removed_from_room", "removed you"),
    ],
)
def test_a_refusal_says_why(open_scripted: OpenScripted, code: str, text: str) -> None:
    app, service = open_scripted(viewport=PHONE)
    FakeRoom(service).refusal = code
    app.url += f"/#room={ROOM_ID}"
    page = app.load().page
    introduce(page, "Ben")
    expect(page.get_by_role("alert")).to_contain_text(text)
    expect(page.get_by_role("button", name="Join", exact=True)).to_be_enabled()


def test_a_reload_comes_back_without_questions(enter: Enter) -> None:
    app, _, service = enter(*OTHERS)
    app.page.reload()
    expect(app.page.get_by_role("button", name="3 people")).to_be_visible()
    assert len(service.of("join_room")) == 1
    assert service.of("resume_room")[-1]["room_id"] == ROOM_ID


def test_who_closed_the_tab_comes_back_under_the_same_name(enter: Enter) -> None:
    app, _, service = enter(*OTHERS)
    page = app.context.new_page()
    again = FakeService(page)
    FakeRoom(again, *OTHERS, participant("Ben", "en", participant_id="you"), host="ana")
    page.goto(app.url)
    introduce(page, "Ben")
    expect(page.get_by_role("button", name="3 people")).to_be_visible()
    assert again.of("join_room") == []
    assert again.sessions[-1] == service.session


# --- Inside -------------------------------------------------------------------------------------


def test_who_comes_goes_and_speaks_is_shown(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    page = app.page
    room.join("Kim", "pt")
    expect(page.get_by_role("button", name="4 people")).to_be_visible()
    room.update("speaking", "ana")
    expect(page.locator(".speakers")).to_have_text("Ana is speaking")
    room.update("speaking", "zoé")
    expect(page.locator(".speakers")).to_have_text("Ana, Zoé are speaking")
    room.caption("ana", "Where is the", "m")
    words = page.locator(".turn .caption")
    expect(words).to_have_text("Where is the")
    expect(page.locator(".turn .turn-speaker")).to_contain_text("Ana")
    room.update("silent", "ana")
    room.update("silent", "zoé")
    expect(page.locator(".speakers")).to_have_text("")
    expect(words).to_have_count(0)


def test_the_others_are_told_while_one_speaks(enter: Enter) -> None:
    app, _, service = enter(*OTHERS)
    speak(app)
    expect(app.page.locator(".turn")).to_be_visible()
    assert [request["speaking"] for request in service.of("speaking")] == [True, False]
    translate = service.of("translate")[-1]
    assert (translate["room_id"], translate["source_lang"]) == (ROOM_ID, "en")
    assert "target_lang" not in translate


def test_only_the_host_has_the_tools_of_a_host(enter: Enter) -> None:
    app, _, _ = enter(*OTHERS)
    app.page.get_by_role("button", name="3 people").click()
    people = dialog(app.page, "3 people")
    expect(people.locator("li")).to_have_count(3)
    expect(people.get_by_text("Português, host")).to_be_visible()
    expect(people.get_by_role("button", name="Remove")).to_have_count(0)
    expect(people.get_by_role("switch")).to_have_count(0)


def test_the_host_removes_locks_renews_and_ends(enter: Enter) -> None:
    app, _, service = enter(*OTHERS, host="you")
    page = app.page
    page.get_by_role("button", name="3 people").click()
    page.get_by_role("button", name="Remove Zoé").click()
    people = dialog(page, "2 people")
    expect(people.locator("li")).to_have_count(2)
    people.get_by_role("switch", name="Lock the conversation").check()
    assert service.of("lock_room")[-1]["locked"]
    people.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="Invite").click()
    invitation = dialog(page, "Invite")
    expect(invitation.get_by_text("nobody can join")).to_be_visible()
    invitation.get_by_role("button", name="New code").click()
    expect(invitation.locator(".code-letters")).to_have_text("XYZABC")
    invitation.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("button", name="2 people").click()
    page.get_by_role("button", name="End the conversation for everyone").click()
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The host has ended this conversation.")).to_be_visible()


def test_an_expired_code_is_not_shown(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    room.code = None
    room.update("updated", "ana")
    app.page.get_by_role("button", name="Invite").click()
    expect(dialog(app.page, "Invite").get_by_text("has expired")).to_be_visible()


def test_the_own_language_can_be_changed(enter: Enter) -> None:
    app, _, service = enter(*OTHERS)
    app.page.get_by_role("button", name="3 people").click()
    dialog(app.page, "3 people").get_by_label("Your language").select_option("pt")
    assert service.of("update_participant")[-1]["language"] == "pt"
    expect(app.page.get_by_role("button", name="Speak Português")).to_be_attached()


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("removed", "The host removed you"),
        ("closed", "The host has ended"),
        ("resumed_elsewhere", "on another page or device"),
    ],
)
def test_who_is_out_learns_why(enter: Enter, reason: str, text: str) -> None:
    app, room, _ = enter(*OTHERS)
    room.leave(reason)
    expect(app.page.get_by_role("status").first).to_contain_text(text)


def test_who_left_is_asked_again(enter: Enter) -> None:
    app, _, _ = enter(*OTHERS)
    app.page.get_by_role("button", name="Leave").click()
    expect(app.page.get_by_text("You have left the conversation.")).to_be_visible()
    app.page.reload()
    expect(app.page.get_by_label("Your name")).to_have_value("Ben")


def test_the_sound_is_remembered(enter: Enter) -> None:
    app, _, _ = enter(*OTHERS)
    app.page.get_by_label("Volume of the voices").fill("0.3")
    app.page.get_by_role("switch", name="I wear headphones").check()
    app.page.get_by_role("switch", name="Captions only").check()
    expect(app.page.get_by_label("Volume of the voices")).to_have_count(0)
    app.page.reload()
    expect(app.page.get_by_role("switch", name="Captions only")).to_be_checked()
    app.page.get_by_role("switch", name="Captions only").uncheck()
    expect(app.page.get_by_label("Volume of the voices")).to_have_value("0.3")


# --- What is said -------------------------------------------------------------------------------


def test_what_others_say_is_read_and_heard_in_the_own_language(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    turn = app.page.locator(".turn")
    expect(turn.locator(".turn-speaker")).to_have_text("Ana")
    expect(turn.locator(".text")).to_have_text("Where is the station?")
    expect(turn.locator(".original")).to_have_count(0)
    turn.get_by_role("button", name="Original in Português").click()
    expect(turn.locator(".original")).to_have_text("Onde fica a estação?")
    app.wait_for_audio(0.3)
    app.wait_for_silence()
    assert len(app.audio()["starts"]) == 1


def test_names_have_colors_of_their_own(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    for speaker in ("ana", "zoé", "ana"):
        room.say(speaker, "Olá.", "Hello.")
    color = "(element) => getComputedStyle(element).color"
    names = app.page.locator(".turn .person")
    expect(names).to_have_count(3)
    ana, zoe, again = [one.evaluate(color) for one in names.all()]
    assert ana == again != zoe


def test_ones_own_words_are_shown_and_not_played(enter: Enter) -> None:
    app, _, _ = enter(*OTHERS)
    speak(app)
    turn = app.page.locator(".turn[data-own]")
    expect(turn.locator(".turn-speaker")).to_have_text("Ben (you)")
    expect(turn.locator(".text")).to_have_text("What I said.")
    app.page.wait_for_timeout(500)
    assert app.audio()["starts"] == []


def test_with_captions_only_nothing_is_played(enter: Enter) -> None:
    app, room, service = enter(*OTHERS)
    app.page.get_by_role("switch", name="Captions only").check()
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    expect(app.page.locator(".turn .text")).to_have_text("Where is the station?")
    app.page.wait_for_timeout(700)
    assert app.audio()["starts"] == []
    app.page.get_by_role("switch", name="Captions only").uncheck()
    told = [one["captions_only"] for one in service.of("update_participant")]
    assert told == [True, False]  # so that no voice is made for nobody


def test_the_volume_changes_what_is_heard(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    loudest: list[float] = []
    for volume in ("1", "0.2"):
        app.page.get_by_label("Volume of the voices").fill(volume)
        app.page.evaluate("window.audio.loudest = 0")
        room.say("ana", "Onde fica a estação?", "Where is the station?")
        app.page.wait_for_function(
            "count => window.audio.starts.length === count", arg=len(loudest) + 1
        )
        app.wait_for_silence()
        loudest.append(app.audio()["loudest"])
    assert 0 < loudest[1] < 0.4 * loudest[0]


def test_voices_play_in_the_order_of_the_room_and_never_at_once(enter: Enter) -> None:
    app, room, service = enter(*OTHERS)
    first, second = (room.turn(who, "Olá.", "Hello.") for who in ("ana", "zoé"))
    service.send(first[0], *second)  # the second turn is complete before the first
    expect(app.page.locator(".turn .text")).to_have_count(1)
    app.page.wait_for_timeout(500)
    assert app.audio()["starts"] == []
    service.send(*first[1:])
    app.page.wait_for_function("() => window.audio.starts.length === 2")
    app.wait_for_silence()
    begun, then = app.audio()["starts"]
    assert then["when"] >= begun["when"] + begun["duration"] - 0.01


def test_the_loudspeaker_waits_while_someone_speaks(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    room.update("speaking", "zoé")
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    expect(app.page.locator(".turn .text")).to_have_text("Where is the station?")
    app.page.wait_for_timeout(700)
    assert app.audio()["starts"] == []
    room.update("silent", "zoé")
    app.wait_for_audio(0.3)


def test_speaking_interrupts_a_voice_and_delays_the_next(enter: Enter) -> None:
    app, room, service = enter(*OTHERS)
    service.audio_s = 2.0
    for speaker in ("ana", "zoé"):
        room.say(speaker, "Olá.", "Hello.")
    app.page.wait_for_function("() => window.audio.starts.length === 1")
    with speaking(app):
        expect(app.page.locator("[data-playing]")).to_have_count(0)
        app.page.wait_for_timeout(2500)
        assert len(app.audio()["starts"]) == 1
    app.page.wait_for_function("() => window.audio.starts.length === 2")


def test_with_headphones_nothing_waits(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS)
    app.page.get_by_role("switch", name="I wear headphones").check()
    room.update("speaking", "zoé")
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    app.wait_for_audio(0.3)


def test_who_comes_late_reads_what_was_said_and_does_not_hear_it(
    open_scripted: OpenScripted,
) -> None:
    app, service = open_scripted(viewport=PHONE)
    room = FakeRoom(service, *OTHERS, host="ana")
    room.participants.append(participant("Ben", "en", participant_id="you"))
    room.turn("ana", "Onde fica a estação?", "Where is the station?")
    room.participants.pop()
    app.url += f"/#room={ROOM_ID}"
    introduce(app.load().page, "Ben")
    expect(app.page.locator(".turn .text")).to_have_text("Where is the station?")
    app.page.wait_for_timeout(700)
    assert app.audio()["starts"] == []
    room.say("zoé", "Bonjour.", "Good morning.")
    app.wait_for_audio(0.3)


def test_a_reload_keeps_what_was_said(enter: Enter) -> None:
    app, room, service = enter(*OTHERS)
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    expect(app.page.locator(".turn .text")).to_have_text("Where is the station?")
    app.wait_for_audio(0.3)
    app.page.reload()
    expect(app.page.locator(".turn .text")).to_have_text("Where is the station?")
    assert service.of("resume_room")[-1]["after"] == 1
    app.page.wait_for_timeout(500)
    assert app.audio()["starts"] == []


# --- The screen of a hall -----------------------------------------------------------------------


def test_the_screen_of_a_hall_has_no_microphone(open_scripted: OpenScripted) -> None:
    app, service = open_scripted()
    room = FakeRoom(service, *OTHERS, host="ana")
    app.url += f"/?display#room={ROOM_ID}"
    page = app.load().page
    expect(page.get_by_label("Your name")).to_have_value("Screen")
    page.get_by_role("button", name="Join", exact=True).click()
    expect(page.get_by_role("img", name="QR code of the invitation")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
    room.say("ana", "Onde fica a estação?", "Where is the station?")
    caption = page.locator(".hall-caption")
    expect(caption).to_have_text("Where is the station?")
    size = caption.evaluate("(element) => parseFloat(getComputedStyle(element).fontSize)")
    assert size >= 40
    assert app.audio()["starts"] == []


# --- For everyone -------------------------------------------------------------------------------


def test_nothing_hinders_assistive_technology(enter: Enter) -> None:
    app, room, _ = enter(*OTHERS, host="you", color_scheme="light", reduced_motion="reduce")
    room.update("speaking", "ana")
    assert findings_in_both_schemes(app) == []
    for name in ("Invite", "3 people"):
        app.page.get_by_role("button", name=name).click()
        assert findings_in_both_schemes(app) == []
        dialog(app.page, name).get_by_role("button", name="Close", exact=True).click()
    app.page.get_by_role("button", name="Leave").click()
    assert findings_in_both_schemes(app) == []


@pytest.mark.parametrize(("width", "height"), [(320, 568), (390, 844), (844, 390), (1280, 800)])
def test_nothing_is_cut_off(enter: Enter, width: int, height: int) -> None:
    app, _, _ = enter(*OTHERS, viewport={"width": width, "height": height})
    page = app.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    button = page.get_by_role("button", name="Speak English")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 64
    assert box["y"] + box["height"] <= height


def test_the_page_speaks_portuguese(open_scripted: OpenScripted) -> None:
    app, service = open_scripted(viewport=PHONE, locale="pt-BR")
    FakeRoom(service, *OTHERS, host="ana")
    app.url += f"/#room={ROOM_ID}"
    page = app.load().page
    page.get_by_label("Seu nome").fill("Ben")
    expect(page.get_by_label("Seu idioma")).to_have_value("pt")
    page.get_by_role("button", name="Entrar").click()
    expect(page.get_by_role("button", name="3 pessoas")).to_be_visible()
