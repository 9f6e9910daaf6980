"""The harmonic source of a pitch."""

import numpy as np
import pytest

from dragoman.tts.kokoro.excitation import HOP_PER_FRAME, HarmonicSource

PITCH = np.concatenate([np.zeros(10), np.linspace(180, 240, 60), np.zeros(10)]).astype(np.float32)
MIX = np.linspace(1, 0.2, 9).astype(np.float32)


@pytest.fixture
def source() -> HarmonicSource:
    return HarmonicSource(PITCH, MIX, 0.0)


@pytest.mark.parametrize(("begin", "end"), [(0, 20), (20, 50), (50, 80)])
def test_a_part_is_the_same_as_in_the_whole(source: HarmonicSource, begin: int, end: int) -> None:
    whole = source.columns(0, len(PITCH))
    part = source.columns(begin, end)
    np.testing.assert_array_equal(part, whole[:, begin * HOP_PER_FRAME : end * HOP_PER_FRAME + 1])


def test_unvoiced_frames_have_no_harmonics(source: HarmonicSource) -> None:
    assert np.abs(source.columns(0, 8)[:11]).max() < 1e-6
    assert np.abs(source.columns(30, 40)[:11]).max() > 0.1
