"""The size limits of single WebSocket frames, enforced inside hypercorn.

ASGI delivers whole messages. Only the server sees the frames, so these patches change hypercorn's
message buffer and its handshake.
"""

from typing import Any

from hypercorn.protocol import ws_stream
from hypercorn.protocol.events import StreamClosed
from wsproto.events import CloseConnection, Message, TextMessage

from infra.local.patch import Patch, SetAttribute
from infra.local.websocket_limits import FRAME_LIMIT_BYTES, MESSAGE_LIMIT_BYTES


class FrameLimitedBuffer(ws_stream.WebsocketBuffer):
    """Refuses, with close code 1009, a frame over 32 KB and a message over 128 KB, in bytes.

    As on AWS, a message of several small frames is refused only for its total size.
    """

    def __init__(self, max_length: int = MESSAGE_LIMIT_BYTES) -> None:
        super().__init__(max_length)
        self.refused = False
        self._frame_bytes = 0
        self._message_bytes = 0

    def extend(self, event: Message[Any]) -> None:
        size = len(event.data.encode()) if isinstance(event, TextMessage) else len(event.data)
        self._frame_bytes += size
        self._message_bytes += size
        if self._frame_bytes > FRAME_LIMIT_BYTES or self._message_bytes > MESSAGE_LIMIT_BYTES:
            self.refused = True
            raise ws_stream.FrameTooLargeError
        super().extend(event)
        if event.frame_finished:
            self._frame_bytes = 0

    def clear(self) -> None:
        super().clear()
        self._frame_bytes = 0
        self._message_bytes = 0


class PlainHandshake(ws_stream.Handshake):
    """Accepts no extension. API Gateway does not compress, so sizes are those on the wire."""

    def __init__(self, headers: list[tuple[bytes, bytes]], http_version: str) -> None:
        super().__init__(headers, http_version)
        self.extensions = None


def _limit_frames(set_attribute: SetAttribute) -> None:
    set_attribute(ws_stream, "WebsocketBuffer", FrameLimitedBuffer)


def _finish_closing(set_attribute: SetAttribute) -> None:
    handle = ws_stream.WSStream._handle_events

    async def handle_to_the_end(stream: ws_stream.WSStream) -> None:
        await handle(stream)
        if getattr(stream.buffer, "refused", False):
            await _await_close(stream)

    set_attribute(ws_stream.WSStream, "_handle_events", handle_to_the_end)


async def _await_close(stream: ws_stream.WSStream) -> None:
    """Ignores what a refused client still sends, until it answers the close.

    Hypercorn stops at the first frame after its refusal and may miss the client's answer.
    """
    for event in stream.connection.events():
        if isinstance(event, CloseConnection):
            await stream.send(StreamClosed(stream_id=stream.stream_id))


def _refuse_compression(set_attribute: SetAttribute) -> None:
    set_attribute(ws_stream, "Handshake", PlainHandshake)


PATCHES = (
    Patch(
        target="hypercorn.protocol.ws_stream:WebsocketBuffer",
        purpose="close with 1009 on a frame over 32 KB or a message over 128 KB",
        fingerprint="31c9b1345f308f4c",
        apply=_limit_frames,
    ),
    Patch(
        target="hypercorn.protocol.ws_stream:WSStream._handle_events",
        purpose="close in order with a client that goes on sending after it was refused",
        fingerprint="b90f3f595ff9fd47",
        apply=_finish_closing,
    ),
    Patch(
        target="hypercorn.protocol.ws_stream:Handshake",
        purpose="agree to no compression",
        fingerprint="701a154c29b5ab4c",
        apply=_refuse_compression,
    ),
)
