"""Sound that is encoded in parts."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dragoman.audio.encoding import Encoder, encode
from dragoman.ports import Sound
from dragoman.protocol.audio_formats import FORMATS

RATE_HZ = 16_000
SAMPLES = np.random.default_rng(1).uniform(-0.5, 0.5, RATE_HZ).astype(np.float32)


@pytest.mark.parametrize("content_type", FORMATS)
@settings(max_examples=15, deadline=None)
@given(cuts=st.lists(st.integers(1, len(SAMPLES) - 1), max_size=40))
def test_the_result_does_not_depend_on_the_parts(content_type: str, cuts: list[int]) -> None:
    encoder = Encoder(content_type, RATE_HZ)
    places = [0, *sorted(set(cuts)), len(SAMPLES)]
    for begin, end in pairwise(places):
        encoder.add(SAMPLES[begin:end])
    assert encoder.finish() == encode(Sound(SAMPLES, RATE_HZ), content_type)


def test_fewer_bits_per_second_make_a_smaller_file() -> None:
    sound = Sound(SAMPLES, RATE_HZ)
    assert len(encode(sound, "audio/ogg", 12_000)) < 0.7 * len(encode(sound, "audio/ogg"))
    assert encode(sound, "audio/wav", 12_000) == encode(sound, "audio/wav")
