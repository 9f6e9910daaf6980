"""`python -m tests.bench.rooms`: the first sound in rooms of two and of three languages beside that of a
conversation of two, by turns on one stack.

Ann speaks English; Bob listens in Portuguese and, in the larger room, Eva in Spanish. The first sound is the
first chunk of the translated voice, counted from the moment at which the recording is sent.
"""

from __future__ import annotations

import argparse
import asyncio
import os
from collections import defaultdict
from collections.abc import AsyncIterable, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from statistics import median
from time import perf_counter
from typing import Any, Final, TypeAlias

from rich.console import Console
from rich.table import Table

from dragoman.client import Dragoman, Message, Room, Service
from dragoman.protocol import AudioChunk, Track, TranslationComplete
from infra.local.stack import EmulatedStack
from tests.emulator.talk import recording
from tests.packs import with_spanish

ROUNDS: Final = 12
SPEECH: Final = "fleurs-en-004"
NAMES: Final = {"pt": "Bob", "es": "Eva"}
LIMIT_S: Final = 60.0

Connect: TypeAlias = Callable[[], Awaitable[Dragoman]]


async def main(rounds: int) -> None:
    console, took_ms = Console(), defaultdict[str, list[float]](list)
    os.environ["DRAGOMAN_MODELS_DIR"] = str(with_spanish().root)
    with EmulatedStack(languages=("en", "pt", "es"), report=console.print) as stack:
        async with AsyncExitStack() as opened:

            async def connect() -> Dragoman:
                service = Service(stack.websocket_url, stack.tickets_url)
                return await opened.enter_async_context(Dragoman(service, target_lang="pt"))

            pair = await connect()
            small, large = await _room(connect, ["pt"]), await _room(connect, ["pt", "es"])
            for number in range(rounds + 1):
                found = {"pair, pt": await _pair_ms(pair)}
                found |= {f"room of two, {at}": ms for at, ms in (await _room_ms(small)).items()}
                found |= {f"room of three, {at}": ms for at, ms in (await _room_ms(large)).items()}
                for what, ms in found.items() if number else ():  # the first one warms up
                    took_ms[what].append(ms)
    table = Table("listener", "first sound, ms, p50", "to the pair's", "turns")
    usual_ms = median(took_ms["pair, pt"])
    for what, times in took_ms.items():
        typical_ms = median(times)
        ratio = f"{typical_ms / usual_ms:.2f} x"
        table.add_row(what, f"{typical_ms:.0f}", ratio, str(len(times)))
    console.print(table)


async def _room(connect: Connect, languages: Sequence[str]) -> list[Room]:
    """The places of Ann and of the listeners."""
    ann = await (await connect()).open_room("Ann", "en")
    others = [await (await connect()).join_room(ann.room_id, NAMES[tag], tag) for tag in languages]
    return [ann, *others]


async def _pair_ms(speaker: Dragoman) -> float:
    began_s = perf_counter()
    message = speaker.translate(recording(SPEECH), Message("en", "pt"))
    return await _first_sound_ms(message, began_s)


async def _room_ms(places: list[Room]) -> dict[str, float]:
    """The first sound by the language of the listener."""
    ann, *listeners = places
    began_s = perf_counter()
    spoken = asyncio.create_task(ann.translate(recording(SPEECH), Message("en")).result())
    sounds = [_first_sound_ms(listener, began_s) for listener in listeners]
    found = await asyncio.gather(*sounds)
    await spoken
    languages = [one.language for one in ann.state.participants if one.participant_id != ann.you]
    return dict(zip(languages, found, strict=True))


async def _first_sound_ms(events: AsyncIterable[Any], began_s: float) -> float:
    """Receives the events of a message up to its end."""
    first_ms = None
    async with asyncio.timeout(LIMIT_S):
        async for event in events:
            match event:
                case AudioChunk(track=Track.TRANSLATED) if first_ms is None:
                    first_ms = 1000 * (perf_counter() - began_s)
                case TranslationComplete():
                    break
    assert first_ms is not None
    return first_ms


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    asyncio.run(main(parser.parse_args().rounds))
