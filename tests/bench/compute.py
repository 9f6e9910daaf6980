"""The compute time of our engines without AWS services: the lower bound of every figure."""

from __future__ import annotations

from time import perf_counter

from dragoman.audio.chunking import concatenate
from dragoman.stages.synthesize import CHUNK_FORMAT
from dragoman.stt.silero import speech_probabilities
from tests.bench.clips import CONTENT_TYPE, Clip
from tests.bench.engines import LANGUAGES, engines


class Stopwatch:
    """Milliseconds since the lap before."""

    def __init__(self) -> None:
        self._began = self._last = perf_counter()
        self.laps: dict[str, float] = {}

    def lap(self, name: str) -> None:
        now = perf_counter()
        self.laps[name] = (now - self._last) * 1000
        self._last = now

    def since_start(self, name: str) -> None:
        self.laps[name] = (self._last - self._began) * 1000


def run(clip: Clip) -> dict[str, float]:
    """Runs the stages of the whole clip in sequence."""
    laps = _path(clip.encoded, clip, LANGUAGES)
    began = perf_counter()
    speech_probabilities(clip.samples)
    # A part of `recognise`, so it is measured once more by itself.
    return laps | {"voice_activity_ms": (perf_counter() - began) * 1000}


def run_last_segment(clip: Clip) -> dict[str, float]:
    """Runs the stages of the last segment, in a known language."""
    return _path(clip.last_segment, clip, (clip.source,))


def _path(recording: bytes, clip: Clip, languages: tuple[str, ...]) -> dict[str, float]:
    codec, watch = engines().codec, Stopwatch()
    sound = codec.decode(recording)
    watch.lap("decode_ms")
    recognition = engines().speech.recognise(sound, languages)
    watch.lap("recognise_ms")
    translation = recognition.text
    if recognition.language != clip.target:
        translation = engines().translator.translate(
            recognition.text, recognition.language, clip.target
        )
    watch.lap("translate_ms")
    voice = iter(engines().synthesizer.speak(translation, clip.target))
    pieces = [next(voice)]
    codec.encode(pieces[0], CHUNK_FORMAT)
    watch.lap("first_piece_ms")
    watch.since_start("first_sound_ms")
    for chunk in voice:
        pieces.append(chunk)
        codec.encode(chunk, CHUNK_FORMAT)
    codec.encode(concatenate(pieces), CONTENT_TYPE)
    watch.lap("rest_of_translated_ms")
    pieces = []
    for chunk in engines().synthesizer.speak(recognition.text, recognition.language):
        pieces.append(chunk)
        codec.encode(chunk, CHUNK_FORMAT)
    codec.encode(concatenate(pieces), CONTENT_TYPE)
    watch.lap("original_ms")
    watch.since_start("complete_ms")
    return watch.laps | {"words": len(recognition.text.split())}
