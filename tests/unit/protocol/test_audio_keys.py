"""The keys of stored audio."""

import uuid

from dragoman.protocol import Track
from dragoman.protocol.audio_keys import chunk_key, recording_key, segment_prefixes, voice_key

MESSAGE = uuid.UUID("6f1f8a52-8b0c-4c5d-9a0e-0d9a7c1f2b3e")


def voices(message_id: uuid.UUID, segment: int) -> list[str]:
    return [
        voice_key(message_id, segment, Track.TRANSLATED, "audio/ogg"),
        chunk_key(message_id, segment, Track.ORIGINAL, 3, "audio/wav"),
    ]


def test_the_key_of_a_voice_does_not_reveal_the_message() -> None:
    for key in voices(MESSAGE, 0):
        assert str(MESSAGE) not in key
        assert MESSAGE.hex not in key


def test_every_key_of_a_segment_has_one_of_its_prefixes() -> None:
    recording, of_voices = segment_prefixes(MESSAGE, 1)
    assert recording_key(MESSAGE, 1).startswith(recording)
    assert all(key.startswith(of_voices) for key in voices(MESSAGE, 1))


def test_no_two_segments_share_a_key() -> None:
    keys = [key for m in (MESSAGE, uuid.uuid4()) for s in (1, 11) for key in voices(m, s)]
    assert len(set(keys)) == len(keys)
    assert not any(key.startswith(segment_prefixes(MESSAGE, 1)) for key in voices(MESSAGE, 11))
