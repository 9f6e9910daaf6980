"""Every error of the project, in one tree.

    DragomanError
    ├── BadInput                  the client has to change the request
    │   ├── MalformedJson
    │   ├── UnknownAction
    │   ├── InvalidMessage
    │   ├── MessageTooLarge
    │   ├── NotAdmitted
    │   ├── UnsupportedLanguage
    │   ├── UnsupportedVoice
    │   ├── MessageNotYours
    │   ├── MessageUnknown
    │   ├── AudioNotYours
    │   ├── AudioMissing
    │   ├── NotBase64
    │   ├── EmptyAudio
    │   ├── NotAudio
    │   ├── AudioTooLong
    │   ├── AudioTooLarge
    │   ├── NoSpeech
    │   ├── CaptionsOff
    │   ├── UnspeakableText
    │   ├── InvalidTranslationMemory
    │   ├── InvalidTermbase
    │   ├── NothingToExport
    │   ├── ExportTooLarge
    │   └── RoomRefusal
    │       ├── RoomUnknown
    │       ├── NotInRoom
    │       ├── AlreadyInRoom
    │       ├── RemovedFromRoom
    │       ├── RoomLocked
    │       ├── RoomFull
    │       ├── TooManyLanguages
    │       ├── NotHost
    │       └── ParticipantUnknown
    ├── Unavailable               temporary: the same request may succeed later
    │   ├── Throttled
    │   ├── RateLimited
    │   ├── Busy
    │   ├── StorageUnavailable
    │   ├── UserPoolUnavailable
    │   ├── WorkflowUnavailable
    │   ├── DeliveryUnavailable
    │   ├── Crashed
    │   └── TimedOut
    ├── ModelError                a model is missing, is not the published one, or failed
    │   ├── PackUnknown
    │   ├── PackMissing
    │   ├── PackCorrupt
    │   ├── PackUnreachable
    │   └── EngineFailed
    ├── ConfigurationError        the deployment is incomplete
    ├── SegmentEnded              a late event of a segment that has ended
    ├── IllegalTransition         a defect of ours: a status that cannot follow
    └── Gone                      the client has disconnected

The class names are a contract: the state machine's Retry and Catch match them. Clients see the
`code` of each class. The docstring of a class is its default message, which users may see: it
holds no secret.
"""

from collections.abc import Iterator
from typing import ClassVar


class DragomanError(Exception):
    """Something went wrong on our side."""

    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False
    retry_after_ms: int | None = None
    """When a retry may succeed, if that is known."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class BadInput(DragomanError):
    """The request is not valid."""

    code = "bad_input"


class MalformedJson(BadInput):
    """The message is not JSON."""

    code = "malformed_json"


class UnknownAction(BadInput):
    """The action of the message is unknown."""

    code = "unknown_action"


class InvalidMessage(BadInput):
    """A field is missing or invalid."""

    code = "invalid_message"


class MessageTooLarge(BadInput):
    """A message may have at most 32 KB; send longer audio with `upload`."""

    code = "message_too_large"


class NotAdmitted(BadInput):
    """Access needs a valid ticket, which can be used once, within a minute."""

    code = "not_admitted"


class UnsupportedLanguage(BadInput):
    """This language or language pair is not supported."""

    code = "unsupported_language"


class UnsupportedVoice(BadInput):
    """This language has no voice of this name; `ready` lists the voices."""

    code = "unsupported_voice"


class MessageNotYours(BadInput):
    """This message_id belongs to another speaker; use a new one."""

    code = "message_not_yours"


class MessageUnknown(BadInput):
    """You have no message with this message_id. Messages are deleted after a day."""

    code = "message_unknown"


class AudioNotYours(BadInput):
    """This audio_key was not issued for this message."""

    code = "audio_not_yours"


class AudioMissing(BadInput):
    """The recording of this message is missing; send it again."""

    code = "audio_missing"


class NotBase64(BadInput):
    """audio_data is not base64."""

    code = "not_base64"


class EmptyAudio(BadInput):
    """The recording is empty."""

    code = "empty_audio"


class NotAudio(BadInput):
    """The recording cannot be read; it may be WAV, FLAC, MP3, AAC, Ogg, WebM, MP4, M4A, MOV, 3GP, AIFF, CAF, AMR or WMA."""

    code = "not_audio"


class AudioTooLong(BadInput):
    """The recording is longer than a message may be."""

    code = "audio_too_long"


class AudioTooLarge(BadInput):
    """The recording is larger than an upload may be."""

    code = "audio_too_large"


class NoSpeech(BadInput):
    """No speech was heard in the recording."""

    code = "no_speech"


class CaptionsOff(BadInput):
    """This service shows no captions while someone speaks."""

    code = "captions_off"


class UnspeakableText(BadInput):
    """The voice cannot speak this text: it does not read the script it is written in."""

    code = "unspeakable_text"


class InvalidTranslationMemory(BadInput):
    """The file is not a translation memory this service can read."""

    code = "invalid_translation_memory"


class InvalidTermbase(BadInput):
    """The termbase contradicts itself or has terms that cannot be used."""

    code = "invalid_termbase"


class NothingToExport(BadInput):
    """There is no text to export."""

    code = "nothing_to_export"


class ExportTooLarge(BadInput):
    """The export is too large for one response."""

    code = "export_too_large"


class RoomRefusal(BadInput):
    """The room does not allow this."""

    code = "room_refusal"


class RoomUnknown(RoomRefusal):
    """No room has this link or code. Codes expire after ten minutes, rooms after a day."""

    code = "room_unknown"


class NotInRoom(RoomRefusal):
    """You are not in this room."""

    code = "not_in_room"


class AlreadyInRoom(RoomRefusal):
    """You are in this room already; `resume_room` continues on this device."""

    code = "already_in_room"


class RemovedFromRoom(RoomRefusal):
    """The host removed you from this room."""

    code = "removed_from_room"


class RoomLocked(RoomRefusal):
    """The host locked this room: nobody can join it now."""

    code = "room_locked"


class RoomFull(RoomRefusal):
    """This room has as many participants as a room may have."""

    code = "room_full"


class TooManyLanguages(RoomRefusal):
    """This room has as many languages as a room may have."""

    code = "too_many_languages"


class NotHost(RoomRefusal):
    """Only the host of the room may do this."""

    code = "not_host"


class ParticipantUnknown(RoomRefusal):
    """Nobody in this room has this participant_id."""

    code = "participant_unknown"


class Unavailable(DragomanError):
    """A service that this one depends on does not respond; try again later."""

    code = "unavailable"
    retryable = True


class Throttled(Unavailable):
    """Too many requests at once; try again in a moment."""

    code = "throttled"


class RateLimited(Unavailable):
    """Too many requests; try again later."""

    code = "rate_limited"

    def __init__(self, message: str | None = None, retry_after_ms: int = 1000) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class Busy(Unavailable):
    """The service is at capacity; try again in a moment."""

    code = "busy"

    def __init__(self, message: str | None = None, retry_after_ms: int = 1000) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class StorageUnavailable(Unavailable):
    """Storage does not respond; try again later."""

    code = "storage_unavailable"


class UserPoolUnavailable(Unavailable):
    """The user pool does not respond; try again later."""

    code = "user_pool_unavailable"


class WorkflowUnavailable(Unavailable):
    """The translation could not be started; try again later."""

    code = "workflow_unavailable"


class DeliveryUnavailable(Unavailable):
    """The connection could not be written to; try again later."""

    code = "delivery_unavailable"


class Crashed(Unavailable):
    """Processing crashed repeatedly; send the message again."""

    code = "crashed"


class TimedOut(Unavailable):
    """Processing took too long; send the message again."""

    code = "timed_out"


class ModelError(DragomanError):
    """A model failed."""

    code = "model_error"


class PackUnknown(ModelError):
    """No model pack has this name."""

    code = "pack_unknown"


class PackMissing(ModelError):
    """A model pack is not installed."""

    code = "pack_missing"


class PackCorrupt(ModelError):
    """The files of a model pack differ from the published ones."""

    code = "pack_corrupt"


class PackUnreachable(ModelError):
    """The source of a model pack does not respond."""

    code = "pack_unreachable"
    retryable = True


class EngineFailed(ModelError):
    """The model returned no usable result."""

    code = "engine_failed"
    retryable = True


class ConfigurationError(DragomanError):
    """The deployment lacks a setting that this function needs."""

    code = "configuration_error"


class SegmentEnded(DragomanError):
    """This segment has already ended."""

    code = "segment_ended"


class IllegalTransition(DragomanError):
    """This change of the status of a segment is not allowed."""

    code = "illegal_transition"


class Gone(DragomanError):
    """The client has disconnected."""

    code = "gone"


def tree(root: type[DragomanError] = DragomanError) -> Iterator[type[DragomanError]]:
    """The class and all its subclasses, depth first."""
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def by_code(code: str) -> type[DragomanError]:
    """The class with this code; the root for an unknown code."""
    return next((cls for cls in tree() if cls.code == code), DragomanError)


def by_name(name: str) -> type[DragomanError]:
    """The class with the name in the `Error` field of a state machine; the root for other names."""
    return next((cls for cls in tree() if cls.__name__ == name), DragomanError)
