"""AudioCodec over PyAV (FFmpeg)."""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

import numpy as np

from dragoman.audio import decoding, encoding
from dragoman.audio.channels import SpeechDetector, best_track, loud_s, mono
from dragoman.audio.containers import parts
from dragoman.audio.levels import conditioned
from dragoman.errors import EmptyAudio, NotAudio
from dragoman.ports import RECOGNITION_RATE_HZ, DecodedSound, Sound
from dragoman.protocol.audio_formats import FORMATS

if TYPE_CHECKING:
    from dragoman.ports import Samples

DECODE_LIMIT_S = 15.0
"""For comparison: a minute of speech takes a tenth of a second."""


class PyAVCodec:
    formats: tuple[str, ...] = tuple(FORMATS)

    def __init__(
        self,
        max_audio_s: float,
        decode_limit_s: float = DECODE_LIMIT_S,
        speech_s: SpeechDetector = loud_s,
    ) -> None:
        self._max_audio_s = max_audio_s
        self._decode_limit_s = decode_limit_s
        self._speech_s = speech_s

    def decode(self, encoded: bytes) -> DecodedSound:
        if not encoded:
            raise EmptyAudio
        budget = decoding.Budget(self._max_audio_s, monotonic() + self._decode_limit_s)
        pieces: list[Samples] = []
        incomplete = False
        for part in parts(encoded):
            piece, damaged = self._decoded(part, budget)
            pieces.append(piece)
            incomplete |= damaged
        sound = np.concatenate(pieces)
        if not len(sound):
            raise NotAudio if incomplete else EmptyAudio
        return DecodedSound(sound, RECOGNITION_RATE_HZ, incomplete)

    def _decoded(self, part: bytes, budget: decoding.Budget) -> tuple[Samples, bool]:
        """The speech of one file, and whether a part could not be decoded. A file that follows
        others may have no audio."""
        try:
            tracks, damaged = decoding.decode(part, budget)
        except NotAudio:
            budget.check_time()
            return np.zeros(0, np.float32), True
        return conditioned(self._spoken(tracks)), damaged

    def _spoken(self, tracks: list[decoding.Track]) -> Samples:
        return best_track([mono(track.runs, self._speech_s) for track in tracks], self._speech_s)

    def encode(self, sound: Sound, content_type: str, bit_rate: int | None = None) -> bytes:
        return encoding.encode(sound, content_type, bit_rate)
