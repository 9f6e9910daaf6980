"""Spectra and samples."""

import numpy as np

from dragoman.tts.kokoro.spectrum import BINS, HOP, WINDOW, analyse, synthesize

COLUMNS = np.random.default_rng(0).normal(0, 0.5, (2 * BINS, 60)).astype(np.float32)


def test_there_is_a_column_wherever_a_whole_window_fits() -> None:
    assert analyse(np.zeros(WINDOW + 7 * HOP)).shape == (2 * BINS, 8)


def test_magnitudes_come_before_phases() -> None:
    tone = np.cos(2 * np.pi * 4 * np.arange(200) / WINDOW)
    magnitudes = analyse(tone)[:BINS]
    assert (magnitudes.argmax(axis=0) == 4).all()


def test_a_spectrum_twice_as_strong_is_a_sound_twice_as_loud() -> None:
    louder = COLUMNS.copy()
    louder[:BINS] += np.log(2, dtype=np.float32)
    np.testing.assert_allclose(synthesize(louder), 2 * synthesize(COLUMNS), rtol=0, atol=1e-5)


def test_a_part_of_a_spectrum_is_the_same_part_of_the_sound() -> None:
    part = synthesize(COLUMNS[:, 20:40])[WINDOW:-WINDOW]
    begin = 20 * HOP + WINDOW
    np.testing.assert_allclose(
        part, synthesize(COLUMNS)[begin : begin + len(part)], rtol=0, atol=1e-6
    )
