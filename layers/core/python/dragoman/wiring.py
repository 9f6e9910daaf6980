"""The only builder of adapters.

Each adapter is built on first use and kept for the life of the process, so that a cold function pays
only for what it uses and a warm one pays nothing. The bundles of ports are made on each access, which
takes microseconds, so that a replaced port is always seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from dragoman.conversation.capabilities import Capabilities
from dragoman.conversation.conversation_ports import (
    AdmissionPorts,
    ConversationPorts,
    DisabledUsersPorts,
    DisconnectPorts,
    NullNotifier,
    RoomPorts,
    SubmitPorts,
    SweepPorts,
)
from dragoman.errors import ConfigurationError, InvalidTranslationMemory
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.limits.rate_limiter import ConnectionRateLimiter
from dragoman.limits.request_meter import RequestMeter
from dragoman.models.choose import supported_pairs
from dragoman.models.names import pack_from_name
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.models.voices import voices
from dragoman.ports import (
    AudioCodec,
    AudioStore,
    Captioner,
    CaptionTranslator,
    Clock,
    Connections,
    Messages,
    Notifier,
    PartialTranscripts,
    PhraseMemory,
    Rooms,
    SpeechToText,
    Synthesizer,
    Tickets,
    Translator,
    Usage,
    Users,
    Warmer,
    Workflow,
)
from dragoman.protocol import Limits
from dragoman.settings import Settings
from dragoman.stages.stage_ports import (
    CaptionPorts,
    CaptionTranslationPorts,
    EndPorts,
    SynthesizePorts,
    TranscribePorts,
    TranslatePorts,
)

if TYPE_CHECKING:
    from dragoman.ports import Samples


class Wiring:
    clock: Clock = staticmethod(time.time)
    sleep: Callable[[float], None] = staticmethod(time.sleep)

    @cached_property
    def settings(self) -> Settings:
        return Settings()

    # --- warm-up ---

    def load_recognition(self, languages: Sequence[str]) -> None:
        """Builds the ports of `transcribe` and loads its models; an empty list means all
        languages."""
        self.transcribe_ports.speech.warm(languages or self.settings.languages)

    def load_captions(self, languages: Sequence[str]) -> None:
        """The same for `captions`."""
        ports = self.caption_ports
        ports.transcripts.warm(languages or self.settings.languages)

    def load_translation(self, languages: Sequence[str]) -> None:
        """The same for `translate`."""
        languages = languages or self.settings.languages
        self.translate_ports.memory.warm(languages)
        self.translate_ports.translator.warm(languages)

    def load_voices(self, languages: Sequence[str]) -> None:
        """The same for `synthesize`."""
        self.synthesize_ports.synthesizer.warm(languages or self.settings.languages)

    def load_if_provisioned(self, load: Callable[[Sequence[str]], None]) -> None:
        """Loads the models of a handler at import, in an environment with provisioned concurrency;
        no other import loads anything (docs/adr/0015)."""
        if self.settings.provisioned:
            load(())

    def build_on_lambda(self, build: Callable[[], object]) -> None:
        """Builds adapters at import on Lambda, which gives imports a full vCPU and requests a share by
        memory (docs/adr/0015). Anywhere else, a test can import a handler without its settings."""
        if self.settings.initialization_type:
            build()

    # --- bundles ---

    @property
    def admission_ports(self) -> AdmissionPorts:
        return AdmissionPorts(self.tickets, self.usage, self.settings.allowed_origins)

    @property
    def conversation_ports(self) -> ConversationPorts:
        return ConversationPorts(
            messages=self.messages,
            notifier=self.notifier,
            clock=self.clock,
            audio=self.audio,
            capabilities=self.capabilities,
            workflow=self.workflow,
            usage=self.usage,
            capacity_gate=self.capacity_gate,
            request_meter=self.request_meter,
            connections=self.connections,
            warmer=self.warmer,
            rate_limiter=self.rate_limiter,
            rooms=self.rooms,
            room_code_lifetime_s=self.settings.room_code_lifetime_s,
            captioner=self.captioner,
        )

    @property
    def room_ports(self) -> RoomPorts:
        """The ports of rooms over HTTP."""
        return RoomPorts(
            rooms=self.rooms,
            notifier=self.notifier,
            clock=self.clock,
            usage=self.usage,
            capabilities=self.capabilities,
            room_code_lifetime_s=self.settings.room_code_lifetime_s,
        )

    @property
    def disconnect_ports(self) -> DisconnectPorts:
        return DisconnectPorts(self.rooms, self.notifier, self.clock, self.connections)

    @property
    def http_ports(self) -> SubmitPorts:
        """The same for a request over HTTP, which needs no socket."""
        return SubmitPorts(
            messages=self.messages,
            notifier=NullNotifier(),
            clock=self.clock,
            rooms=self.rooms,
            audio=self.audio,
            capabilities=self.capabilities,
            workflow=self.workflow,
            usage=self.usage,
            capacity_gate=self.capacity_gate,
            request_meter=self.request_meter,
        )

    @property
    def sweep_ports(self) -> SweepPorts:
        return SweepPorts(
            self.messages, self.notifier, self.clock, self.rooms, self.audio, self.connections
        )

    @property
    def disabled_users_ports(self) -> DisabledUsersPorts | None:
        """None without a user pool."""
        users = self.users
        if users is None:
            return None
        return DisabledUsersPorts(users, self.usage, self.connections, self.notifier, self.clock)

    @property
    def transcribe_ports(self) -> TranscribePorts:
        return TranscribePorts(
            self.messages,
            self.notifier,
            self.clock,
            self.rooms,
            self.audio,
            self.codec,
            self.speech,
            self.sleep,
        )

    @property
    def caption_ports(self) -> CaptionPorts:
        return CaptionPorts(
            self.notifier, self.clock, self.codec, self.transcripts, self.caption_translator
        )

    @property
    def caption_translation_ports(self) -> CaptionTranslationPorts:
        return CaptionTranslationPorts(self.notifier, self.clock, self.translator)

    @property
    def translate_ports(self) -> TranslatePorts:
        return TranslatePorts(
            self.messages, self.notifier, self.clock, self.rooms, self.translator, self.memory
        )

    @property
    def synthesize_ports(self) -> SynthesizePorts:
        return SynthesizePorts(
            self.messages,
            self.notifier,
            self.clock,
            self.rooms,
            self.audio,
            self.codec,
            self.synthesizer,
        )

    @property
    def end_ports(self) -> EndPorts:
        return EndPorts(
            self.messages, self.notifier, self.clock, self.rooms, self.audio, self.usage
        )

    # --- adapters ---

    @cached_property
    def capabilities(self) -> Capabilities:
        """Raises ConfigurationError."""
        packs = [_pack_named(name) for name in self.settings.packs] or self.packs.installed()
        routes = supported_pairs(self.settings.languages, packs)
        speaking = {
            language: [voice.info for voice in voices(language, packs)]
            for language in dict.fromkeys(language for pair in routes for language in pair)
        }
        return Capabilities(speaking, self.limits, routes)

    @cached_property
    def limits(self) -> Limits:
        settings = self.settings
        return Limits(
            upload_bytes=settings.max_upload_bytes,
            audio_s=settings.max_audio_s,
            segments_per_minute=settings.segments_per_minute,
            segments_at_once=settings.segments_at_once,
            segments_under_way=settings.segments_under_way,
            audio_s_per_day=settings.audio_s_per_day,
            messages_per_second=settings.messages_per_second,
            room_participants=settings.room_participants,
            room_languages=settings.room_languages,
        )

    @cached_property
    def rate_limiter(self) -> ConnectionRateLimiter:
        return ConnectionRateLimiter(self.settings.messages_per_second, self.clock)

    @cached_property
    def capacity_gate(self) -> CapacityGate:
        return CapacityGate(self.settings.max_concurrent_segments, self.clock)

    @cached_property
    def request_meter(self) -> RequestMeter:
        return RequestMeter(self.usage, self.clock)

    @cached_property
    def tickets(self) -> Tickets:
        from dragoman.aws.jwt_tickets import JwtTickets
        from dragoman.aws.secrets_manager import Secret

        key = Secret(self.settings.need("ticket_key_secret"), self.settings.aws_timeout_s)
        return JwtTickets(key, lifetime_s=self.settings.ticket_lifetime_s, clock=self.clock)

    @cached_property
    def usage(self) -> Usage:
        from dragoman.aws.usage import DynamoDBUsage

        return DynamoDBUsage(
            self.settings.need("usage_table"),
            self.limits,
            tickets_per_minute=self.settings.tickets_per_minute,
            reads_per_minute=self.settings.reads_per_minute,
            request_cost_per_minute=self.settings.request_cost_per_minute,
            room_code_attempts=self.settings.room_code_attempts,
            max_audio_s_per_day=self.settings.max_audio_s_per_day,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def users(self) -> Users | None:
        """The accounts of the user pool; None without one."""
        from dragoman.aws.cognito import CognitoUsers

        pool_id = self.settings.user_pool_id
        return CognitoUsers(pool_id, self.settings.aws_timeout_s) if pool_id else None

    @cached_property
    def connections(self) -> Connections:
        from dragoman.aws.connections_table import DynamoDBConnections

        return DynamoDBConnections(
            self.settings.need("connections_table"),
            retention_s=self.settings.connection_retention_s,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def rooms(self) -> Rooms:
        from dragoman.aws.rooms_table import DynamoDBRooms

        return DynamoDBRooms(
            self.settings.need("rooms_table"),
            retention_s=self.settings.retention_s,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def messages(self) -> Messages:
        from dragoman.aws.messages_table import DynamoDBMessages

        return DynamoDBMessages(
            self.settings.need("messages_table"),
            retention_s=self.settings.retention_s,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def audio(self) -> AudioStore:
        from dragoman.aws.s3 import S3AudioStore

        return S3AudioStore(
            self.settings.need("audio_bucket"),
            limit_bytes=self.settings.max_upload_bytes,
            url_lifetime_s=self.settings.url_lifetime_s,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def notifier(self) -> Notifier:
        from dragoman.aws.api_gateway import ApiGatewayNotifier

        return ApiGatewayNotifier(self.settings.need("callback_url"), self.settings.aws_timeout_s)

    @cached_property
    def workflow(self) -> Workflow:
        from dragoman.aws.step_functions import StepFunctionsWorkflow

        return StepFunctionsWorkflow(
            self.settings.need("state_machine_arn"), self.settings.aws_timeout_s
        )

    @cached_property
    def warmer(self) -> Warmer:
        from dragoman.aws.lambda_functions import LambdaWarmer

        return LambdaWarmer(self.settings.model_functions, self.clock, self.settings.aws_timeout_s)

    @cached_property
    def captioner(self) -> Captioner | None:
        from dragoman.aws.lambda_functions import LambdaTasks

        function = self.settings.captions_function
        return LambdaTasks(function, self.settings.aws_timeout_s) if function else None

    @cached_property
    def caption_translator(self) -> CaptionTranslator:
        from dragoman.aws.lambda_functions import LambdaTasks

        return LambdaTasks(self.settings.need("translate_function"), self.settings.aws_timeout_s)

    @cached_property
    def codec(self) -> AudioCodec:
        from dragoman.audio.codec import PyAVCodec

        return PyAVCodec(self.settings.max_audio_s, speech_s=_speech_s)

    @cached_property
    def packs(self) -> PackStore:
        return PackStore(self.settings.models_dir)

    @cached_property
    def speech(self) -> SpeechToText:
        from dragoman.stt.pack_speech_to_text import PackSpeechToText

        return PackSpeechToText(self.packs, self.settings.threads)

    @cached_property
    def transcripts(self) -> PartialTranscripts:
        from dragoman.stt.partial_transcripts import LocalAgreement

        return LocalAgreement(self.speech)

    @cached_property
    def translator(self) -> Translator:
        from dragoman.mt.pack_translator import PackTranslator

        return PackTranslator(self.packs, self.settings.threads)

    @cached_property
    def memory(self) -> PhraseMemory:
        """Raises ConfigurationError."""
        from dragoman.mt.memory_files import BUILT_IN, MemoryFolder
        from dragoman.mt.translation_memory import load_memories

        own = MemoryFolder(self.settings.memory_dir)
        try:
            return load_memories([*MemoryFolder(BUILT_IN).files(), *own.files()])
        except InvalidTranslationMemory as error:
            raise ConfigurationError(f"{own.root}: {error}") from error

    @cached_property
    def synthesizer(self) -> Synthesizer:
        from dragoman.tts.pack_synthesizer import PackSynthesizer

        return PackSynthesizer(
            self.packs, self.settings.threads, latest_start_s=self.settings.voice_start_s
        )


def _speech_s(samples: Samples) -> float:
    from dragoman.stt.silero import speech_s

    return speech_s(samples)


def _pack_named(name: str) -> Pack:
    """The pack of a name in DRAGOMAN_PACKS. Raises ConfigurationError."""
    pack = pack_from_name(name)
    if pack is None:
        raise ConfigurationError(f"DRAGOMAN_PACKS has '{name}', which names no model pack")
    return pack
