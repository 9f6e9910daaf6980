"""The sequence numbers of events. The `seq` of an event depends only on what the event is, so that a
stage that runs twice emits the same events twice.

      1  processing_started
    2-5  transcribing, stt_result, translating, translation_result
      6  recording_ready
    100  the translated voice: synthesizing, its chunks, and the whole voice (199)
    200  the original voice, likewise
    300  the end of the segment
    400  the end of the message, stored with segment 0
"""

from typing import Final

from dragoman.protocol.fields import Stage, Track

SEQ_PER_TRACK: Final = 100
MAX_CHUNKS: Final = SEQ_PER_TRACK - 2
SEGMENT_START_SEQ: Final = 1
TRANSCRIPT_SEQ: Final = 3
TRANSLATION_SEQ: Final = 5
RECORDING_SEQ: Final = 6
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
    """The `seq` of a chunk of a voice. Raises ValueError from MAX_CHUNKS on."""
    if not 0 <= index < MAX_CHUNKS:
        raise ValueError(f"a voice has at most {MAX_CHUNKS} chunks")
    return _track_seq(track) + 1 + index


def ready_seq(track: Track) -> int:
    """The `seq` of a whole voice, after all its chunks."""
    return _track_seq(track) + SEQ_PER_TRACK - 1


def _track_seq(track: Track) -> int:
    return {Track.TRANSLATED: 100, Track.ORIGINAL: 200}[track]
