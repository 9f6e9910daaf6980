"""The only builder of adapters: which real thing holds which port.

Each part is built on first use and kept for the life of the process, so that a warm function pays
for nothing twice and a cold one only for what it uses.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import cached_property

from dragoman.conversation.capabilities import Offer
from dragoman.errors import ConfigurationError
from dragoman.limits.capacity_gate import Room
from dragoman.limits.rate_limiter import Pace
from dragoman.models.choose import served
from dragoman.models.names import named
from dragoman.models.packs import Pack
from dragoman.models.store import PackStore
from dragoman.models.voices import voices
from dragoman.ports import (
    AudioCodec,
    AudioStore,
    Clock,
    Connections,
    Messages,
    Notifier,
    SpeechToText,
    Synthesizer,
    Tickets,
    Translator,
    Usage,
    Warmer,
    Workflow,
)
from dragoman.protocol import Limits
from dragoman.settings import Settings


class Wiring:
    clock: Clock = staticmethod(time.time)
    pause: Callable[[float], None] = staticmethod(time.sleep)

    @cached_property
    def settings(self) -> Settings:
        return Settings()

    def build(self, *parts: str) -> None:
        """Builds parts before anyone waits for them."""
        for part in parts:
            getattr(self, part)

    def wake_if_provisioned(self, wake: Callable[[Sequence[str]], None]) -> None:
        """For the end of a handler's module, the one place where anything is loaded at import: an
        environment that is paid for to wait shall wait with its models loaded (decision 15)."""
        if self.settings.provisioned:
            wake(())

    @cached_property
    def offer(self) -> Offer:
        """Raises ConfigurationError."""
        there = [_told(name) for name in self.settings.packs] or self.packs.installed()
        routes = served(self.settings.languages, there)
        offered = {
            language: [voice.offer for voice in voices(language, there)]
            for language in dict.fromkeys(language for pair in routes for language in pair)
        }
        return Offer(offered, self.limits, routes)

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
        )

    @cached_property
    def pace(self) -> Pace:
        return Pace(self.settings.messages_per_second, self.clock)

    @cached_property
    def room(self) -> Room:
        return Room(self.settings.segments_in_all, self.clock)

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
            looks_per_minute=self.settings.looks_per_minute,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def connections(self) -> Connections:
        from dragoman.aws.dynamodb import DynamoDBConnections

        return DynamoDBConnections(
            self.settings.need("connections_table"),
            retention_s=self.settings.connection_retention_s,
            clock=self.clock,
            timeout_s=self.settings.aws_timeout_s,
        )

    @cached_property
    def messages(self) -> Messages:
        from dragoman.aws.dynamodb import DynamoDBMessages

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
    def codec(self) -> AudioCodec:
        from dragoman.audio.codec import PyAVCodec

        return PyAVCodec(self.settings.max_audio_s)

    @cached_property
    def packs(self) -> PackStore:
        return PackStore(self.settings.models_dir)

    @cached_property
    def speech(self) -> SpeechToText:
        from dragoman.stt.pack_speech_to_text import PackSpeechToText

        return PackSpeechToText(self.packs, self.settings.threads)

    @cached_property
    def translator(self) -> Translator:
        from dragoman.mt.pack_translator import PackTranslator

        return PackTranslator(self.packs, self.settings.threads)

    @cached_property
    def synthesizer(self) -> Synthesizer:
        from dragoman.tts.pack_synthesizer import PackSynthesizer

        return PackSynthesizer(
            self.packs, self.settings.threads, latest_start_s=self.settings.voice_start_s
        )


def _told(name: str) -> Pack:
    """The pack of a name in DRAGOMAN_PACKS."""
    pack = named(name)
    if pack is None:
        raise ConfigurationError(f"DRAGOMAN_PACKS names '{name}', which is no model pack's name")
    return pack
