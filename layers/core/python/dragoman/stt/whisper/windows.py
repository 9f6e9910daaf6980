"""The window sizes of the encoder and the decoder, and the token limit of a clip.

Whisper was trained on windows of 30 s. The encoder accepts any length, and a short window is
faster.
"""

from __future__ import annotations

import math

FRAMES_PER_S = 100
FULL_WINDOW_FRAMES = 3_000
MIN_WINDOW_FRAMES = 1_000
"""In windows below 10 s the decoder starts to loop on clips that it otherwise recognises well."""
MIN_CAPTION_WINDOW_FRAMES = 500
"""The same for captions: a quarter less time for as many first words."""
_MAX_TRAILING_FRAMES = 3 * FRAMES_PER_S


SHORT_CLIP_FRAMES = 150
"""A clip of a word or two."""
MIN_WHOLE_FRAMES = 3 * FRAMES_PER_S
"""The shortest recording that is decoded again as a whole. In shorter ones, such as most live segments, there
is little context to gain and the delay would be felt most."""


def window_frames(clip_frames: int, shortest: int = MIN_WINDOW_FRAMES) -> int:
    """The window of the encoder: the clip and a second of silence, but not too short."""
    return min(FULL_WINDOW_FRAMES, max(clip_frames + FRAMES_PER_S, shortest))


def decoder_frames(clip_frames: int, shortest: int = MIN_WINDOW_FRAMES) -> int:
    """The part of the window that the decoder attends to. With two seconds of silence after the clip
    it loses words; more than three only take longer. Single words need the whole window: of 178 clips
    of one or two words 156 are then right, else 148."""
    window = window_frames(clip_frames, shortest)
    if clip_frames <= SHORT_CLIP_FRAMES:
        return window
    return min(window, clip_frames + _MAX_TRAILING_FRAMES)


def max_tokens(clip_s: float) -> int:
    """A limit above the tokens of the fastest speech."""
    return math.ceil(10 + 6 * clip_s)
