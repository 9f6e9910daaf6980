"""The keys of stored audio. A key depends only on what it names, so that a stage that runs twice
writes the same file twice. The key of a voice does not reveal the message id, because its link may
be passed on."""

from hashlib import sha256
from uuid import UUID

from dragoman.protocol.audio_formats import EXTENSIONS
from dragoman.protocol.fields import Track


def segment_prefixes(message_id: UUID, segment: int) -> tuple[str, str]:
    """The prefixes of all audio of a segment: of its recording, and of its voices."""
    return _recording_prefix(message_id, segment), _voices_prefix(message_id, segment)


def recording_key(message_id: UUID, segment: int) -> str:
    """The key of the recording, in the format in which it was sent."""
    return f"{_recording_prefix(message_id, segment)}recording"


def voice_key(
    message_id: UUID, segment: int, track: Track, content_type: str, language: str = ""
) -> str:
    """The key of a whole voice; `language` is that of one of several translated voices."""
    voice = _voice_prefix(message_id, segment, track, language)
    return f"{voice}.{EXTENSIONS[content_type]}"


def chunk_key(
    message_id: UUID, segment: int, track: Track, index: int, content_type: str, language: str = ""
) -> str:
    """The key of a chunk of a voice."""
    voice = _voice_prefix(message_id, segment, track, language)
    return f"{voice}-{index:02d}.{EXTENSIONS[content_type]}"


def _voice_prefix(message_id: UUID, segment: int, track: Track, language: str) -> str:
    of_language = f"-{language}" if language else ""
    return f"{_voices_prefix(message_id, segment)}{track}{of_language}"


def _recording_prefix(message_id: UUID, segment: int) -> str:
    return f"messages/{message_id}/{segment}/"


def _voices_prefix(message_id: UUID, segment: int) -> str:
    return f"messages/{sha256(message_id.bytes).hexdigest()[:32]}/{segment}/"
