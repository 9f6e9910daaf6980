"""Real messages through the emulator, whose processes are killed and whose sockets are cut."""

from __future__ import annotations

import asyncio
import random
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from dragoman.client.conversation import interpret
from dragoman.client.service import Refused, Service, Unreachable
from dragoman.client.session import Message, ReceivedEvent
from dragoman.client.speech_sources import RecordedMessage
from dragoman.protocol import SEGMENT_END_SEQ, Mode
from infra.local.paths import LOGS
from infra.local.stack import EmulatedStack
from tests.browser.tcp_proxy import TcpProxy
from tests.chaos.guarantees import place, violations
from tests.chaos.scenario import Outcome
from tests.emulator.processes import kill
from tests.emulator.talk import Talk, recording
from tests.emulator.waiting import eventually

VICTIMS: Final = ("accept", "transcribe", "translate", "synthesize", "complete")
KILLS_EVERY_S: Final = (0.5, 3.0)
CUTS_EVERY_S: Final = (2.0, 6.0)
AT_ONCE: Final = 2
PATIENCE_S: Final = 90.0


def run_all(messages: int, seed: int) -> Counter[str]:
    """Counts about the messages, and how often each guarantee was violated."""
    figures: Counter[str] = Counter()
    with EmulatedStack(logs=LOGS / "chaos") as stack, TcpProxy(stack.emulator.port) as proxy:
        dice = random.Random(seed)  # noqa: S311
        modes = [dice.choice(list(Mode)) for _ in range(messages)]

        def kill_one() -> None:
            victim = dice.choice(VICTIMS)
            figures[f"  killed {victim}"] += kill(stack, victim, at_most=1)

        def cut() -> None:
            proxy.stop()
            proxy.start()
            figures["  cut"] += 1

        with (
            _at_intervals(kill_one, KILLS_EVERY_S, dice),
            _at_intervals(cut, CUTS_EVERY_S, dice),
            ThreadPoolExecutor(AT_ONCE) as people,
        ):
            services = list(people.map(lambda mode: _converse(stack, proxy, mode), modes))
        for service, message_id, received in services:
            outcome = _outcome(stack, service.session, message_id, received)
            figures += violations(outcome)
            figures[_end(outcome)] += 1
            figures["segments accepted"] += len(outcome.accepted)
    figures["messages"] = messages
    return figures


@contextmanager
def _at_intervals(do: Any, every_s: tuple[float, float], dice: random.Random) -> Iterator[None]:
    over = threading.Event()

    def go_on() -> None:
        while not over.wait(dice.uniform(*every_s)):
            do()

    doing = threading.Thread(target=go_on)
    doing.start()
    try:
        yield
    finally:
        over.set()
        doing.join()


def _converse(
    stack: EmulatedStack, proxy: TcpProxy, mode: Mode
) -> tuple[Service, str, list[dict[str, Any]]]:
    """The service, the message id, and the events that the client received."""
    port = str(stack.emulator.port)
    service = Service(stack.websocket_url.replace(port, str(proxy.port), 1), stack.tickets_url)
    message = Message("en", "pt", mode)
    received: list[dict[str, Any]] = []

    def listen(event: ReceivedEvent, _: float) -> None:
        if "seq" in event.data:
            received.append({"type": event.type, "data": event.data})

    with tempfile.TemporaryDirectory() as out, suppress(Unreachable, Refused):
        asyncio.run(
            interpret(
                service,
                message,
                RecordedMessage(recording("fleurs-en-004"), "audio/ogg"),
                accepts="audio/ogg",
                out=Path(out),
                listener=listen,
            )
        )
    return service, message.message_id, received


def _outcome(
    stack: EmulatedStack, session: str, message_id: str, received: list[dict[str, Any]]
) -> Outcome:
    """The outcome that the reconnected client finds."""

    def stored() -> list[dict[str, Any]]:
        with Talk.open(stack, session) as talk:
            talk.say({"action": "resume", "message_id": message_id})
            talk.say({"action": "ping"})
            events = [talk.hear()]
            while events[-1]["type"] not in {"translation_complete", "error"}:
                with suppress(TimeoutError):
                    events.append(talk.hear())
                    continue
                break
        return [event for event in events if "seq" in event["data"]]

    def ended() -> bool:
        found = stored()
        return not found or any(place(event) == (0, SEGMENT_END_SEQ) for event in found)

    eventually(ended, PATIENCE_S)
    events = stored()
    order = sorted({event["data"]["seq"] for event in events})
    accepted = [0] if order else []
    return Outcome(
        message_id=message_id,
        accepted=accepted,
        segments=1,
        received=received + events,
        stored=events,
        orders={0: order} if order else {},
        undelivered={place(event) for event in events},
    )


def _end(outcome: Outcome) -> str:
    if not outcome.stored:
        return "never accepted"
    end = outcome.stored[-1]
    if end["type"] == "error":
        return f"ended by {end['data']['code']}"
    return "ended whole" if not end["data"]["warnings"] else "ended with a warning"
