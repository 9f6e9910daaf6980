"""The events of one message."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing
from typing import Any

from dragoman.client.service import Refused
from dragoman.client.session import Message, PartialSpeech, ReceivedEvent, Session
from dragoman.client.speech_sources import SpeechSource
from dragoman.errors import NoSpeech
from dragoman.protocol import MessageError, RequestError, TranslationComplete
from dragoman.protocol.asyncapi import event_models
from dragoman.protocol.events import EventData


class MessageStream:
    """Sends a message while its events are read. Reading starts it, and can be done once; a reader that
    stops early leaves the message to the service."""

    def __init__(self, session: Session, message: Message, source: SpeechSource | None) -> None:
        """Without a source the message was sent before, and its events are requested again."""
        self._session = session
        self._message = message
        self._source = source

    @property
    def message_id(self) -> str:
        return self._message.message_id

    async def __aiter__(self) -> AsyncIterator[EventData]:
        """The events as models of `dragoman.protocol`, the end included. Events of a newer service, for
        which there is no model, are left out. Raises Unreachable."""
        async with aclosing(self.received()) as events:
            async for received in events:
                if (event := parsed(received)) is not None:
                    yield event

    async def result(self) -> TranslationComplete:
        """The end of the message. Raises Refused, Unreachable."""
        end: EventData | None = None
        async for event in self:
            end = event
        if isinstance(end, TranslationComplete):
            return end
        assert isinstance(end, MessageError | RequestError)  # noqa: S101 (the only other ends)
        raise Refused(end.wire()["data"])

    async def received(self) -> AsyncGenerator[ReceivedEvent]:
        """The events as they arrive, with their times. Raises Unreachable."""
        sending = asyncio.create_task(self._send())
        try:
            async with aclosing(self._session.events(self._message)) as events:
                async for received in events:
                    yield received
                    if received.ends_message():
                        return
        finally:
            sending.cancel()

    async def _send(self) -> None:
        """Sends every segment. The reader receives what goes wrong."""
        try:
            if self._source is None:
                await self._session.resume(self._message)
            else:
                await self._send_segments(self._source)
        except Refused as refusal:
            self._session.add(self._message, "error", refusal.event)
        except Exception as error:  # of the source, or Unreachable
            self._session.fail(self._message, error)

    async def _send_segments(self, source: SpeechSource) -> None:
        last = False
        async with aclosing(source.recordings()) as recordings:
            async for recording in recordings:
                if isinstance(recording, PartialSpeech):
                    await self._session.caption(self._message, recording)
                    continue
                await self._session.speak(self._message, recording)
                last = recording.last and not recording.tentative
        if last:
            return
        if not source.segments:
            raise Refused(_no_speech(self._message))
        await self._session.finish(self._message, source.segments)


def parsed(received: ReceivedEvent) -> EventData | None:
    if received.type == "error":
        model: type[EventData] | None = MessageError if "seq" in received.data else RequestError
    else:
        model = next((m for m in event_models() if m.type == received.type), None)
    return model.model_validate(received.data) if model else None


def _no_speech(message: Message) -> dict[str, Any]:
    """The error of a message without any segment, as the service would send it."""
    why = NoSpeech()
    error = RequestError(
        message_id=message.message_id, code=why.code, message=str(why), retryable=why.retryable
    )
    data: dict[str, Any] = error.wire()["data"]
    return data
