"""The bundles of ports that the stages take."""

from collections.abc import Callable
from dataclasses import dataclass

from dragoman.ports import (
    AudioCodec,
    AudioStore,
    CaptionTranslator,
    Clock,
    Messages,
    Notifier,
    PartialTranscripts,
    PhraseMemory,
    Rooms,
    SpeechToText,
    Synthesizer,
    Translator,
    Usage,
)


@dataclass(frozen=True)
class EventPorts:
    """The ports for storing and sending events."""

    messages: Messages
    notifier: Notifier
    clock: Clock
    rooms: Rooms

    def url_of(self, key: str) -> str:
        """The link to stored audio."""
        raise AssertionError(f"This stage has no audio store for {key}.")


@dataclass(frozen=True)
class StagePorts(EventPorts):
    """The ports of a stage that reads or writes audio."""

    audio: AudioStore

    def url_of(self, key: str) -> str:
        return self.audio.url(key)


@dataclass(frozen=True)
class TranscribePorts(StagePorts):
    codec: AudioCodec
    speech: SpeechToText
    sleep: Callable[[float], None]
    """Waits for so many seconds."""


@dataclass(frozen=True)
class CaptionPorts:
    """The ports for captions, which are not stored."""

    notifier: Notifier
    clock: Clock
    codec: AudioCodec
    transcripts: PartialTranscripts
    translator: CaptionTranslator


@dataclass(frozen=True)
class CaptionTranslationPorts:
    """What it takes to translate captions."""

    notifier: Notifier
    clock: Clock
    translator: Translator


@dataclass(frozen=True)
class TranslatePorts(EventPorts):
    translator: Translator
    memory: PhraseMemory


@dataclass(frozen=True)
class SynthesizePorts(StagePorts):
    codec: AudioCodec
    synthesizer: Synthesizer


@dataclass(frozen=True)
class EndPorts(StagePorts):
    usage: Usage
