"""Everything that can go wrong, in one tree.

    DragomanError
    ├── BadInput                  the client's to mend; asking again unchanged is useless
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
    │   ├── UnspeakableText
    │   ├── InvalidTranslationMemory
    │   └── InvalidTermbase
    ├── Unavailable               passes by itself; asking again may work
    │   ├── Throttled
    │   ├── RateLimited
    │   ├── Busy
    │   ├── StorageUnavailable
    │   ├── WorkflowUnavailable
    │   ├── DeliveryUnavailable
    │   ├── Crashed
    │   └── TimedOut
    ├── ModelError                a model is not there, is not what it should be, or gave nothing
    │   ├── PackUnknown
    │   ├── PackMissing
    │   ├── PackCorrupt
    │   ├── PackUnreachable
    │   └── EngineFailed
    ├── ConfigurationError        the deployment is incomplete
    ├── SegmentEnded              whoever comes late has nothing more to say
    └── Gone                      the client has left; nobody to tell

The class names are a contract: the state machine's Retry and Catch match them, and clients see
each class's `code`. A message may be shown to the person speaking, so it never holds a secret.
"""

from collections.abc import Iterator
from typing import ClassVar


class DragomanError(Exception):
    """Something went wrong on our side."""

    code: ClassVar[str] = "internal_error"
    retryable: ClassVar[bool] = False
    retry_after_ms: int | None = None
    """When asking again makes sense, where that is known."""

    def __init__(self, message: str | None = None) -> None:
        super().__init__(message or (type(self).__doc__ or "").strip())


class BadInput(DragomanError):
    """The request cannot be served as it is."""

    code = "bad_input"


class MalformedJson(BadInput):
    """The message is not JSON."""

    code = "malformed_json"


class UnknownAction(BadInput):
    """The message names no action this service knows."""

    code = "unknown_action"


class InvalidMessage(BadInput):
    """A field is missing or has the wrong form."""

    code = "invalid_message"


class MessageTooLarge(BadInput):
    """A message must stay under 32 KB; send longer audio with `upload`."""

    code = "message_too_large"


class NotAdmitted(BadInput):
    """Who asks did not show a right to: a ticket of theirs, unused and not older than a minute."""

    code = "not_admitted"


class UnsupportedLanguage(BadInput):
    """The service does not offer this language or pair."""

    code = "unsupported_language"


class UnsupportedVoice(BadInput):
    """The service has no such voice in this language; `ready` names those it has."""

    code = "unsupported_voice"


class MessageNotYours(BadInput):
    """This message_id belongs to another speaker; make a new one."""

    code = "message_not_yours"


class MessageUnknown(BadInput):
    """No message of yours has this message_id; it may have been forgotten after a day."""

    code = "message_unknown"


class AudioNotYours(BadInput):
    """This audio_key was not given to you for this message."""

    code = "audio_not_yours"


class AudioMissing(BadInput):
    """There is no recording behind this message; send it again."""

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


class UnspeakableText(BadInput):
    """The voice cannot say this text: it is written in a script the voice does not read."""

    code = "unspeakable_text"


class InvalidTranslationMemory(BadInput):
    """The file is not a translation memory this service can read."""

    code = "invalid_translation_memory"


class InvalidTermbase(BadInput):
    """The termbase contradicts itself or has terms that cannot be used."""

    code = "invalid_termbase"


class Unavailable(DragomanError):
    """A service this one leans on does not answer for now."""

    code = "unavailable"
    retryable = True


class Throttled(Unavailable):
    """Too much at once; try again in a moment."""

    code = "throttled"


class RateLimited(Unavailable):
    """More than one person may ask for at once; wait a little."""

    code = "rate_limited"

    def __init__(self, message: str | None = None, retry_after_ms: int = 1000) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class Busy(Unavailable):
    """The service has as much to do as it can; try again in a moment."""

    code = "busy"

    def __init__(self, message: str | None = None, retry_after_ms: int = 1000) -> None:
        super().__init__(message)
        self.retry_after_ms = retry_after_ms


class StorageUnavailable(Unavailable):
    """Storage does not answer for now."""

    code = "storage_unavailable"


class WorkflowUnavailable(Unavailable):
    """The translation flow could not be started for now."""

    code = "workflow_unavailable"


class DeliveryUnavailable(Unavailable):
    """The connection could not be written to for now."""

    code = "delivery_unavailable"


class Crashed(Unavailable):
    """The process that worked on it died, however often it was tried; say it again."""

    code = "crashed"


class TimedOut(Unavailable):
    """It took too long and was given up; say it again."""

    code = "timed_out"


class ModelError(DragomanError):
    """A model could not do its work."""

    code = "model_error"


class PackUnknown(ModelError):
    """No model pack has this name."""

    code = "pack_unknown"


class PackMissing(ModelError):
    """A model pack is not installed."""

    code = "pack_missing"


class PackCorrupt(ModelError):
    """A model pack's files are not the published ones."""

    code = "pack_corrupt"


class PackUnreachable(ModelError):
    """The place a model pack comes from does not answer."""

    code = "pack_unreachable"
    retryable = True


class EngineFailed(ModelError):
    """The model ran and gave nothing usable."""

    code = "engine_failed"
    retryable = True


class ConfigurationError(DragomanError):
    """The deployment lacks something this function needs."""

    code = "configuration_error"


class SegmentEnded(DragomanError):
    """The end of this segment was said already."""

    code = "segment_ended"


class Gone(DragomanError):
    """The client has left."""

    code = "gone"


def tree(root: type[DragomanError] = DragomanError) -> Iterator[type[DragomanError]]:
    """The class and everything below it, depth first."""
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def by_code(code: str) -> type[DragomanError]:
    """The class whose code this is; the root for codes of nobody's."""
    return next((cls for cls in tree() if cls.code == code), DragomanError)


def by_name(name: str) -> type[DragomanError]:
    """The class a state machine's `Error` field names; the root for names from elsewhere."""
    return next((cls for cls in tree() if cls.__name__ == name), DragomanError)
