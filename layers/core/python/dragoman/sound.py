"""Small arithmetic on samples."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dragoman.ports import Sound


def join(pieces: Sequence[Sound]) -> Sound:
    """One sound after the other; all at the rate of the first. Raises ValueError for none."""
    if not pieces:
        raise ValueError("nothing to join")
    return Sound(np.concatenate([p.samples for p in pieces]), pieces[0].sample_rate_hz)
