"""Small arithmetic on samples."""

import numpy as np
import pytest

from dragoman.ports import Sound
from dragoman.sound import join


def _sound(*samples: float) -> Sound:
    return Sound(np.array(samples, np.float32), 10)


def test_pieces_follow_each_other_without_a_gap() -> None:
    whole = join([_sound(1, 2), _sound(3)])
    assert whole.samples.tolist() == [1, 2, 3]
    assert whole.duration_s == pytest.approx(0.3)


def test_nothing_cannot_be_joined() -> None:
    with pytest.raises(ValueError, match="nothing"):
        join([])
