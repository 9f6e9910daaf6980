"""A whole service of fakes, with its clients and its state machine."""

from __future__ import annotations

import base64
import json
import uuid
from dataclasses import dataclass, field
from typing import Any

from dragoman.conversation.accept import accept
from dragoman.conversation.capabilities import Capabilities
from dragoman.conversation.conversation_ports import ConversationPorts, SweepPorts
from dragoman.conversation.sweep import (
    end_abandoned_messages,
    end_dead_segments,
    warn_old_connections,
)
from dragoman.errors import UnsupportedLanguage
from dragoman.limits.capacity_gate import CapacityGate
from dragoman.limits.rate_limiter import ConnectionRateLimiter
from dragoman.limits.request_meter import RequestMeter
from dragoman.mt.translation_memory import TranslationMemory
from dragoman.ports import Connection
from dragoman.protocol import (
    Branch,
    CompleteTask,
    End,
    FailTask,
    Failure,
    Job,
    Limits,
    Mode,
    SynthesizeTask,
    Track,
    TranscribeTask,
    Transcript,
    TranslateTask,
    Translation,
    Voice,
)
from dragoman.protocol.audio_keys import recording_key
from dragoman.stages.complete import complete
from dragoman.stages.fail import fail
from dragoman.stages.stage_ports import (
    EndPorts,
    SynthesizePorts,
    TranscribePorts,
    TranslatePorts,
)
from dragoman.stages.synthesize import synthesize
from dragoman.stages.transcribe import transcribe
from dragoman.stages.translate import translate
from tests.fakes import (
    FakeAudioCodec,
    FakeAudioStore,
    FakeCaptioner,
    FakeConnections,
    FakeMessages,
    FakeNotifier,
    FakeRooms,
    FakeSpeechToText,
    FakeSynthesizer,
    FakeTranslator,
    FakeUsage,
    FakeWarmer,
    FakeWorkflow,
    TickingClock,
    recording,
)

ME = Connection("me", owner="ann")
STRANGER = Connection("stranger", owner="bob")


def generous_limits(**fields: Any) -> Limits:
    """Limits that no test reaches by accident."""
    generous = {
        "upload_bytes": 100_000,
        "audio_s": 60,
        "segments_per_minute": 60_000,
        "segments_at_once": 1_000,
        "segments_under_way": 1_000,
        "audio_s_per_day": 86_400,
        "messages_per_second": 1_000,
    }
    return Limits(**generous | fields)


@dataclass
class World:
    capabilities: Capabilities = field(
        default_factory=lambda: Capabilities(
            FakeSynthesizer.offered(),
            generous_limits(),
            {("en", "pt"): None, ("pt", "en"): None},
        )
    )
    connections: FakeConnections = field(default_factory=FakeConnections)
    messages: FakeMessages = field(default_factory=FakeMessages)
    rooms: FakeRooms = field(default_factory=FakeRooms)
    audio: FakeAudioStore = field(default_factory=FakeAudioStore)
    notifier: FakeNotifier = field(default_factory=FakeNotifier)
    workflow: FakeWorkflow = field(default_factory=FakeWorkflow)
    warmer: FakeWarmer = field(default_factory=FakeWarmer)
    captioner: FakeCaptioner | None = field(default_factory=FakeCaptioner)
    clock: TickingClock = field(default_factory=TickingClock)
    codec: FakeAudioCodec = field(default_factory=FakeAudioCodec)
    speech: FakeSpeechToText = field(default_factory=FakeSpeechToText)
    translator: FakeTranslator = field(default_factory=FakeTranslator)
    memory: TranslationMemory = field(default_factory=TranslationMemory)
    synthesizer: FakeSynthesizer = field(default_factory=FakeSynthesizer)
    usage: FakeUsage = field(init=False)
    rate_limiter: ConnectionRateLimiter = field(init=False)
    capacity_gate: CapacityGate = field(init=False)

    def __post_init__(self) -> None:
        self.usage = FakeUsage(self.capabilities.limits, self.clock)
        self.rate_limiter = ConnectionRateLimiter(
            self.capabilities.limits.messages_per_second, self.clock
        )
        self.capacity_gate = CapacityGate(1_000, self.clock)
        self.messages.clock = self.rooms.clock = self.clock
        self.connections.add(ME)
        self.connections.add(STRANGER)

    # --- bundles ---

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
            request_meter=RequestMeter(self.usage, self.clock),
            connections=self.connections,
            warmer=self.warmer,
            rate_limiter=self.rate_limiter,
            rooms=self.rooms,
            room_code_lifetime_s=600,
            captioner=self.captioner,
        )

    @property
    def sweep_ports(self) -> SweepPorts:
        return SweepPorts(
            self.messages, self.notifier, self.clock, self.rooms, self.audio, self.connections
        )

    @property
    def end_ports(self) -> EndPorts:
        return EndPorts(
            self.messages, self.notifier, self.clock, self.rooms, self.audio, self.usage
        )

    @property
    def translate_ports(self) -> TranslatePorts:
        return TranslatePorts(
            self.messages, self.notifier, self.clock, self.rooms, self.translator, self.memory
        )

    # --- clients ---

    def send(self, body: dict[str, Any] | str, who: Connection = ME) -> list[dict[str, Any]]:
        """Sends a message; the replies and events that its connection receives."""
        before = len(self.notifier.inbox(who.connection_id))
        text = body if isinstance(body, str) else json.dumps(body)
        accept(who.connection_id, text, self.conversation_ports)
        return self.notifier.inbox(who.connection_id)[before:]

    def received(self, who: Connection = ME) -> list[dict[str, Any]]:
        return self.notifier.inbox(who.connection_id)

    # --- the execution ---

    def claimed(self, **fields: Any) -> Job:
        """A segment of ME that was accepted, with its recording stored."""
        job = a_job(received_at_ms=round(self.clock() * 1000), **fields)
        self.send(
            translate_message(
                message_id=str(job.message_id), segment=job.segment, last=job.last, mode=job.mode
            )
        )
        return job

    def transcribe(self, job: Job, recording: str | None = None) -> Transcript:
        """Without `recording` it is the one that is stored, or that the job was started with."""
        ports = TranscribePorts(
            self.messages,
            self.notifier,
            self.clock,
            self.rooms,
            self.audio,
            self.codec,
            self.speech,
            self.clock.advance,
        )
        if recording is None:
            inline = {task.job.audio_key: task.recording for task in self.workflow.started}
            recording = "" if job.audio_key in self.audio.files else inline.get(job.audio_key, "")
        return transcribe(TranscribeTask(job=job, recording=recording), ports)

    def translate(self, job: Job, transcript: Transcript) -> Translation:
        return translate(TranslateTask(job=job, transcript=transcript), self.translate_ports)

    def synthesize(self, job: Job, track: Track, text: str, language: str) -> Voice:
        ports = SynthesizePorts(
            self.messages,
            self.notifier,
            self.clock,
            self.rooms,
            self.audio,
            self.codec,
            self.synthesizer,
        )
        task = SynthesizeTask(job=job, track=track, text=text, language=language)
        return synthesize(task, ports)

    def complete(self, job: Job, transcript: Transcript, *branches: Branch) -> End:
        task = CompleteTask(job=job, transcript=transcript, branches=list(branches))
        return complete(task, self.end_ports)

    def flow_in_room(self, job: Job) -> None:
        """Runs all stages as the state machine does for a room."""
        received = self.transcribe(job)
        branches, original = [], None
        if received.speech:
            branches = [self._in_language(job, received, target) for target in received.targets]
            original = self.synthesize(job, Track.ORIGINAL, received.text, received.language)
        complete(
            CompleteTask(job=job, transcript=received, branches=branches, original=original),
            self.end_ports,
        )

    def _in_language(self, job: Job, transcript: Transcript, language: str) -> Branch:
        task = TranslateTask(job=job, transcript=transcript, language=language)
        try:
            translation = translate(task, self.translate_ports)
        except UnsupportedLanguage as error:
            failure = Failure(Error=type(error).__name__, Cause="")
            return Branch(language=language, translation=failure)
        if not translation.spoken:
            return Branch(language=language, translation=translation)
        voice = self.synthesize(job, Track.TRANSLATED, translation.text, language)
        return Branch(language=language, translation=translation, translated=voice)

    def fail(self, job: Job, error: str, cause: str = "") -> None:
        fail(FailTask(job=job, failure=Failure(Error=error, Cause=cause)), self.end_ports)

    def sweep(self) -> None:
        """Runs the three sweeps."""
        end_dead_segments(self.sweep_ports)
        end_abandoned_messages(self.sweep_ports)
        warn_old_connections(self.sweep_ports)

    def flow(self, job: Job) -> None:
        """Runs all stages as the state machine does in streaming mode."""
        received = self.transcribe(job)
        if not received.speech:
            self.complete(job, received)
            return
        translation = self.translate(job, received)
        translated = self.synthesize(job, Track.TRANSLATED, translation.text, job.target_lang)
        original = self.synthesize(job, Track.ORIGINAL, received.text, received.language)
        branch = Branch(translation=translation, translated=translated, original=original)
        self.complete(job, received, branch)


def translate_message(**fields: Any) -> dict[str, Any]:
    """A `translate` from English to Portuguese, of "Good morning." by default."""
    message = {
        "action": "translate",
        "message_id": str(uuid.uuid4()),
        "source_lang": "en",
        "target_lang": "pt",
        "content_type": "audio/ogg",
    } | fields
    if "audio_key" not in message and "audio_data" not in message:
        message["audio_data"] = base64.b64encode(recording("Good morning.", "en")).decode()
    return message


def a_job(**chosen: Any) -> Job:
    fields: dict[str, Any] = {
        "message_id": uuid.uuid4(),
        "segment": 0,
        "last": True,
        "mode": Mode.STREAMING,
        "source_lang": "en",
        "target_lang": "pt",
        "voice_format": "audio/ogg",
        "received_at_ms": 1_700_000_000_000,
        "owner": ME.owner,
    } | chosen
    key = recording_key(fields["message_id"], fields["segment"])
    return Job(**({"audio_key": key} | fields))


def a_transcript(**fields: Any) -> Transcript:
    return Transcript(
        **{
            "text": "Good morning.",
            "language": "en",
            "confidence": 0.9,
            "speech": True,
            "audio_s": 1.0,
            "compute_ms": 100,
        }
        | fields
    )
