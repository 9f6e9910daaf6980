"""Where each event of a segment has its place: its `seq`, which depends on nothing but what it is."""

from typing import Final

from dragoman.protocol.fields import Stage, Track

SEQ_PER_TRACK: Final = 100
MAX_CHUNKS: Final = SEQ_PER_TRACK - 2
SEGMENT_START_SEQ: Final = 1
SEGMENT_END_SEQ: Final = 300
MESSAGE_END_SEQ: Final = 400


def stage_seq(stage: Stage, track: Track | None = None) -> int:
    """The `seq` of a stage's `processing_update`."""
    match stage, track:
        case Stage.TRANSCRIBING, _:
            return 2
        case Stage.TRANSLATING, _:
            return 4
        case Stage.SYNTHESIZING, Track():
            return _track_seq(track)
    raise ValueError(f"no processing_update for {stage}")


def chunk_seq(track: Track, index: int) -> int:
    """The `seq` of the index-th piece of a voice, which has MAX_CHUNKS at most."""
    if not 0 <= index < MAX_CHUNKS:
        raise ValueError(f"a voice has at most {MAX_CHUNKS} pieces")
    return _track_seq(track) + 1 + index


def ready_seq(track: Track) -> int:
    """The `seq` of a whole voice, after all its pieces."""
    return _track_seq(track) + SEQ_PER_TRACK - 1


def _track_seq(track: Track) -> int:
    return {Track.TRANSLATED: 100, Track.ORIGINAL: 200}[track]
