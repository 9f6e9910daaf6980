"""Where audio lies. Keys depend on nothing but what they name, so that a stage which runs twice
writes the same thing twice. A link to a voice may be handed on: it does not tell the message's id."""

from hashlib import sha256
from uuid import UUID

from dragoman.protocol import Track

EXTENSIONS = {"audio/ogg": "ogg", "audio/wav": "wav", "audio/mpeg": "mp3"}


def segment_prefixes(message_id: UUID, segment: int) -> tuple[str, str]:
    """What the keys of all audio of a segment begin with: of the recording, of the voices."""
    return _of_recording(message_id, segment), _of_voices(message_id, segment)


def recording_key(message_id: UUID, segment: int) -> str:
    """The speaker's own recording, in whatever format it came."""
    return f"{_of_recording(message_id, segment)}recording"


def voice_key(message_id: UUID, segment: int, track: Track, content_type: str) -> str:
    """A whole voice."""
    return f"{_of_voices(message_id, segment)}{track}.{EXTENSIONS[content_type]}"


def chunk_key(message_id: UUID, segment: int, track: Track, index: int, content_type: str) -> str:
    """The index-th piece of a voice."""
    return f"{_of_voices(message_id, segment)}{track}-{index:02d}.{EXTENSIONS[content_type]}"


def _of_recording(message_id: UUID, segment: int) -> str:
    return f"messages/{message_id}/{segment}/"


def _of_voices(message_id: UUID, segment: int) -> str:
    return f"messages/{sha256(message_id.bytes).hexdigest()[:32]}/{segment}/"
