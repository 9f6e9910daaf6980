"""A talk of several minutes, spoken live through the whole stack, for captions and average lagging.

`python -m tests.bench.talks` prints these figures alone, in three minutes.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from dragoman.audio.codec import PyAVCodec
from dragoman.client.conversation import Conversation
from dragoman.client.live import Microphone
from dragoman.client.session import Message, ReceivedEvent, Session
from dragoman.ports import RECOGNITION_RATE_HZ
from dragoman.protocol import Mode
from dragoman.stt.silero import StreamingVad
from dragoman.stt.voice_activity import FRAME_SAMPLES, SpeechSpan, VadOptions, speech_spans
from infra.local.stack import EmulatedStack
from tests.bench.clips import SPEECH, encoded, recordings
from tests.bench.conversations import Incomplete
from tests.bench.engines import engines
from tests.bench.figures import figures
from tests.bench.simultaneous import Sentence, Talk, caption_figures, stream_laal_ms
from tests.bench.stack import session

if TYPE_CHECKING:
    from dragoman.ports import Samples

GAP_S = 0.6
"""The silence between two sentences."""
MAX_TALK_S = 600.0
RECORDINGS = {"en": 10, "pt": 5}
"""The languages of the talks, each with its number of recordings: two and a half minutes together."""
DIRECTIONS = {"en": "pt", "pt": "en"}


async def talks(opened: Session, recordings_of: dict[str, int], out: Path) -> dict[str, Any]:
    """Speaks a talk of so many recordings in each language; the figures of all together. Raises
    Incomplete, Unreachable."""
    spoken = [
        await _talk(opened, language, number, out) for language, number in recordings_of.items()
    ]
    return {
        "talks": [
            {"language": language, "duration_s": round(talk.sentences[-1].end_s, 1)}
            for language, talk in zip(recordings_of, spoken, strict=True)
        ],
        "segments": sum(len(talk.segments) for talk in spoken),
        "captions": caption_figures(spoken),
        "stream_laal_ms": stream_laal_ms(spoken),
        "beyond_pause_ms": figures(wait for talk in spoken for wait in beyond_pause_ms(talk)),
    }


def beyond_pause_ms(talk: Talk) -> list[float]:
    """For each segment that a pause ended, from the proof of the pause to the first chunk of the
    translated voice, in milliseconds."""
    waits = []
    for number, span in enumerate(talk.segments):
        chunks = talk.of_segment(number, "audio_chunk")
        first = [event for event in chunks if event.data["track"] == "translated"]
        if first:
            proven_s = span.end_s + VadOptions().min_silence_s
            waits.append((min(map(talk.at_s, first)) - proven_s) * 1000)
    return waits


async def _talk(opened: Session, language: str, number: int, out: Path) -> Talk:
    spoken = list(islice(cycle(recordings(language)), number))
    names = sorted(SPEECH.glob(f"fleurs-{language}-*.txt"))
    texts = [path.read_text() for path in islice(cycle(names), number)]
    gap = np.zeros(round(GAP_S * RECOGNITION_RATE_HZ), np.float32)
    samples = np.concatenate([part for one in spoken for part in (one, gap)])
    target = DIRECTIONS[language]
    sentences, begin_s = list[Sentence](), 0.0
    for one, text in zip(spoken, texts, strict=True):
        translation = engines().translator.translate(text, language, target)
        end_s = begin_s + len(one) / RECOGNITION_RATE_HZ
        sentences.append(Sentence(begin_s, end_s, len(translation.split())))
        begin_s = end_s + GAP_S
    audio = encoded(samples)
    speaker, events = Microphone(audio), list[ReceivedEvent]()
    message = Message(language, target, Mode.STREAMING)
    conversation = Conversation(opened, message, speaker, out)
    began_s = perf_counter()
    summary = await conversation.run(lambda event, _: events.append(event))
    if summary.error:
        raise Incomplete(f"talk in {language}: {summary.error['code']}")
    spans = _segments(PyAVCodec(MAX_TALK_S).decode(audio).samples)
    if len(spans) != speaker.segments:
        raise Incomplete(f"talk in {language}: {speaker.segments} segments of {len(spans)}")
    return Talk(sentences, spans, events, began_s)


def _segments(samples: Samples) -> list[SpeechSpan]:
    """The speech of each segment, as the microphone finds it, without padding."""
    vad, options = StreamingVad(), VadOptions()
    frames = np.pad(samples, (0, -len(samples) % FRAME_SAMPLES)).reshape(-1, FRAME_SAMPLES)
    spans = speech_spans(map(vad.probability, frames), options)
    pad_s = options.speech_pad_s
    return [SpeechSpan(span.begin_s + pad_s, span.end_s - pad_s) for span in spans]


async def _main() -> None:
    with EmulatedStack() as stack, tempfile.TemporaryDirectory() as out:
        async with session(stack) as opened:
            print(json.dumps(await talks(opened, RECORDINGS, Path(out)), indent=1))


if __name__ == "__main__":
    asyncio.run(_main())
